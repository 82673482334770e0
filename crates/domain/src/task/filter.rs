//! Which tasks a list shows, and in which order.

use super::Status;
use crate::{
    Invalid, TaskId, UserId,
    todo::{DueRange, Priority},
};

/// Which tasks a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskFilter {
    /// Only those that have come this far.
    pub status: Option<Status>,
    /// Only done or only open ones.
    pub completed: Option<bool>,
    /// Only this priority.
    pub priority: Option<Priority>,
    /// Only those that this person is assigned to.
    pub assignee: Option<UserId>,
    /// Only those that nobody is assigned to, or only the others.
    pub unassigned: Option<bool>,
    /// Only the parts of this task.
    pub parent: Option<TaskId>,
    /// Only those with an open dependency, or only the others.
    pub blocked: Option<bool>,
    /// Only those that are due then.
    pub due: DueRange,
    /// Only (or only not) those that are open and past their due date.
    pub overdue: Option<bool>,
    /// Only those whose title or description contains this, whatever its case.
    pub search: Option<String>,
}

/// By what a list is ordered. Ties are broken by id in the same direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TaskSort {
    /// By where they stand in the project.
    #[default]
    Place,
    /// By the instant they were written down.
    Created,
    /// By when they are due; tasks without a due date come last in ascending order.
    Due,
    /// By how much they matter.
    Priority,
}

/// An order and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskOrder {
    /// By what.
    pub by: TaskSort,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl TaskOrder {
    /// Parses an order such as `due_date` or `-priority`.
    ///
    /// # Errors
    /// `invalid_value`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let (name, descending) = raw.strip_prefix('-').map_or((raw, false), |name| (name, true));
        let by = match name {
            "sort_order" => TaskSort::Place,
            "created_at" => TaskSort::Created,
            "due_date" => TaskSort::Due,
            "priority" => TaskSort::Priority,
            _ => {
                return Err(Invalid::new(
                    "invalid_value",
                    "sort must be one of sort_order, created_at, due_date, priority, optionally \
                     with a leading -",
                ));
            }
        };
        Ok(Self { by, descending })
    }

    /// Returns the name of the order for cursors, which no other list uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match (self.by, self.descending) {
            (TaskSort::Place, false) => "task_sort_order",
            (TaskSort::Place, true) => "-task_sort_order",
            (TaskSort::Created, false) => "task_created_at",
            (TaskSort::Created, true) => "-task_created_at",
            (TaskSort::Due, false) => "task_due_date",
            (TaskSort::Due, true) => "-task_due_date",
            (TaskSort::Priority, false) => "task_priority",
            (TaskSort::Priority, true) => "-task_priority",
        }
    }
}
