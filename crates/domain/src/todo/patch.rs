//! Changes of todos.

use jiff::civil::{Date, Time};

use super::{Basis, Category, Description, Due, Priority, Recurrence, Title, Todo, Unsound};
use crate::{
    Patch,
    recurrence::{Rule, ShortMonths},
};

/// A change of a todo; every omitted field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TodoPatch {
    /// A new title, which can't be cleared.
    pub title: Option<Title>,
    /// A new or cleared description.
    pub description: Patch<Description>,
    /// A new priority.
    pub priority: Option<Priority>,
    /// A new or cleared category.
    pub category: Patch<Category>,
    /// A new or cleared day.
    pub due_date: Patch<Date>,
    /// A new or cleared time of day.
    pub due_time: Patch<Time>,
    /// A new or cleared rule.
    pub recurrence_rule: Patch<Rule>,
    /// What becomes of days that a month doesn't have.
    pub short_months: Patch<ShortMonths>,
    /// From where the next due date counts; cleared, from the due dates.
    pub recurrence_basis: Patch<Basis>,
    /// Whether it is done, which [`TodoPatch::apply`] leaves to [`Todo::complete`].
    pub completed: Option<bool>,
}

impl TodoPatch {
    /// Applies the change of all fields but `completed`. A cleared day takes its time along, a
    /// cleared rule its basis. Another day, rule or basis begins a new series at the due date.
    /// Returns whether anything changed.
    ///
    /// # Errors
    /// `due_time_without_date` when the result would have a time and no day, `out_of_range`, and
    /// what [`Recurrence::begin`] refuses.
    pub fn apply(self, todo: &mut Todo) -> Result<bool, Unsound> {
        let before = todo.clone();
        let date = self.due_date.apply(before.due.map(|due| due.date));
        let stored_time = before.due.and_then(|due| due.time).filter(|_| date.is_some());
        let due = Due::parse(date, self.due_time.apply(stored_time)).map_err(Unsound::DueTime)?;
        todo.due = due;
        todo.recurrence = Recurrence::changed(
            (before.recurrence.as_ref(), before.due),
            (self.recurrence_rule, self.short_months),
            self.recurrence_basis,
            due,
        )?;
        if let Some(title) = self.title {
            todo.title = title;
        }
        todo.description = self.description.apply(todo.description.take());
        todo.category = self.category.apply(todo.category.take());
        if let Some(priority) = self.priority {
            todo.priority = priority;
        }
        Ok(*todo != before)
    }
}
