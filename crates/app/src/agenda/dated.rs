//! A range of days.

use jiff::{Timestamp, ToSpan, civil::Date};
use umbra_domain::{
    Invalid, Stored, UserId,
    calendar::default_color,
    civil::{self, days_later, start_of_day},
    event::{BusyTime, Entry, Shown, Window},
    person::{BirthdayOf, Birthdays},
    project::{Name, Project},
    reminder::Reminder,
    settings::{Color, Zone},
    task::Task,
    todo::Todo,
};
use umbra_store::{
    StoreError,
    agenda::{Dated, DatedIn, DatedTask, DatedTodo},
};

use super::found::{Days, Found, INLINE_STEPS, MAX_PER_KIND, MAX_STEPS};
use crate::{
    App,
    errors::{AgendaKind, DaysError},
    event::ListEvents,
};

/// The default length of a range, in days.
const MONTH: i64 = 31;

/// Which range.
#[derive(Debug, Clone)]
pub struct ListAgenda {
    /// From when on; without it, from the beginning of today.
    pub from: Option<Timestamp>,
    /// Until when; without it, 31 days on.
    pub to: Option<Timestamp>,
    /// Where days begin.
    pub zone: Zone,
}

/// What a range holds.
#[derive(Debug, Clone)]
pub struct Agenda {
    /// Where it begins.
    pub from: Timestamp,
    /// Where it ends; outside.
    pub to: Timestamp,
    /// What happens, and when others are busy, by when it begins.
    pub events: Vec<EventInRange>,
    /// Todos that are due in the range, are going to be, or were, by when they are due.
    pub todos: Vec<TodoInRange>,
    /// Tasks of the same, and those that begin in the range or last over it.
    pub tasks: Vec<TaskInRange>,
    /// The person's own active reminders, and when they ring, by when they first do.
    pub reminders: Vec<(Stored<Reminder>, Vec<Timestamp>)>,
    /// Birthdays, by day.
    pub birthdays: Vec<BirthdayOf>,
    /// Projects that are to be done in the range, by day.
    pub projects: Vec<Stored<Project>>,
}

/// An event, or that somebody is busy.
#[derive(Debug, Clone)]
pub enum EventInRange {
    /// An event, and the colour its calendar is shown in to who asks.
    Event(Box<Shown>, Color),
    /// A time in which somebody is busy.
    Busy(BusyTime),
}

/// A todo, and on which days of a range it is.
#[derive(Debug, Clone)]
pub struct TodoInRange {
    /// The todo.
    pub todo: Stored<Todo>,
    /// Its due dates that were completed before the present one.
    pub completed: Vec<Date>,
    /// Its due dates that follow the present one.
    pub planned: Vec<Date>,
}

/// A task, and on which days of a range it is due.
#[derive(Debug, Clone)]
pub struct TaskInRange {
    /// The task.
    pub task: Stored<Task>,
    /// What its project is called.
    pub project_name: Name,
    /// The colour of its project.
    pub project_color: Color,
    /// Its due dates that were completed before the present one.
    pub completed: Vec<Date>,
    /// Its due dates that follow the present one.
    pub planned: Vec<Date>,
}

impl App {
    /// Reads everything that a range holds, in two statements.
    ///
    /// # Errors
    /// [`DaysError`].
    pub async fn agenda(&self, who: UserId, list: ListAgenda) -> Result<Agenda, DaysError> {
        let ListAgenda { from, to, zone } = list;
        let (now, rules) = (self.clock.now(), zone.rules());
        let today = civil::today(now, &rules);
        let from = from.or_else(|| start_of_day(today, &rules)).unwrap_or(now);
        let to = to.unwrap_or_else(|| days_later(from, MONTH, &rules));
        let window = Window::new(from, to, rules)?;
        let clock = |at| window.zone.to_datetime(at);
        if clock(to) > clock(from).saturating_add(1.year()) {
            return Err(Invalid::new("range_too_wide", "an agenda may span a year").into());
        }
        let (first, after) = window.days();
        let birthdays = Birthdays::touched(first, after)?;
        let last = after.saturating_sub(1.day());
        let days = Days { today, first, last, from, to };
        let events =
            ListEvents { from: Some(from), to: Some(to), zone, calendar: None, search: None };
        let events = self.events(who, events).await?;
        let most = MAX_PER_KIND as u64;
        let range = DatedIn { first, last, from, to, birthdays, most };
        let dated = Dated::read(self.store.reader(), who, &range).await?;
        not_too_many(&dated)?;
        let (dated, found) = match Found::of(&days, &dated, INLINE_STEPS) {
            Ok(found) => (dated, found),
            // That is too much to keep other requests waiting, and perhaps too much at all.
            Err(_) => {
                let work = move || Found::of(&days, &dated, MAX_STEPS).map(|found| (dated, found));
                let done = tokio::task::spawn_blocking(work).await;
                // It doesn't panic, and nobody aborts it but the end of the process.
                done.map_err(|_| StoreError::Corrupt("agenda"))?.map_err(DaysError::TooMany)?
            }
        };
        Ok(together(&days, events, dated, found))
    }
}

/// Puts together what is in the range.
fn together(days: &Days, events: Vec<Entry>, dated: Dated, found: Found) -> Agenda {
    let Dated { calendars, todos, tasks, reminders, birthdays, projects } = dated;
    // The events were read first: one of a calendar that isn't there has gone with it since.
    let events = events.into_iter().filter_map(|entry| match entry {
        Entry::Event(shown) => {
            // What somebody is only invited to is in no calendar of theirs.
            let color = match calendars.get(&shown.event.calendar) {
                Some(color) => color.clone(),
                None if !shown.personal_state.access.is_listed => default_color(),
                None => return None,
            };
            Some(EventInRange::Event(shown, color))
        }
        Entry::Busy(busy) => {
            calendars.contains_key(&busy.calendar).then_some(EventInRange::Busy(busy))
        }
    });
    let todos =
        todos.into_iter().zip(found.todos).filter_map(|(DatedTodo { todo, completed }, on)| {
            Some(TodoInRange { todo, completed, planned: on? })
        });
    let tasks = tasks.into_iter().zip(found.tasks).filter_map(|(one, on)| {
        let DatedTask { task, completed, project_name, project_color } = one;
        Some(TaskInRange { task, project_name, project_color, completed, planned: on? })
    });
    let reminders = reminders.into_iter().zip(found.rings);
    let mut reminders: Vec<_> =
        reminders.filter_map(|(reminder, rings)| Some((reminder, rings?))).collect();
    reminders.sort_by_key(|(reminder, rings)| (rings.first().copied(), reminder.id));
    Agenda {
        from: days.from,
        to: days.to,
        events: events.collect(),
        todos: todos.collect(),
        tasks: tasks.collect(),
        reminders,
        birthdays,
        projects,
    }
}

/// Refuses what was not read to its end. What recurs may not be in the range at all, but of too much of
/// it not everything was read.
fn not_too_many(dated: &Dated) -> Result<(), DaysError> {
    let counts = [
        (dated.todos.len(), AgendaKind::Todos),
        (dated.tasks.len(), AgendaKind::Tasks),
        (dated.reminders.len(), AgendaKind::Reminders),
        (dated.birthdays.len(), AgendaKind::Birthdays),
        (dated.projects.len(), AgendaKind::Projects),
    ];
    let excess = counts.into_iter().find(|(count, _)| *count > MAX_PER_KIND);
    excess.map_or(Ok(()), |(_, kind)| Err(DaysError::TooMany(kind)))
}
