//! What lies ahead, and what a range of days holds: things of all features in one statement, by the
//! selections that the lists of these features make.

mod ahead;
mod dated;
mod parts;
mod selections;

pub use ahead::{Ahead, AheadOf, AskedToday, Today};
pub use dated::{Dated, DatedTask, DatedTodo};
pub(crate) use parts::OF_TASK;
pub use selections::DatedIn;
