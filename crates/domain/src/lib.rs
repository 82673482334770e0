//! Ids, parsed values, permissions, [`Clock`] and [`Entropy`].
//!
//! Everything here is pure: no async, no ORM, no web. A value of one of these types has been
//! parsed, so no later layer checks it again.

pub mod action_link;
pub mod admin;
pub mod allowance;
pub mod audit;
pub mod calendar;
pub mod civil;
pub mod clock;
pub mod comment;
pub mod connection;
pub mod delivery;
pub mod due;
pub mod entropy;
pub mod event;
pub mod fact;
pub mod factor;
pub mod id;
pub mod invalid;
pub mod location;
pub mod metric;
pub mod notification;
pub mod page;
pub mod patch;
pub mod person;
pub mod precondition;
pub mod project;
pub mod push;
pub mod recurrence;
pub mod reminder;
pub mod report;
pub mod rights;
pub mod session;
pub mod settings;
pub mod stored;
pub mod task;
pub mod template;
pub mod text;
pub mod todo;
pub mod user;
pub mod weather;
pub mod zone;

pub use clock::{Clock, SystemClock};
pub use entropy::Entropy;
pub use invalid::Invalid;
pub use patch::Patch;
pub use stored::Stored;

id::ids! {
    /// Names a person's account.
    UserId,
    /// Names a signed-in browser or program.
    SessionId,
    /// Names a passkey.
    PasskeyId,
    /// Names a todo.
    TodoId,
    /// Names a calendar.
    CalendarId,
    /// Names an event: a single one, or a series.
    EventId,
    /// Names an invitation to an event.
    EventInvitationId,
    /// Names an event template.
    TemplateId,
    /// Names a reminder.
    ReminderId,
    /// Names a location.
    LocationId,
    /// Names somebody whom a person knows.
    PersonId,
    /// Names a project.
    ProjectId,
    /// Names a task of a project.
    TaskId,
    /// Names a comment on a task.
    CommentId,
    /// Names a connection of two people.
    ConnectionId,
    /// Names somebody's request to be connected with somebody.
    ConnectionRequestId,
    /// Names what somebody was told of.
    NotificationId,
    /// Names what is sent to somebody over a channel.
    DeliveryId,
    /// Names an entry of the audit log; also its place in the chain.
    AuditId,
    /// Names a row of the outbox.
    OutboxId,
}
