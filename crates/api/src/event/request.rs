//! What clients send about events.

use jiff::{Timestamp, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};
use umbra_app::event::{self, ListEvents};
use umbra_domain::{
    CalendarId, Invalid, Patch,
    civil::{parse_date, parse_instant},
    event::{EventPatch, Moment, TimingPatch},
    id::Id as _,
    recurrence::Rule,
    settings::Zone,
};
use utoipa::{IntoParams, ToSchema};

use super::content::{ContentChange, NewContent, cleared};
use crate::http::{
    Problem,
    fields::{Fields, optional},
    patch,
    query::search,
};

/// An event to make.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateEvent {
    /// The calendar it goes into; the default calendar unless told.
    #[serde(default)]
    #[schema(minimum = 1)]
    calendar_id: Option<i64>,
    /// What happens.
    #[schema(min_length = 1, max_length = 500, example = "Dentist")]
    title: String,
    /// More about it.
    #[serde(default)]
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// Where it is, in words.
    #[serde(default)]
    #[schema(max_length = 500)]
    location_text: Option<String>,
    /// Whether it is of whole days; unless told, it is if `start` is a date.
    #[serde(default)]
    all_day: Option<bool>,
    /// When it begins: an instant, a local time in `timezone`, or a date. In whole seconds.
    #[schema(example = "2026-12-31T09:30:00")]
    start: String,
    /// When it ends, written likewise; of whole days, the day after the last one. Unless told, a
    /// timed event ends as it begins, and one of whole days lasts one.
    #[serde(default)]
    #[schema(example = "2026-12-31T10:30:00")]
    end: Option<String>,
    /// The zone in which it begins and recurs; the caller's unless told. Whole days have none.
    #[serde(default)]
    #[schema(max_length = 64, example = "Europe/Vienna")]
    timezone: Option<String>,
    /// The zone in which it ends; that of its start unless told.
    #[serde(default)]
    #[schema(max_length = 64, example = "Europe/Vienna")]
    end_timezone: Option<String>,
    /// How it recurs: an `RRULE` of RFC 5545. `start` begins the series, and is an occurrence if
    /// the rule says so.
    #[serde(default)]
    #[schema(max_length = 500, example = "FREQ=WEEKLY;BYDAY=MO")]
    recurrence_rule: Option<String>,
    /// Occurrences to leave out: local times, instants or dates.
    #[serde(default)]
    #[schema(max_items = 1000)]
    exdates: Option<Vec<String>>,
    /// A colour of its own.
    #[serde(default)]
    #[schema(pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", example = "#1a2b3c")]
    color: Option<String>,
    /// Whether it matters more than others; `false` unless told.
    #[serde(default)]
    is_starred: Option<bool>,
    /// How many minutes before it begins to be reminded, at most ten times.
    #[serde(default)]
    #[schema(value_type = Option<Vec<u16>>, max_items = 10, example = json!([10]))]
    reminders: Option<Vec<i64>>,
}

impl CreateEvent {
    pub(super) fn parse(&self) -> Result<event::CreateEvent, Problem> {
        let mut fields = Fields::default();
        let calendar = fields.take("/calendar_id", self.calendar_id.map(calendar).transpose());
        let content = NewContent {
            title: &self.title,
            description: self.description.as_deref(),
            location_text: self.location_text.as_deref(),
            color: self.color.as_deref(),
            is_starred: self.is_starred,
            reminders: self.reminders.as_deref(),
        };
        let content = content.parse(&mut fields);
        let start = fields.take("/start", Moment::parse(&self.start));
        let end = fields.take("/end", optional(self.end.as_ref(), Moment::parse));
        let zone = fields.take("/timezone", optional(self.timezone.as_ref(), Zone::parse));
        let end_zone = optional(self.end_timezone.as_ref(), Zone::parse);
        let end_zone = fields.take("/end_timezone", end_zone);
        let rule =
            fields.take("/recurrence_rule", optional(self.recurrence_rule.as_ref(), Rule::parse));
        let exdates = fields.take("/exdates", self.exdates.as_deref().map(moments).transpose());
        fields.build(|| {
            let timing = TimingPatch {
                all_day: self.all_day,
                start: Some(start?),
                end: end?.map_or(Patch::Keep, Patch::Set),
                zone: zone?.map_or(Patch::Keep, Patch::Set),
                end_zone: end_zone?.map_or(Patch::Keep, Patch::Set),
            };
            let (calendar, content) = (calendar?, content?);
            let (rule, exdates) = (rule?, exdates?);
            Some(event::CreateEvent { calendar, content, timing, rule, exdates })
        })
    }
}

/// Parses the id of a calendar.
pub(crate) fn calendar(raw: i64) -> Result<CalendarId, Invalid> {
    CalendarId::from_positive(raw)
        .ok_or_else(|| Invalid::new("unknown_calendar", "you have no such calendar"))
}

