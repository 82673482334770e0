//! Today.

use jiff::civil::Date;
use umbra_domain::{
    Stored, UserId,
    event::Shown,
    page::Limit,
    person::BirthdayOf,
    reminder::Reminder,
    settings::Zone,
    task::Task,
    todo::{Due, Todo},
};

use super::{AgendaError, Upcoming};
use crate::{App, todo::reached};

/// What today brings.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// Today.
    pub date: Date,
    /// What happens today, by when it begins.
    pub events: Vec<Shown>,
    /// Open todos that are due today and not overdue yet.
    pub due: Vec<Stored<Todo>>,
    /// Open todos that are overdue.
    pub overdue: Vec<Stored<Todo>>,
    /// Open tasks that are due today.
    pub due_tasks: Vec<Stored<Task>>,
    /// Open tasks that are overdue.
    pub overdue_tasks: Vec<Stored<Task>>,
    /// How many projects that aren't put away there are of each status, in the order of
    /// `project::Status::ALL`.
    pub projects: [u64; 5],
    /// The person's own reminders that ring next today.
    pub reminders: Vec<Stored<Reminder>>,
    /// What is due of all reminders, also of those on events: the first 200.
    pub due_reminders: Vec<Stored<Reminder>>,
    /// Today's birthdays.
    pub birthdays: Vec<BirthdayOf>,
}

impl App {
    /// Reads what today brings, by the clock in `zone`.
    ///
    /// # Errors
    /// [`AgendaError`].
    pub async fn dashboard(&self, who: UserId, zone: &Zone) -> Result<Dashboard, AgendaError> {
        let limit = Due::overdue_before(reached(self.clock.now(), &zone.rules()));
        let Upcoming { first, events, todos, tasks, projects, reminders, birthdays, .. } =
            self.days_ahead(who, zone, 1).await?;
        let limit_of_due = Limit::parse(Limit::MAX.into())?;
        let due_reminders = self.due_reminders(who, None, limit_of_due).await?.items;
        let (overdue, due) = todos.into_iter().partition(|todo| Due::rank(todo.due) < limit);
        let (overdue_tasks, due_tasks) =
            tasks.into_iter().partition(|task| Due::rank(task.due) < limit);
        Ok(Dashboard {
            date: first,
            events,
            due,
            overdue,
            due_tasks,
            overdue_tasks,
            projects,
            reminders,
            due_reminders,
            birthdays,
        })
    }
}
