//! Projects: their rows, and their list.

mod list;
mod row;
mod stats;

pub use list::list;
pub use stats::stats;