fn moments(texts: &[String]) -> Result<Vec<Moment>, Invalid> {
    texts.iter().map(|text| Moment::parse(text)).collect()
}

/// A change of an event: an omitted field stays, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateEvent {
    /// Another calendar, of the whole series; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = i64, required = false, minimum = 1)]
    calendar_id: Patch<i64>,
    /// What happens; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 500)]
    title: Patch<String>,
    /// More about it.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 10000)]
    description: Patch<String>,
    /// Where it is, in words.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    location_text: Patch<String>,
    /// Whether it is of whole days; unless told, as `start` is written. An event that becomes timed
    /// needs a `start`; one that becomes all-day keeps the days it touches.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = bool, required = false)]
    all_day: Patch<bool>,
    /// When it begins; can't be cleared. The end stays where it is.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false)]
    start: Patch<String>,
    /// When it ends; cleared, as it begins, or after one day.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>)]
    end: Patch<String>,
    /// The zone in which it begins and recurs; cleared, the caller's.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 64)]
    timezone: Patch<String>,
    /// The zone in which it ends; cleared, that of its start.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 64)]
    end_timezone: Patch<String>,
    /// How it recurs; cleared, a series becomes a single event at its start.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    recurrence_rule: Patch<String>,
    /// All occurrences that are left out.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<Vec<String>>, max_items = 1000)]
    exdates: Patch<Vec<String>>,
    /// A colour of its own.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    color: Patch<String>,
    /// Whether it matters more than others; clearing it means `false`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    is_starred: Patch<bool>,
    /// How many minutes before it begins to be reminded, at most ten times.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<Vec<u16>>, max_items = 10)]
    reminders: Patch<Vec<i64>>,
}

impl UpdateEvent {
    pub(super) fn parse(self) -> Result<EventPatch, Problem> {
        let mut fields = Fields::default();
        let moment = |text: String| Moment::parse(&text);
        let zone = |text: String| Zone::parse(&text);
        let content = ContentChange {
            title: self.title,
            description: self.description,
            location_text: self.location_text,
            color: self.color,
            is_starred: self.is_starred,
            reminders: self.reminders,
        };
        let content = content.parse(&mut fields);
        let timing = TimingPatch {
            all_day: fields.replace("/all_day", self.all_day, Ok),
            start: fields.replace("/start", self.start, moment),
            end: fields.patch("/end", self.end, moment),
            zone: fields.patch("/timezone", self.timezone, zone),
            end_zone: fields.patch("/end_timezone", self.end_timezone, zone),
        };
        let rule =
            fields.patch("/recurrence_rule", self.recurrence_rule, |text| Rule::parse(&text));
        let exdates = cleared(fields.patch("/exdates", self.exdates, |all| moments(&all)));
        let calendar = fields.replace("/calendar_id", self.calendar_id, calendar);
        fields.finish()?;
        Ok(EventPatch { calendar, content, timing, rule, exdates })
    }
}

/// What to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct EventParameters {
    /// From when on: an instant, a local time or a date in the caller's `timezone`. The beginning
    /// of today unless told.
    #[param(example = "2026-12-01")]
    start: Option<String>,
    /// Until before when, written likewise; 366 days after `start` unless told, at most 10,000.
    #[param(example = "2027-01-01")]
    end: Option<String>,
    /// Only events of this calendar, even if it is hidden; without it, of all that aren't.
    #[param(minimum = 1)]
    calendar_id: Option<i64>,
    /// Only what has this text in title, description or place, whatever its case.
    #[param(max_length = 200)]
    search: Option<String>,
}

impl EventParameters {
    pub(super) fn parse(&self, zone: Zone) -> Result<ListEvents, Problem> {
        let mut fields = Fields::default();
        let rules = zone.rules();
        let place =
            |text: &Option<String>| text.as_deref().map(|text| instant(text, &rules)).transpose();
        let from = fields.take("/start", place(&self.start));
        let to = fields.take("/end", place(&self.end));
        let calendar = fields.take("/calendar_id", self.calendar_id.map(calendar).transpose());
        let search = fields.take("/search", self.search.as_deref().map(search).transpose());
        fields.build(|| {
            let search = search?.filter(|text| !text.is_empty());
            Some(ListEvents { from: from?, to: to?, zone, calendar: calendar?, search })
        })
    }
}

/// Reads an instant, or the beginning of a day.
fn instant(text: &str, zone: &TimeZone) -> Result<Timestamp, Invalid> {
    if text.len() > 10 {
        return parse_instant(text, zone);
    }
    let midnight = parse_date(text)?.to_datetime(Time::midnight());
    let at = zone.to_ambiguous_timestamp(midnight).compatible();
    at.map_err(|_| Invalid::new("invalid_date", "this day is too far away"))
}
