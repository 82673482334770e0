//! Todos.

mod completion;
mod list;
pub(crate) mod row;

pub use completion::{record_completion, take_latest_completion};
pub use list::{TodoQuery, list};
