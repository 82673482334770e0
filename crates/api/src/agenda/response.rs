//! What clients get to see of what lies ahead.

use jiff::tz::TimeZone;
use serde::Serialize;
use umbra_app::agenda::{Dashboard, Upcoming};
use utoipa::ToSchema;

use crate::{
    event::EntryBody,
    person::BirthdayBody,
    reminder::{DueReminderBody, ReminderBody},
    task::TaskBody,
    todo::TodoBody,
    weather::WeatherBody,
};

/// The agenda of the coming days.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Upcoming)]
pub(super) struct UpcomingBody {
    /// The first day: today.
    #[schema(format = Date, example = "2026-12-31")]
    start: String,
    /// The day after the last day.
    #[schema(format = Date, example = "2027-01-07")]
    end: String,
    /// The events on these days, ordered by start.
    events: Vec<EntryBody>,
    /// Open todos that are due by the last day, including overdue ones, ordered by due date.
    todos: Vec<TodoBody>,
    /// Open tasks that are due by the last day, including overdue ones, ordered by due date: those
    /// that the caller or nobody is assigned to, of projects that are not archived.
    tasks: Vec<TaskBody>,
    /// The caller's reminders that ring next by the end of these days, ordered by when; not those
    /// of events.
    reminders: Vec<ReminderBody>,
    /// The birthdays on these days, ordered by date.
    birthdays: Vec<BirthdayBody>,
}

impl UpcomingBody {
    /// Shows the coming days to somebody whose clock is in a zone.
    pub(super) fn of(upcoming: Upcoming, clock: &TimeZone) -> Self {
        let event = |entry| EntryBody::of(entry, clock);
        Self {
            start: upcoming.first.to_string(),
            end: upcoming.after.to_string(),
            events: upcoming.events.iter().map(event).collect(),
            todos: upcoming.todos.into_iter().map(TodoBody::from).collect(),
            tasks: upcoming.tasks.into_iter().map(TaskBody::from).collect(),
            reminders: upcoming.reminders.into_iter().map(ReminderBody::from).collect(),
            birthdays: upcoming.birthdays.into_iter().map(BirthdayBody::from).collect(),
        }
    }
}

/// How many projects there are of each status, of those that are not archived.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectCounts)]
pub(super) struct ProjectCountsBody {
    planned: u64,
    active: u64,
    on_hold: u64,
    completed: u64,
    cancelled: u64,
}

/// Today's agenda.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dashboard)]
pub(super) struct DashboardBody {
    /// Today.
    #[schema(format = Date, example = "2026-12-31")]
    date: String,
    /// Today's events, ordered by start.
    events: Vec<EntryBody>,
    /// Open todos that are due today and not yet overdue.
    due_todos: Vec<TodoBody>,
    /// Overdue todos. At most 200 together with `due_todos`.
    overdue_todos: Vec<TodoBody>,
    /// Open tasks that are due today: those that the caller or nobody is assigned to, of projects that
    /// are not archived.
    due_tasks: Vec<TaskBody>,
    /// Overdue tasks, of the same. At most 200 together with `due_tasks`.
    overdue_tasks: Vec<TaskBody>,
    /// How many projects there are.
    projects: ProjectCountsBody,
    /// The caller's reminders that ring next today, ordered by when; not those of events.
    reminders: Vec<ReminderBody>,
    /// Due reminders, including those of events, ordered by when they became due.
    due_reminders: Vec<DueReminderBody>,
    /// Today's birthdays.
    birthdays: Vec<BirthdayBody>,
    /// The weather at the caller's place: the latest forecast that the server has for it, at most a day
    /// old; `null` without a place, without weather on this server, and where no forecast is known.
    weather: Option<WeatherBody>,
    /// How many notifications are unread, as `GET /api/notifications/unread-count` tells.
    unread_notifications: u64,
}

impl DashboardBody {
    /// Shows today to somebody whose clock is in a zone.
    pub(super) fn of(dashboard: Dashboard, clock: &TimeZone) -> Self {
        let event = |entry| EntryBody::of(entry, clock);
        let todos = |todos: Vec<_>| todos.into_iter().map(TodoBody::from).collect();
        let tasks = |tasks: Vec<_>| tasks.into_iter().map(TaskBody::from).collect();
        let [planned, active, on_hold, completed, cancelled] = dashboard.projects;
        Self {
            date: dashboard.date.to_string(),
            events: dashboard.events.iter().map(event).collect(),
            due_todos: todos(dashboard.due),
            overdue_todos: todos(dashboard.overdue),
            due_tasks: tasks(dashboard.due_tasks),
            overdue_tasks: tasks(dashboard.overdue_tasks),
            projects: ProjectCountsBody { planned, active, on_hold, completed, cancelled },
            reminders: dashboard.reminders.into_iter().map(ReminderBody::from).collect(),
            due_reminders: dashboard.due_reminders.into_iter().map(DueReminderBody::from).collect(),
            birthdays: dashboard.birthdays.into_iter().map(BirthdayBody::from).collect(),
            weather: dashboard.weather.map(|(place, kept)| WeatherBody::new(place, kept)),
            unread_notifications: dashboard.unread,
        }
    }
}
