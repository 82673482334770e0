//! Today.

use jiff::civil::Date;
use umbra_domain::{
    Stored, UserId,
    event::Entry,
    page::Limit,
    person::BirthdayOf,
    reminder::Reminder,
    settings::{WeatherPlace, Zone},
    task::Task,
    todo::{Due, Todo},
    weather::{Forecast, Kept},
};
use umbra_store::{
    agenda::{AskedToday, Today},
    weather::AtPlace,
};

use super::Upcoming;
use crate::{App, errors::DaysError, reminder::page_of_due, todo::reached};

/// What today brings.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// Today.
    pub date: Date,
    /// What happens today, by when it begins.
    pub events: Vec<Entry>,
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
    /// The weather at the person's place, as far as it is known: nobody waits here for a server
    /// outside.
    pub weather: Option<(WeatherPlace, Kept<Forecast>)>,
    /// How much the person was told and hasn't read.
    pub unread: u64,
}

impl App {
    /// Reads what today brings, by the clock in `zone`.
    ///
    /// # Errors
    /// [`DaysError`].
    pub async fn dashboard(&self, who: UserId, zone: &Zone) -> Result<Dashboard, DaysError> {
        let now = self.clock.now();
        let kept = self.kept_forecasts();
        let asked = AskedToday { now, weather: kept.as_deref() };
        let (upcoming, today) = self.days_ahead(who, zone, (now, 1), Some(asked)).await?;
        let Upcoming { first, events, todos, tasks, reminders, birthdays, .. } = upcoming;
        let Today { projects, due_reminders, weather, unread } = today;
        let limit = Due::overdue_before(reached(now, &zone.rules()));
        let (overdue, due) = todos.into_iter().partition(|todo| Due::rank(todo.due) < limit);
        let (overdue_tasks, due_tasks) =
            tasks.into_iter().partition(|task| Due::rank(task.due) < limit);
        let most = Limit::parse(Limit::MAX.into())?;
        let weather = weather.and_then(|AtPlace { place, kept }| {
            let (json, fetched_at) = kept?;
            Some((place, self.forecast_as_kept(&json, fetched_at)?))
        });
        Ok(Dashboard {
            date: first,
            events,
            due,
            overdue,
            due_tasks,
            overdue_tasks,
            projects,
            reminders,
            due_reminders: page_of_due(due_reminders, now, None, most).items,
            birthdays,
            weather,
            unread,
        })
    }
}
