//! Ids, parsed values, permissions, [`Clock`] and [`Entropy`].
//!
//! Everything here is pure: no async, no ORM, no web. A value of one of these types has been
//! parsed, so no later layer checks it again.

pub mod admin;
pub mod audit;
pub mod calendar;
pub mod civil;
pub mod clock;
pub mod entropy;
pub mod event;
pub mod fact;
pub mod factor;
pub mod id;
pub mod invalid;
pub mod page;
pub mod patch;
pub mod precondition;
pub mod recurrence;
pub mod reminder;
pub mod rights;
pub mod session;
pub mod settings;
pub mod stored;
pub mod template;
pub mod text;
pub mod todo;
pub mod user;

pub use clock::{Clock, SystemClock};
pub use entropy::Entropy;
pub use id::{
    AuditId, CalendarId, EventId, PasskeyId, ReminderId, SessionId, TemplateId, TodoId, UserId,
};
pub use invalid::Invalid;
pub use patch::Patch;
pub use stored::Stored;
