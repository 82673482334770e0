//! What people are told of in the app.
//!
//! A notification says what happened, who did it and to what, by ids; it holds no text. Its text is made
//! when it is read, in the reader's language, of what the reader may see by then ([`Notification::text`]).
//! Only what is gone is called what it was called then ([`Gone`]).

mod draft;
mod due;
mod gathered;
mod language;
mod notice;
mod subject;
mod text;
mod wanted;

use jiff::{Timestamp, civil::Date};

pub(crate) use self::wanted::is_wanted;
pub use self::{
    draft::{MAX_NOTIFICATIONS, NotificationDraft},
    gathered::{FIRST_NAMED, Gathered},
    language::Language,
    notice::{Kind, Notice},
    subject::{Answer, Gone, Subject, Topic},
    text::{Text, button, test_message},
};
use crate::{
    NotificationId,
    civil::format_local,
    connection::Peer,
    due::{DueItem, LATE_AFTER},
    settings::Locale,
    todo::Due,
};

/// What somebody was told, as they may see it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Names it.
    pub id: NotificationId,
    /// What happened.
    pub notice: Notice,
    /// How often: what happens again before it was read is told by the same notification.
    pub count: u64,
    /// When it happened first.
    pub created_at: Timestamp,
    /// When it happened last.
    pub updated_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// Who did it last; `None` for what nobody did, and when their account is gone.
    pub actor: Option<Peer>,
    /// What it is about.
    pub subject: Subject,
    /// What the subject is called.
    pub name: Option<String>,
    /// What the subject is in.
    pub place: Option<String>,
    /// The beginning of what was said.
    pub excerpt: Option<String>,
    /// When the subject is.
    pub when: Option<Moment>,
    /// When it is due, on the reader's clock.
    pub due: Option<Due>,
    /// How old somebody becomes.
    pub age: Option<i16>,
    /// When what it tells of came, of what comes by the clock.
    pub came_at: Option<Timestamp>,
    /// Whether the phone is told of it together with other things that nobody was told in time.
    pub is_gathered: bool,
    /// How often what is due had been snoozed.
    pub snoozes: u32,
    /// When what is due is told again, for its reader has snoozed it.
    pub snoozed_until: Option<Timestamp>,
    /// What it tells of together, by category: what its reader may see and hasn't read.
    pub gathered: Vec<Gathered>,
    /// From where it was done.
    pub address: Option<String>,
    /// The language of whoever reads it.
    pub locale: Locale,
}

impl Notification {
    /// Returns what can be snoozed of it: a todo or a task that is due.
    #[must_use]
    pub fn due_item(&self) -> Option<DueItem> {
        match (self.notice, self.subject, self.due?) {
            (Notice::TodoDue, Subject::Todo(id), due) => Some(DueItem::Todo(id, due)),
            (Notice::TaskDue, Subject::Task(project, id), due) => {
                Some(DueItem::Task(project, id, due))
            }
            _ => None,
        }
    }

    /// Tells whether it was told later than it came, because no worker ran.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.came_at.is_some_and(|came| self.updated_at.duration_since(came) > LATE_AFTER)
    }

    /// Says where to read more: a path of the API.
    #[must_use]
    pub fn path(&self) -> String {
        match (self.subject, self.notice) {
            (Subject::Account, Notice::Missed) => "/api/notifications".to_owned(),
            (Subject::Account, _) => "/api/auth/sessions".to_owned(),
            (Subject::Gone, _) => "/api/event-invitations".to_owned(),
            (Subject::ConnectionRequest(_), _) => "/api/connections/requests/incoming".to_owned(),
            (Subject::Connection(_), _) => "/api/connections".to_owned(),
            (Subject::Calendar(_), Notice::CalendarOffered) => "/api/shared-calendars".to_owned(),
            (Subject::Calendar(id), _) => format!("/api/calendars/{id}"),
            (Subject::Event(id, None), _) => format!("/api/events/{id}"),
            (Subject::Event(id, Some(name)), _) => {
                format!("/api/events/{id}?recurrence_id={}", format_local(name))
            }
            (Subject::Project(id), Notice::TaskAssigned) => format!("/api/projects/{id}/tasks"),
            (Subject::Project(id), _) => format!("/api/projects/{id}"),
            (Subject::Task(project, id), _) => format!("/api/projects/{project}/tasks/{id}"),
            (Subject::Comment(project, task, id), _) => {
                format!("/api/projects/{project}/tasks/{task}/comments/{id}")
            }
            (Subject::Reminder(id), _) => format!("/api/reminders/{id}"),
            (Subject::Todo(id), _) => format!("/api/todos/{id}"),
            (Subject::Person(id), _) => format!("/api/people/{id}"),
        }
    }
}

/// When something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// On a day, whatever the clock.
    Day(Date),
    /// At an instant.
    At(Timestamp),
}

impl Moment {
    /// Writes it as it is stored: a date, or an instant.
    #[must_use]
    pub fn stored(self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::At(at) => at.to_string(),
        }
    }

    /// Reads what [`stored`](Self::stored) wrote; `None` for any other text.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        let at = || text.parse().ok().map(Self::At);
        if text.contains('T') { at() } else { text.parse().ok().map(Self::Day) }
    }
}
