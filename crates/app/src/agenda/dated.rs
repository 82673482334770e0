//! A range of days.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use umbra_domain::{
    Invalid, Stored, UserId,
    civil::start_of_day,
    event::{Shown, Window},
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

use crate::{
    App,
    event::{ListEvents, ListEventsError},
};

/// The most of a kind, each day of what recurs counted.
const MOST: usize = 10_000;

/// From how many things on finding their days would keep other requests waiting.
const MANY: usize = 100;

/// The default length of a range.
const MONTH: SignedDuration = SignedDuration::from_hours(31 * 24);

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

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crowd {
    /// Events.
    Events,
    /// Todos.
    Todos,
    /// Tasks.
    Tasks,
    /// Reminders.
    Reminders,
    /// Birthdays.
    Birthdays,
    /// Projects.
    Projects,
}

/// Why a range could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ListAgendaError {
    /// The range is empty or too wide.
    #[error(transparent)]
    Range(#[from] Invalid),
    /// The range holds too many of something.
    #[error("the range holds too many of something")]
    TooMany(Crowd),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ListEventsError> for ListAgendaError {
    fn from(error: ListEventsError) -> Self {
        match error {
            ListEventsError::Range(invalid) => Self::Range(invalid),
            // No calendar was named.
            ListEventsError::Denied(_) => Self::Store(StoreError::Corrupt("event")),
            ListEventsError::TooMany => Self::TooMany(Crowd::Events),
            ListEventsError::Store(error) => Self::Store(error),
        }
    }
}

/// What a range holds.
#[derive(Debug, Clone)]
pub struct Agenda {
    /// Where it begins.
    pub from: Timestamp,
    /// Where it ends; outside.
    pub to: Timestamp,
    /// What happens, by when it begins, and the colour of its calendar.
    pub events: Vec<(Shown, Color)>,
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

/// Which days things may be on.
#[derive(Debug, Clone, Copy)]
struct Days {
    today: Date,
    first: Date,
    last: Date,
    from: Timestamp,
    to: Timestamp,
}

impl App {
    /// Reads everything that a range holds, in two statements.
    ///
    /// # Errors
    /// [`ListAgendaError`].
    pub async fn agenda(&self, who: UserId, list: ListAgenda) -> Result<Agenda, ListAgendaError> {
        let ListAgenda { from, to, zone } = list;
        let (now, rules) = (self.clock.now(), zone.rules());
        let today = rules.to_datetime(now).date();
        let from = from.or_else(|| start_of_day(today, &rules)).unwrap_or(now);
        let to = to.unwrap_or_else(|| from.saturating_add(MONTH).unwrap_or(Timestamp::MAX));
        let window = Window::new(from, to, rules)?;
        let (first, after) = window.days();
        let birthdays = Birthdays::between(first, after).map_err(|invalid| match invalid.code {
            "range_too_wide" => Invalid::new(invalid.code, "an agenda may have a year of days"),
            _ => invalid,
        })?;
        let last = after.saturating_sub(1.day());
        let days = Days { today, first, last, from, to };
        let events =
            ListEvents { from: Some(from), to: Some(to), zone, calendar: None, search: None };
        let events = self.events(who, events).await?;
        let most = MOST as u64;
        let range = DatedIn { first, last, from, to, birthdays, most };
        let dated = Dated::read(self.store.reader(), who, &range).await?;
        let many = [dated.todos.len(), dated.tasks.len(), dated.reminders.len()];
        if many.iter().sum::<usize>() <= MANY {
            return in_range(days, events, dated);
        }
        let done = tokio::task::spawn_blocking(move || in_range(days, events, dated)).await;
        // It doesn't panic, and nobody aborts it but the end of the process.
        done.map_err(|_| StoreError::Corrupt("agenda"))?
    }
}

/// Finds out on which days of the range things are, and leaves out what isn't in it.
fn in_range(days: Days, events: Vec<Shown>, dated: Dated) -> Result<Agenda, ListAgendaError> {
    let Dated { calendars, todos, tasks, reminders, birthdays, projects } = dated;
    // What recurs may not be in the range at all, but of too much of it not everything was read.
    not_too_many([
        (todos.len(), Crowd::Todos),
        (tasks.len(), Crowd::Tasks),
        (reminders.len(), Crowd::Reminders),
        (birthdays.len(), Crowd::Birthdays),
        (projects.len(), Crowd::Projects),
    ])?;
    let colors: HashMap<_, _> =
        calendars.into_iter().map(|calendar| (calendar.id, calendar.body.color)).collect();
    // The events were read first: one of a calendar that isn't there has gone with it since.
    let events = events.into_iter().filter_map(|shown| {
        let color = colors.get(&shown.event.calendar)?.clone();
        Some((shown, color))
    });
    let todos = todos.into_iter().filter_map(|found| days.todo(found)).collect::<Vec<_>>();
    let tasks = tasks.into_iter().filter_map(|found| days.task(found)).collect::<Vec<_>>();
    let reminders = reminders.into_iter().map(|reminder| {
        let rings = reminder.rings(days.from, days.to);
        (reminder, rings)
    });
    let mut reminders: Vec<_> = reminders.filter(|(_, rings)| !rings.is_empty()).collect();
    reminders.sort_by_key(|(reminder, rings)| (rings.first().copied(), reminder.id));
    let of_todos = todos.iter().map(|one| 1 + one.completed.len() + one.planned.len());
    let of_tasks = tasks.iter().map(|one| 1 + one.completed.len() + one.planned.len());
    not_too_many([
        (of_todos.sum(), Crowd::Todos),
        (of_tasks.sum(), Crowd::Tasks),
        (reminders.iter().map(|(_, rings)| rings.len()).sum(), Crowd::Reminders),
    ])?;
    let events = events.collect();
    let Days { from, to, .. } = days;
    Ok(Agenda { from, to, events, todos, tasks, reminders, birthdays, projects })
}

fn not_too_many<const N: usize>(counts: [(usize, Crowd); N]) -> Result<(), ListAgendaError> {
    let crowd = counts.into_iter().find(|(count, _)| *count > MOST);
    crowd.map_or(Ok(()), |(_, crowd)| Err(ListAgendaError::TooMany(crowd)))
}

impl Days {
    fn todo(&self, found: DatedTodo) -> Option<TodoInRange> {
        let DatedTodo { todo, completed } = found;
        let planned = todo.planned(self.today, &(self.first..=self.last));
        let due = todo.due.is_some_and(|due| (self.first..=self.last).contains(&due.date));
        let is_in = due || !completed.is_empty() || !planned.is_empty();
        is_in.then_some(TodoInRange { todo, completed, planned })
    }

    fn task(&self, found: DatedTask) -> Option<TaskInRange> {
        let DatedTask { task, completed, project_name, project_color } = found;
        let planned = task.planned(self.today, &(self.first..=self.last));
        let is_in = self.touches(&task) || !completed.is_empty() || !planned.is_empty();
        is_in.then_some(TaskInRange { task, project_name, project_color, completed, planned })
    }

    /// Tells whether a task begins in the range, is due in it, or lasts over it.
    fn touches(&self, task: &Task) -> bool {
        let due = task.due.map(|due| due.date);
        let (Some(begins), Some(ends)) = (task.start.or(due), due.or(task.start)) else {
            return false;
        };
        begins <= self.last && self.first <= ends
    }
}
