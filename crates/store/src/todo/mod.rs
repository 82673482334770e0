//! Todos.

mod completion;
mod list;
pub(crate) mod row;

pub(crate) use completion::to_completion;
pub use completion::{record_completion, take_latest_completion};
pub use list::{TodoQuery, list};
