//! What clients get to see of reminders.

use jiff::civil::DateTime;
use serde::Serialize;
use umbra_domain::{
    Stored,
    civil::format_local,
    event::IN_SHORT_MONTHS,
    reminder::{Description, Reminder, Subject},
};
use utoipa::ToSchema;

use crate::{http::resource::Exposed, recurrence::ShortMonthsName};

/// A reminder.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reminder)]
pub(crate) struct ReminderBody {
    /// The id of the reminder.
    #[schema(minimum = 1)]
    id: i64,
    /// The event it belongs to; `null` for none.
    #[schema(minimum = 1)]
    event_id: Option<i64>,
    /// How many minutes before the event begins it rings; `null` without an event.
    minutes_before: Option<u16>,
    /// The title; for a reminder of an event, that of the event.
    #[schema(example = "Take the tablets")]
    title: String,
    /// A description.
    description: Option<String>,
    /// When it rings, or first rings; `null` for a reminder of an event.
    #[schema(format = DateTime)]
    remind_at: Option<String>,
    /// The time zone in which it recurs; `null` for a reminder of an event.
    #[schema(example = "Europe/Vienna")]
    timezone: Option<String>,
    /// `true` if the server's time zone database doesn't have the zone by whose clock it rings, its own
    /// or that of its event, and left out otherwise. It rings as it was stored, and continues by the
    /// last rules known of the zone, or by the offset of its start.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    timezone_unknown: bool,
    /// How it recurs, in canonical form.
    #[schema(example = "FREQ=DAILY")]
    recurrence_rule: Option<String>,
    /// What becomes of a day that a month doesn't have, `skip` by default; `null` if it doesn't
    /// recur by months or years, or takes the day after (`SKIP=FORWARD`).
    short_months: Option<ShortMonthsName>,
    /// Whether it rings.
    is_active: bool,
    /// When it rings next: at its next occurrence or at the end of its snooze.
    #[schema(format = DateTime)]
    next_at: Option<String>,
    /// Since when it is due; `null` if it isn't.
    #[schema(format = DateTime)]
    due_at: Option<String>,
    /// Whether its latest occurrence was dismissed.
    is_dismissed: bool,
    /// Until when its latest occurrence is snoozed.
    #[schema(format = DateTime)]
    snoozed_until: Option<String>,
    /// Its version. In quotes (`"17"`) it is what `If-Match` takes, so a client can change an item of a
    /// list without reading it again.
    #[schema(minimum = 1, example = 17)]
    version: i64,
    /// When it was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When a person last changed it.
    #[schema(format = DateTime)]
    updated_at: String,
}

/// A reminder that is due.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DueReminder)]
pub(crate) struct DueReminderBody {
    #[serde(flatten)]
    reminder: ReminderBody,
    /// Identifies the occurrence that is due: its local time; for a reminder of an event, the
    /// event's `recurrence_id`, which is `null` if it doesn't recur.
    #[schema(example = "2026-12-31T09:30:00")]
    recurrence_id: Option<String>,
    /// How many times that occurrence was snoozed.
    snooze_generation: u32,
}

/// What the two kinds of reminders show of themselves.
struct Said {
    event_id: Option<i64>,
    minutes_before: Option<u16>,
    title: String,
    description: Option<String>,
    remind_at: Option<String>,
    timezone: Option<String>,
    timezone_unknown: bool,
    recurrence_rule: Option<String>,
    short_months: Option<ShortMonthsName>,
}

impl Said {
    fn of(subject: Subject, occurrence: Option<DateTime>) -> Self {
        match subject {
            Subject::Own(own) => Self {
                event_id: None,
                minutes_before: None,
                title: own.title.into_string(),
                description: own.description.map(Description::into_string),
                remind_at: Some(own.schedule.at().to_string()),
                timezone: Some(own.schedule.zone().as_str().to_owned()),
                timezone_unknown: !own.schedule.zone().is_known(),
                recurrence_rule: own.schedule.rule().map(ToString::to_string),
                short_months: own
                    .schedule
                    .rule()
                    .and_then(|rule| ShortMonthsName::of(rule, IN_SHORT_MONTHS)),
            },
            Subject::Event(on) => Self {
                event_id: Some(on.event.id.0),
                minutes_before: Some(on.minutes_before),
                title: on.title(occurrence).to_owned(),
                description: None,
                remind_at: None,
                timezone: None,
                timezone_unknown: !on.goes_by_known_zones(),
                recurrence_rule: None,
                short_months: None,
            },
        }
    }
}

impl From<Stored<Reminder>> for ReminderBody {
    fn from(reminder: Stored<Reminder>) -> Self {
        let Stored {
            id, body: Reminder { subject, state }, version, created_at, updated_at, ..
        } = reminder;
        let said = Said::of(subject, state.occurrence.or(state.next.map(|next| next.local)));
        Self {
            id: id.0,
            event_id: said.event_id,
            minutes_before: said.minutes_before,
            title: said.title,
            description: said.description,
            remind_at: said.remind_at,
            timezone: said.timezone,
            timezone_unknown: said.timezone_unknown,
            recurrence_rule: said.recurrence_rule,
            short_months: said.short_months,
            is_active: state.is_active,
            next_at: state.due_at().map(|at| at.to_string()),
            due_at: state.due_since().map(|at| at.to_string()),
            is_dismissed: state.is_dismissed,
            snoozed_until: state.snoozed_until.map(|at| at.to_string()),
            version,
            created_at: created_at.to_string(),
            updated_at: updated_at.to_string(),
        }
    }
}

impl From<Stored<Reminder>> for DueReminderBody {
    fn from(reminder: Stored<Reminder>) -> Self {
        let name = |local: DateTime| match &reminder.subject {
            Subject::Event(on) if !on.recurs() => None,
            Subject::Event(on) if on.event.body.when.all_day() => Some(local.date().to_string()),
            Subject::Own(_) | Subject::Event(_) => Some(format_local(local)),
        };
        Self {
            recurrence_id: reminder.state.occurrence.and_then(name),
            snooze_generation: reminder.state.snooze_generation,
            reminder: reminder.into(),
        }
    }
}

impl Exposed for Reminder {
    const PATH: &'static str = "/api/reminders";
    type Body = ReminderBody;
}
