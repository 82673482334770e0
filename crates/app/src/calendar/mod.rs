//! Calendars.

mod create;
mod delete;
mod list;
mod read;
mod update;

pub use create::CreateCalendarError;
pub use delete::DeleteCalendarError;
pub use list::ListCalendarsError;
pub use read::ReadCalendarError;
pub use update::UpdateCalendarError;
