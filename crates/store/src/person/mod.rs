//! People: their rows, their list and what a search finds, birthdays, and who may be whom.

mod alike;
mod birthdays;
mod list;
mod row;
mod search;

pub use alike::alike;
pub use birthdays::birthdays;
pub(crate) use birthdays::born;
pub use list::{PersonQuery, list};
pub(crate) use row::to_person;
