//! What a button of a message does.

use jiff::{SignedDuration, civil::DateTime};

use crate::{ReminderId, TaskId, TodoId, UserId, todo::Due};

/// How long a link works: who comes back from a weekend still finds the button working.
pub const LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(72);

/// For how many minutes a button snoozes.
pub const SNOOZE_MINUTES: i64 = 10;

/// What a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkAct {
    /// Dismisses a reminder, completes a todo or a task.
    Done,
    /// Snoozes a reminder, for [`SNOOZE_MINUTES`].
    Snooze,
    /// Snoozes a todo or a task, for an hour.
    Hour,
    /// Snoozes a todo or a task, until the person's time of day on the next day.
    Tomorrow,
}

impl LinkAct {
    /// Returns its name as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Snooze => "snooze",
            Self::Hour => "hour",
            Self::Tomorrow => "tomorrow",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Done, Self::Snooze, Self::Hour, Self::Tomorrow];
        all.into_iter().find(|act| act.as_str() == name)
    }
}

/// What a link does it to: a thing as it was when the message was made. What has become another since,
/// or was done, the link does nothing to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkSubject {
    /// What fired of a reminder.
    Reminder {
        /// The reminder.
        id: ReminderId,
        /// The occurrence, by its local time.
        occurrence: DateTime,
        /// How often that had been snoozed.
        generation: u32,
    },
    /// A todo.
    Todo {
        /// The todo.
        id: TodoId,
        /// When it was due.
        due: Option<Due>,
        /// How often the person had snoozed that.
        snoozes: u32,
    },
    /// A task.
    Task {
        /// The task.
        id: TaskId,
        /// When it was due.
        due: Option<Due>,
        /// How often the person had snoozed that.
        snoozes: u32,
    },
}

impl LinkSubject {
    /// Lists what can be done to it, in the order of the buttons.
    #[must_use]
    pub const fn acts(&self) -> &'static [LinkAct] {
        match self {
            Self::Reminder { .. } => &[LinkAct::Done, LinkAct::Snooze],
            Self::Todo { .. } | Self::Task { .. } => {
                &[LinkAct::Done, LinkAct::Hour, LinkAct::Tomorrow]
            }
        }
    }
}

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionLink {
    /// In whose name.
    pub user: UserId,
    /// What it does.
    pub act: LinkAct,
    /// To what.
    pub subject: LinkSubject,
}
