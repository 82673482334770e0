//! Reminders.

mod create;
mod delete;
mod due;
mod fire;
mod list;
mod read;
mod respond;
mod update;

pub use create::CreateReminderError;
pub use delete::DeleteReminderError;
pub use fire::FiredReminder;
pub use list::{ListReminders, ListRemindersError};
pub use read::ReadReminderError;
pub use respond::RespondError;
pub use update::UpdateReminderError;
