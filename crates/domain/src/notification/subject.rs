//! What people are told about, and by what tellings are told apart.

use jiff::civil::DateTime;

use crate::{
    CalendarId, CommentId, ConnectionId, ConnectionRequestId, EventId, PersonId, ProjectId,
    ReminderId, TaskId, TodoId,
};

use super::Moment;

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The reader's own account.
    Account,
    /// A request to be connected with the reader.
    ConnectionRequest(ConnectionRequestId),
    /// A connection of the reader's.
    Connection(ConnectionId),
    /// A calendar.
    Calendar(CalendarId),
    /// An event, or an occurrence of one, by its name.
    Event(EventId, Option<DateTime>),
    /// A project.
    Project(ProjectId),
    /// A task in a project.
    Task(ProjectId, TaskId),
    /// A comment on a task.
    Comment(ProjectId, TaskId, CommentId),
    /// A reminder of the reader's.
    Reminder(ReminderId),
    /// A todo of the reader's.
    Todo(TodoId),
    /// Somebody whom the reader knows.
    Person(PersonId),
    /// An event, or an occurrence, that doesn't take place and isn't there any more.
    Gone,
}

/// What is kept of an event that is gone, for who was invited to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// What it was called.
    pub name: String,
    /// When it would have begun.
    pub start: Moment,
}

/// Somebody's answer to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They come.
    Accepted,
    /// They may come.
    Tentative,
    /// They don't come.
    Declined,
}

/// What notifications are told apart by: what happens about the same thing again before the first was
/// read is told by the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic(pub(super) String);

impl Topic {
    /// Returns it as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
