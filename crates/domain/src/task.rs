//! Tasks: what is to be done in a project.
//!
//! A task is a todo that several people may see, with a place among the others, and with tasks below
//! it and before it. What it has in common with a todo is a todo's: texts, priority, due date, and how
//! it recurs.

use jiff::{Timestamp, civil::Date};

use crate::{
    Invalid, ProjectId, TaskId, UserId,
    stored::Identified,
    todo::{Description, Due, Priority, Recurrence, Title, Unsound as UnsoundSeries},
};

mod complete;
mod filter;
pub mod order;
mod patch;
#[cfg(test)]
mod tests;

pub use complete::{Done, Reopened};
pub use filter::{TaskFilter, TaskOrder, TaskSort};
pub use order::SortOrder;
pub use patch::TaskPatch;

/// How many levels of tasks below tasks there may be, the first one included.
pub const MAX_DEPTH: usize = 5;

/// How many tasks a task may depend on.
pub const MAX_DEPENDENCIES: usize = 100;

/// How many people may be assigned to a task.
pub const MAX_ASSIGNEES: usize = 100;

/// How many tasks may take their places in another order at once.
pub const MAX_REORDERED: usize = 10_000;

/// How far a task has come: also the columns of a board, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Status {
    /// Not begun.
    #[default]
    Todo,
    /// Being worked on.
    InProgress,
    /// Waiting for something that is no task.
    Blocked,
    /// Done, and to be looked at.
    Review,
    /// Done for good.
    Done,
}

impl Status {
    /// All of them, in the order of their ranks.
    pub const ALL: [Self; 5] =
        [Self::Todo, Self::InProgress, Self::Blocked, Self::Review, Self::Done];

    /// Returns the rank as stored: 0 for todo to 4 for done.
    #[must_use]
    pub const fn rank(self) -> i16 {
        match self {
            Self::Todo => 0,
            Self::InProgress => 1,
            Self::Blocked => 2,
            Self::Review => 3,
            Self::Done => 4,
        }
    }

    /// Reads a stored rank; `None` for any other number.
    #[must_use]
    pub fn from_rank(rank: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.rank() == rank)
    }
}

/// Why the fields of a task, each of them sound, don't go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// Because of how it recurs.
    #[error(transparent)]
    Series(#[from] UnsoundSeries),
    /// Because it would begin after it is due.
    #[error(transparent)]
    Start(Invalid),
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// In which project.
    pub project: ProjectId,
    /// Who wrote it down; `None` once that account is gone.
    pub created_by: Option<UserId>,
    /// What is to be done.
    pub title: Title,
    /// More about it.
    pub description: Option<Description>,
    /// How far it has come: [`Status::Done`] if and only if `completed_at` says when.
    pub status: Status,
    /// How much it matters.
    pub priority: Priority,
    /// The day on which it begins; never after the due date.
    pub start: Option<Date>,
    /// When it is due: a whole day.
    pub due: Option<Due>,
    /// How it recurs; only a task with a due date does.
    pub recurrence: Option<Recurrence>,
    /// When a due date of it was completed last, while it recurred.
    pub last_completed_at: Option<Timestamp>,
    /// When it was done for good; `None` while it is open.
    pub completed_at: Option<Timestamp>,
    /// Of which task it is a part.
    pub parent: Option<TaskId>,
    /// Who is to do it, in the order of their ids.
    pub assignees: Vec<UserId>,
    /// What has to be done before, in the order of the ids.
    pub depends_on: Vec<TaskId>,
    /// Where it stands in the project.
    pub sort_order: SortOrder,
    /// Whether anything that it depends on is open. The database finds that out with each read, and
    /// nothing writes it.
    pub is_blocked: bool,
}

impl Identified for Task {
    type Id = TaskId;
}

impl Task {
    /// Begins a task of which only the title is known.
    #[must_use]
    pub fn titled(project: ProjectId, title: Title) -> Self {
        Self {
            project,
            created_by: None,
            title,
            description: None,
            status: Status::default(),
            priority: Priority::default(),
            start: None,
            due: None,
            recurrence: None,
            last_completed_at: None,
            completed_at: None,
            parent: None,
            assignees: Vec::new(),
            depends_on: Vec::new(),
            sort_order: SortOrder::default(),
            is_blocked: false,
        }
    }

    /// Checks that a task doesn't begin after it is due.
    ///
    /// # Errors
    /// `start_after_due`.
    pub fn check_start(start: Option<Date>, due: Option<Due>) -> Result<(), Unsound> {
        match (start, due) {
            (Some(start), Some(due)) if start > due.date => {
                let detail = "start_date must not be after due_date";
                Err(Unsound::Start(Invalid::new("start_after_due", detail)))
            }
            _ => Ok(()),
        }
    }
}
