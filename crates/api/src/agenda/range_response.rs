//! What clients get to see of a range of days.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;
use umbra_app::agenda::{Agenda, EventInRange, TaskInRange, TodoInRange};
use umbra_domain::{Stored, event::Shown, reminder::Reminder, settings::Color};
use utoipa::ToSchema;

use crate::{
    event::{BusyBody, EventBody},
    person::BirthdayBody,
    project::ProjectBody,
    reminder::ReminderBody,
    task::TaskBody,
    todo::TodoBody,
};

/// What a range of days holds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Agenda)]
pub(super) struct AgendaBody {
    /// Where the range begins.
    #[schema(format = DateTime, example = "2026-11-30T23:00:00Z")]
    start: String,
    /// Where it ends (exclusive).
    #[schema(format = DateTime, example = "2026-12-31T23:00:00Z")]
    end: String,
    /// The events that overlap the range, each occurrence of a series by itself, ordered by start.
    events: Vec<AgendaEntryBody>,
    /// The todos of the range, ordered by due date; that of a recurring todo may be outside the range.
    todos: Vec<AgendaTodoBody>,
    /// The tasks of the range, ordered by due date; those without one last.
    tasks: Vec<AgendaTaskBody>,
    /// The caller's active reminders that ring in the range, ordered by when they first do; not those
    /// of events.
    reminders: Vec<AgendaReminderBody>,
    /// The birthdays, ordered by date.
    birthdays: Vec<BirthdayBody>,
    /// The projects with a due date in the range, ordered by it.
    projects: Vec<ProjectBody>,
}

/// An event of the range, or a time in which somebody is busy. Only the latter has `kind`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = AgendaEventOrBusyTime)]
enum AgendaEntryBody {
    /// An event.
    Event(Box<AgendaEventBody>),
    /// A time in which somebody is busy.
    Busy(BusyBody),
}

/// An event, or an occurrence of one, with its colours.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgendaEvent)]
struct AgendaEventBody {
    #[serde(flatten)]
    event: EventBody,
    /// The colour to draw it in: its own, or else its calendar's.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    display_color: String,
    /// The colour of its calendar, as the caller sees it.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#3366cc")]
    calendar_color: String,
}

/// A todo, and the days of the range that it is on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgendaTodo)]
struct AgendaTodoBody {
    #[serde(flatten)]
    todo: TodoBody,
    /// If it recurs: its due dates in the range that follow `due_date`, as long as each is completed on
    /// its day, at the same `due_time`. Later than today.
    #[schema(example = json!(["2026-12-14", "2026-12-21"]))]
    planned_dates: Vec<String>,
    /// If it recurs: its due dates in the range that were completed before `due_date`.
    #[schema(example = json!(["2026-11-30"]))]
    completed_dates: Vec<String>,
}

/// A task, the days of the range that it is due on, and how its project is shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgendaTask)]
struct AgendaTaskBody {
    #[serde(flatten)]
    task: TaskBody,
    /// The name of its project.
    #[schema(example = "New kitchen")]
    project_name: String,
    /// The colour of its project.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#3366cc")]
    project_color: String,
    /// If it recurs: its due dates in the range that follow `due_date`, as long as each is completed on
    /// its day. Later than today.
    #[schema(example = json!(["2026-12-14", "2026-12-21"]))]
    planned_dates: Vec<String>,
    /// If it recurs: its due dates in the range that were completed before `due_date`.
    #[schema(example = json!(["2026-11-30"]))]
    completed_dates: Vec<String>,
}

/// A reminder, and when it rings in the range.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgendaReminder)]
struct AgendaReminderBody {
    #[serde(flatten)]
    reminder: ReminderBody,
    /// When it rings in the range: at its occurrences, also those that were dismissed or snoozed since,
    /// and at the end of its snooze.
    #[schema(example = json!(["2026-12-14T08:30:00Z"]))]
    rings_at: Vec<String>,
}

impl AgendaBody {
    /// Shows a range to somebody whose clock is in a zone.
    pub(super) fn of(agenda: Agenda, clock: &TimeZone) -> Self {
        let event = |one| AgendaEntryBody::of(one, clock);
        Self {
            start: agenda.from.to_string(),
            end: agenda.to.to_string(),
            events: agenda.events.into_iter().map(event).collect(),
            todos: agenda.todos.into_iter().map(AgendaTodoBody::from).collect(),
            tasks: agenda.tasks.into_iter().map(AgendaTaskBody::from).collect(),
            reminders: agenda.reminders.into_iter().map(AgendaReminderBody::from).collect(),
            birthdays: agenda.birthdays.into_iter().map(BirthdayBody::from).collect(),
            projects: agenda.projects.into_iter().map(ProjectBody::from).collect(),
        }
    }
}

impl AgendaEntryBody {
    fn of(one: EventInRange, clock: &TimeZone) -> Self {
        match one {
            EventInRange::Event(shown, calendar) => {
                Self::Event(Box::new(AgendaEventBody::of(&shown, &calendar, clock)))
            }
            EventInRange::Busy(busy) => Self::Busy(BusyBody::of(&busy, clock)),
        }
    }
}

impl AgendaEventBody {
    fn of(shown: &Shown, calendar: &Color, clock: &TimeZone) -> Self {
        let color = shown.content().color.as_ref().unwrap_or(calendar);
        Self {
            event: EventBody::of(shown, clock),
            display_color: color.as_str().to_owned(),
            calendar_color: calendar.as_str().to_owned(),
        }
    }
}

impl From<TodoInRange> for AgendaTodoBody {
    fn from(TodoInRange { todo, completed, planned }: TodoInRange) -> Self {
        let (planned_dates, completed_dates) = (written(&planned), written(&completed));
        Self { todo: todo.into(), planned_dates, completed_dates }
    }
}

impl From<TaskInRange> for AgendaTaskBody {
    fn from(found: TaskInRange) -> Self {
        Self {
            task: found.task.into(),
            project_name: found.project_name.into_string(),
            project_color: found.project_color.as_str().to_owned(),
            planned_dates: written(&found.planned),
            completed_dates: written(&found.completed),
        }
    }
}

impl From<(Stored<Reminder>, Vec<Timestamp>)> for AgendaReminderBody {
    fn from((reminder, rings): (Stored<Reminder>, Vec<Timestamp>)) -> Self {
        let rings_at = rings.iter().map(Timestamp::to_string).collect();
        Self { reminder: reminder.into(), rings_at }
    }
}

fn written(days: &[Date]) -> Vec<String> {
    days.iter().map(Date::to_string).collect()
}
