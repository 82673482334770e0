//! The coming days.

use jiff::{SignedDuration, civil::Date};
use umbra_domain::{
    Stored, UserId,
    civil::start_of_day,
    event::Shown,
    page::Limit,
    person::{BirthdayOf, Birthdays},
    reminder::{Reminder, ReminderFilter},
    settings::{UpcomingDays, Zone},
    task::Task,
    todo::Todo,
};
use umbra_store::{
    agenda::{self, ToDo},
    person,
};

use super::AgendaError;
use crate::{App, event::ListEvents, reminder::ListReminders};

/// What the coming days bring.
#[derive(Debug, Clone)]
pub struct Upcoming {
    /// The first day, today.
    pub first: Date,
    /// The day after the last one.
    pub after: Date,
    /// What happens on these days, by when it begins.
    pub events: Vec<Shown>,
    /// Open todos that are due by the last day, overdue ones too, by when they are due: the first
    /// 200.
    pub todos: Vec<Stored<Todo>>,
    /// Open tasks that are due by the last day, overdue ones too, by when they are due: those that the
    /// person or nobody is assigned to, of projects that aren't put away; the first 200.
    pub tasks: Vec<Stored<Task>>,
    /// How many projects that aren't put away there are of each status, in the order of
    /// `project::Status::ALL`.
    pub projects: [u64; 5],
    /// The person's own reminders that ring next by the end of these days, by when they do: the
    /// first 200.
    pub reminders: Vec<Stored<Reminder>>,
    /// Birthdays on these days, by day: the first 200.
    pub birthdays: Vec<BirthdayOf>,
}

impl App {
    /// Reads what the coming days bring, today being the first one by the clock in `zone`. Default for
    /// `days`: as many as the person has set.
    ///
    /// # Errors
    /// [`AgendaError`].
    pub async fn upcoming(
        &self,
        who: UserId,
        zone: &Zone,
        days: Option<UpcomingDays>,
    ) -> Result<Upcoming, AgendaError> {
        let days = match days {
            Some(days) => days,
            None => self.settings(who).await?.upcoming_days,
        };
        self.days_ahead(who, zone, i64::from(days.get())).await
    }

    /// Reads what happens and is due on some days from today on.
    pub(super) async fn days_ahead(
        &self,
        who: UserId,
        zone: &Zone,
        days: i64,
    ) -> Result<Upcoming, AgendaError> {
        let first = zone.rules().to_datetime(self.clock.now()).date();
        let after = first.saturating_add(SignedDuration::from_hours(24 * days));
        let last = after.saturating_sub(SignedDuration::from_hours(24));
        let rules = zone.rules();
        let begins = |day| start_of_day(day, &rules);
        let events = ListEvents {
            from: begins(first),
            to: begins(after),
            zone: zone.clone(),
            calendar: None,
            search: None,
        };
        let limit = Limit::parse(Limit::MAX.into())?;
        let to = begins(after);
        let filter = ReminderFilter { active: Some(true), to, ..ReminderFilter::default() };
        let reminders = ListReminders { filter, after: None, limit };
        let events = self.events(who, events).await?;
        let to_do = agenda::to_do(self.store.reader(), who, last, limit).await?;
        let ToDo { todos, tasks, projects } = to_do;
        let reminders = self.reminders(who, reminders).await?.items;
        let days = Birthdays::between(first, after)?;
        let reader = self.store.reader();
        let birthdays = person::birthdays(reader, who, days, limit.get()).await?;
        Ok(Upcoming { first, after, events, todos, tasks, projects, reminders, birthdays })
    }
}
