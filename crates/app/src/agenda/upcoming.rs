//! The coming days.

use jiff::{SignedDuration, Timestamp, civil::Date};
use umbra_domain::{
    Stored, UserId,
    civil::{self, start_of_day},
    event::Entry,
    page::Limit,
    person::{BirthdayOf, Birthdays},
    reminder::Reminder,
    settings::{UpcomingDays, Zone},
    task::Task,
    todo::Todo,
};
use umbra_store::agenda::{Ahead, AheadOf, AskedToday, Today};

use crate::{App, errors::DaysError, event::ListEvents};

/// What the coming days bring.
#[derive(Debug, Clone)]
pub struct Upcoming {
    /// The first day, today.
    pub first: Date,
    /// The day after the last one.
    pub after: Date,
    /// What happens on these days, by when it begins.
    pub events: Vec<Entry>,
    /// Open todos that are due by the last day, overdue ones too, by when they are due: the first
    /// 200.
    pub todos: Vec<Stored<Todo>>,
    /// Open tasks that are due by the last day, overdue ones too, by when they are due: those that the
    /// person or nobody is assigned to, of projects that aren't put away; the first 200.
    pub tasks: Vec<Stored<Task>>,
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
    /// [`DaysError`].
    pub async fn upcoming(
        &self,
        who: UserId,
        zone: &Zone,
        days: Option<UpcomingDays>,
    ) -> Result<Upcoming, DaysError> {
        let days = match days {
            Some(days) => days,
            None => self.settings(who).await?.upcoming_days,
        };
        let now = self.clock.now();
        Ok(self.days_ahead(who, zone, (now, days.get().into()), None).await?.0)
    }

    /// Reads what happens and is due on some days from today on, in two statements, and a third one
    /// for the events of reminders that are due.
    pub(super) async fn days_ahead(
        &self,
        who: UserId,
        zone: &Zone,
        (now, days): (Timestamp, i64),
        today: Option<AskedToday<'_>>,
    ) -> Result<(Upcoming, Today), DaysError> {
        let rules = zone.rules();
        let first = civil::today(now, &rules);
        let after = first.saturating_add(SignedDuration::from_hours(24 * days));
        let begins = |day| start_of_day(day, &rules);
        let events = ListEvents {
            from: begins(first),
            to: begins(after),
            zone: zone.clone(),
            calendar: None,
            search: None,
        };
        let asked = AheadOf {
            last: after.saturating_sub(SignedDuration::from_hours(24)),
            rings_before: begins(after),
            birthdays: Birthdays::between(first, after)?,
            limit: Limit::parse(Limit::MAX.into())?,
            today,
        };
        let events = self.events(who, events).await?;
        let ahead = Ahead::read(self.store.reader(), who, &asked).await?;
        let Ahead { todos, tasks, reminders, birthdays, today } = ahead;
        Ok((Upcoming { first, after, events, todos, tasks, reminders, birthdays }, today))
    }
}
