//! What clients get to see of what lies ahead.

use serde::Serialize;
use umbra_app::agenda::{Dashboard, Upcoming};
use utoipa::ToSchema;

use crate::{
    event::EventBody,
    reminder::{DueReminderBody, ReminderBody},
    todo::TodoBody,
};

/// What the coming days bring.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Upcoming)]
pub(super) struct UpcomingBody {
    /// The first day: today.
    #[schema(format = Date, example = "2026-12-31")]
    start: String,
    /// The day after the last one.
    #[schema(format = Date, example = "2027-01-07")]
    end: String,
    /// What happens on these days, by when it begins.
    events: Vec<EventBody>,
    /// Open todos that are due by the last day, overdue ones too, by when they are due.
    todos: Vec<TodoBody>,
    /// The caller's own reminders that ring next by the end of these days, by when they do.
    reminders: Vec<ReminderBody>,
}

impl From<Upcoming> for UpcomingBody {
    fn from(upcoming: Upcoming) -> Self {
        Self {
            start: upcoming.first.to_string(),
            end: upcoming.after.to_string(),
            events: upcoming.events.iter().map(EventBody::from).collect(),
            todos: upcoming.todos.into_iter().map(TodoBody::from).collect(),
            reminders: upcoming.reminders.into_iter().map(ReminderBody::from).collect(),
        }
    }
}

/// What today brings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dashboard)]
pub(super) struct DashboardBody {
    /// Today.
    #[schema(format = Date, example = "2026-12-31")]
    date: String,
    /// What happens today, by when it begins.
    events: Vec<EventBody>,
    /// Open todos that are due today and not overdue yet.
    due_todos: Vec<TodoBody>,
    /// Open todos that are overdue, the first 200 together with those that are due.
    overdue_todos: Vec<TodoBody>,
    /// The caller's own reminders that ring next today, by when they do.
    reminders: Vec<ReminderBody>,
    /// Reminders that are due, also those on events, by when they became so.
    due_reminders: Vec<DueReminderBody>,
}

impl From<Dashboard> for DashboardBody {
    fn from(dashboard: Dashboard) -> Self {
        let todos = |todos: Vec<_>| todos.into_iter().map(TodoBody::from).collect();
        Self {
            date: dashboard.date.to_string(),
            events: dashboard.events.iter().map(EventBody::from).collect(),
            due_todos: todos(dashboard.due),
            overdue_todos: todos(dashboard.overdue),
            reminders: dashboard.reminders.into_iter().map(ReminderBody::from).collect(),
            due_reminders: dashboard.due_reminders.into_iter().map(DueReminderBody::from).collect(),
        }
    }
}
