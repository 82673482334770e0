//! Changes of tasks.

use jiff::civil::Date;

use super::{SortOrder, Status, Task, Unsound};
use crate::{
    Patch, TaskId, UserId,
    recurrence::{Rule, ShortMonths},
    todo::{Basis, Description, Due, Priority, Recurrence, Title},
};

/// A change of a task; every omitted field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskPatch {
    /// A new title, which can't be cleared.
    pub title: Option<Title>,
    /// A new or cleared description.
    pub description: Patch<Description>,
    /// A new status, which [`TaskPatch::apply`] leaves to [`Task::complete`] and its like.
    pub status: Option<Status>,
    /// A new priority.
    pub priority: Option<Priority>,
    /// A new or cleared first day.
    pub start: Patch<Date>,
    /// A new or cleared due date.
    pub due: Patch<Date>,
    /// A new or cleared rule.
    pub recurrence_rule: Patch<Rule>,
    /// What becomes of a day that a month doesn't have; cleared, its last day is taken.
    pub short_months: Patch<ShortMonths>,
    /// From where the next due date counts; cleared, from the due dates.
    pub recurrence_basis: Patch<Basis>,
    /// Of which task it is a part.
    pub parent: Patch<TaskId>,
    /// Who is to do it.
    pub assignees: Option<Vec<UserId>>,
    /// What has to be done before.
    pub depends_on: Option<Vec<TaskId>>,
    /// Where it is to stand, which [`TaskPatch::apply`] leaves to who knows the others.
    pub sort_order: Option<SortOrder>,
}

impl TaskPatch {
    /// Applies the change of all fields but `status` and `sort_order`. A cleared rule takes its basis
    /// along. Another day, rule or basis begins a new series at the due date.
    ///
    /// # Errors
    /// What [`Recurrence::begin`] refuses, and `start_after_due`.
    pub fn apply(self, task: &mut Task) -> Result<(), Unsound> {
        let due = self.due.apply(task.due.map(|due| due.date));
        let due = due.map(|date| Due { date, time: None });
        let start = self.start.apply(task.start);
        Task::check_start(start, due)?;
        task.recurrence = Recurrence::changed(
            (task.recurrence.as_ref(), task.due),
            (self.recurrence_rule, self.short_months),
            self.recurrence_basis,
            due,
        )?;
        (task.start, task.due) = (start, due);
        task.description = self.description.apply(task.description.take());
        task.parent = self.parent.apply(task.parent);
        if let Some(title) = self.title {
            task.title = title;
        }
        if let Some(priority) = self.priority {
            task.priority = priority;
        }
        if let Some(assignees) = self.assignees {
            task.assignees = assignees;
        }
        if let Some(depends_on) = self.depends_on {
            task.depends_on = depends_on;
        }
        Ok(())
    }
}
