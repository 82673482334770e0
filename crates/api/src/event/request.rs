//! What clients send about events.

use serde::{Deserialize, Serialize};
use umbra_app::event::{self, ListEvents};
use umbra_domain::{
    CalendarId, Invalid, LocationId, Patch,
    event::{EventPatch, IN_SHORT_MONTHS, Moment, Status, TimingPatch, Visibility},
    id::Id as _,
    recurrence::Rule,
    zone::{Zone, ZoneDatabase},
};
use utoipa::{IntoParams, ToSchema};

use super::{
    content::{ContentChange, NewContent, new_personal, personal_change},
    errors::no_such_location,
    status::{StatusName, TransparencyName, VisibilityName},
};
use crate::{
    http::{
        Problem,
        fields::{Fields, optional},
        patch,
        query::search,
        range::{Ends, Range},
    },
    recurrence::{ShortMonthsName, new_rule},
};

/// A new event.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateEvent {
    /// The calendar. Default: the default calendar.
    #[serde(default)]
    #[schema(minimum = 1)]
    calendar_id: Option<i64>,
    /// The title.
    #[schema(min_length = 1, max_length = 500, example = "Dentist")]
    title: String,
    /// A description.
    #[serde(default)]
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// The place, as free text.
    #[serde(default)]
    #[schema(max_length = 500)]
    location_text: Option<String>,
    /// A location of the caller's where it is. Whoever sees the event sees its name and address.
    #[serde(default)]
    #[schema(minimum = 1)]
    location_id: Option<i64>,
    /// Whether it lasts whole days. Default: whether `start` is a date.
    #[serde(default)]
    all_day: Option<bool>,
    /// When it begins: an instant, a local time in `timezone`, or a date. Whole seconds.
    #[schema(example = "2026-12-31T09:30:00")]
    start: String,
    /// When it ends, in the same forms; for whole days, the day after the last one. Default: a
    /// timed event ends when it begins, and whole days are one day.
    #[serde(default)]
    #[schema(example = "2026-12-31T10:30:00")]
    end: Option<String>,
    /// The time zone in which it begins and recurs. Default: the caller's. Not for whole days.
    #[serde(default)]
    #[schema(max_length = 64, example = "Europe/Vienna")]
    timezone: Option<String>,
    /// The time zone of its end. Default: that of its start.
    #[serde(default)]
    #[schema(max_length = 64, example = "Europe/Vienna")]
    end_timezone: Option<String>,
    /// How it recurs: an `RRULE` of RFC 5545. The series begins with the first occurrence from `start`
    /// on, which the answer shows as `start`: a Thursday becomes the next Monday with `BYDAY=MO`. A
    /// day that a month doesn't have, such as the 31st, is left out unless `short_months` says
    /// otherwise.
    #[serde(default)]
    #[schema(max_length = 500, example = "FREQ=WEEKLY;BYDAY=MO")]
    recurrence_rule: Option<String>,
    /// What becomes of a day that a month doesn't have, for a rule by months or years: the 31st of
    /// June, 29 February in other years. Default: `skip`, the month or year is left out. Needs a `recurrence_rule`, which
    /// then says the same in the words of RFC 7529 (`SKIP`).
    #[serde(default)]
    #[schema(value_type = Option<ShortMonthsName>)]
    short_months: Option<ShortMonthsName>,
    /// Occurrences to leave out: local times, instants or dates.
    #[serde(default)]
    #[schema(max_items = 1000)]
    exdates: Option<Vec<String>>,
    /// Whether it takes place. Default: `confirmed`. What is `cancelled` is still shown, rings no
    /// reminder and keeps nobody busy.
    #[serde(default)]
    #[schema(value_type = Option<StatusName>)]
    status: Option<StatusName>,
    /// Whether it keeps people busy. Default: `busy`, and `free` for whole days.
    #[serde(default)]
    #[schema(value_type = Option<TransparencyName>)]
    transparency: Option<TransparencyName>,
    /// Who sees it. Default: `default`, whoever may see what is in its calendar. `private`: the
    /// calendar's owner and who made it.
    #[serde(default)]
    #[schema(value_type = Option<VisibilityName>)]
    visibility: Option<VisibilityName>,
    /// Its own colour. Default: that of its calendar.
    #[serde(default)]
    #[schema(pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", example = "#1a2b3c")]
    color: Option<String>,
    /// Whether the caller stars it. Only they see this. Default: `false`.
    #[serde(default)]
    is_starred: Option<bool>,
    /// The caller's own reminders, each in minutes before the event begins; at most ten.
    #[serde(default)]
    #[schema(value_type = Option<Vec<u16>>, max_items = 10, example = json!([10]))]
    reminders: Option<Vec<i64>>,
}

impl CreateEvent {
    pub(super) fn parse(&self, zones: &ZoneDatabase) -> Result<event::CreateEvent, Problem> {
        let mut fields = Fields::default();
        let calendar = fields.take("/calendar_id", self.calendar_id.map(calendar).transpose());
        let content = NewContent {
            title: &self.title,
            description: self.description.as_deref(),
            location_text: self.location_text.as_deref(),
            color: self.color.as_deref(),
        };
        let content = content.parse(&mut fields);
        let place = fields.take("/location_id", self.location_id.map(location).transpose());
        let personal = new_personal(&mut fields, self.is_starred, self.reminders.as_deref());
        let start = fields.take("/start", Moment::parse(&self.start));
        let end = fields.take("/end", optional(self.end.as_ref(), Moment::parse));
        let zone =
            fields.take("/timezone", optional(self.timezone.as_ref(), |name| zones.parse(name)));
        let end_zone = optional(self.end_timezone.as_ref(), |name| zones.parse(name));
        let end_zone = fields.take("/end_timezone", end_zone);
        let rule = new_rule(
            &mut fields,
            self.recurrence_rule.as_ref(),
            self.short_months,
            IN_SHORT_MONTHS,
        );
        let exdates = fields.take("/exdates", self.exdates.as_deref().map(moments).transpose());
        fields.build(|| {
            let timing = TimingPatch {
                all_day: self.all_day,
                start: Some(start?),
                end: end?.map_or(Patch::Keep, Patch::Set),
                zone: zone?.map_or(Patch::Keep, Patch::Set),
                end_zone: end_zone?.map_or(Patch::Keep, Patch::Set),
            };
            let mut content = content?;
            content.status = self.status.map(Into::into).unwrap_or_default();
            Some(event::CreateEvent {
                calendar: calendar?,
                visibility: self.visibility.map(Into::into).unwrap_or_default(),
                content,
                location: place?,
                personal: personal?,
                transparency: self.transparency.map(Into::into),
                timing,
                rule: rule?,
                exdates: exdates?,
            })
        })
    }
}

/// Parses the id of a calendar.
pub(crate) fn calendar(raw: i64) -> Result<CalendarId, Invalid> {
    CalendarId::from_positive(raw)
        .ok_or_else(|| Invalid::new("unknown_calendar", "you have no such calendar"))
}

/// Parses the id of a location.
fn location(raw: i64) -> Result<LocationId, Invalid> {
    LocationId::from_positive(raw).ok_or_else(no_such_location)
}

fn moments(texts: &[String]) -> Result<Vec<Moment>, Invalid> {
    texts.iter().map(|text| Moment::parse(text)).collect()
}

/// A change of an event: an omitted field stays, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateEvent {
    /// Another calendar, for the whole series; can't be cleared. It takes what deleting the event takes: to
    /// have made it, or `full_access` where it is (403 `not_yours`), and `create_modify` where it goes.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = i64, required = false, minimum = 1)]
    calendar_id: Patch<i64>,
    /// The title; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 500)]
    title: Patch<String>,
    /// A description.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 10000)]
    description: Patch<String>,
    /// The place, as free text.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    location_text: Patch<String>,
    /// Another location of the caller's, or the one that the event has. Whoever sees the event sees its
    /// name and address.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i64>, minimum = 1)]
    location_id: Patch<i64>,
    /// Whether it lasts whole days. If only `start` is sent: whether that is a date. An event that
    /// becomes timed needs a `start`; one that becomes all-day keeps the days it touches.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = bool, required = false)]
    all_day: Patch<bool>,
    /// When it begins; can't be cleared. Alone it moves the event, which lasts as long as before: in
    /// exact time, of whole days as many days. A series on named days (`BYDAY=TU`) is on other days
    /// then; where that could mean more than one thing it is refused (`ambiguous_move`), and a new
    /// `recurrence_rule` says what is meant.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false)]
    start: Patch<String>,
    /// When it ends; `null` sets its start, or for whole days one day.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>)]
    end: Patch<String>,
    /// The time zone in which it begins and recurs; `null` sets the caller's.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 64)]
    timezone: Patch<String>,
    /// The time zone of its end; `null` sets that of its start.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 64)]
    end_timezone: Patch<String>,
    /// How it recurs; `null` turns a series into a single event at its start. A series with another
    /// rule begins with its first occurrence from `start` on.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    recurrence_rule: Patch<String>,
    /// What becomes of a day that a month doesn't have; `null` sets `skip`. A new rule that
    /// doesn't say keeps it.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<ShortMonthsName>)]
    short_months: Patch<ShortMonthsName>,
    /// All occurrences to leave out.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<Vec<String>>, max_items = 1000)]
    exdates: Patch<Vec<String>>,
    /// Whether it takes place; `null` sets `confirmed`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<StatusName>)]
    status: Patch<StatusName>,
    /// Whether it keeps people busy; `null` sets `busy`, or `free` for whole days. It stays when the
    /// event becomes all-day or timed.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<TransparencyName>)]
    transparency: Patch<TransparencyName>,
    /// Who sees it, of a series all of it; `null` sets `default`. Only the calendar's owner and who
    /// made the event make it `private` (403 `not_yours`).
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<VisibilityName>)]
    visibility: Patch<VisibilityName>,
    /// Its own colour; `null` sets that of its calendar.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    color: Patch<String>,
    /// Whether the caller stars it. Only they see this. `null` sets `false`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    is_starred: Patch<bool>,
    /// The caller's own reminders, each in minutes before the event begins; at most ten.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<Vec<u16>>, max_items = 10)]
    reminders: Patch<Vec<i64>>,
}

impl UpdateEvent {
    pub(super) fn parse(self, zones: &ZoneDatabase) -> Result<event::UpdateEvent, Problem> {
        let mut fields = Fields::default();
        let moment = |text: String| Moment::parse(&text);
        let zone = |text: String| zones.parse_or_present(&text);
        let content = ContentChange {
            title: self.title,
            description: self.description,
            location_text: self.location_text,
            color: self.color,
        };
        let mut content = content.parse(&mut fields);
        content.status = self.status.map(Into::into).or(Status::default());
        let personal = personal_change(&mut fields, self.is_starred, self.reminders);
        let transparency = self.transparency.map(Into::into);
        let visibility = self.visibility.map(Into::into).or(Visibility::default());
        let timing = TimingPatch {
            all_day: fields.replace("/all_day", self.all_day, Ok),
            start: fields.replace("/start", self.start, moment),
            end: fields.patch("/end", self.end, moment),
            zone: fields.patch("/timezone", self.timezone, zone),
            end_zone: fields.patch("/end_timezone", self.end_timezone, zone),
        };
        let rule =
            fields.patch("/recurrence_rule", self.recurrence_rule, |text| Rule::parse(&text));
        let short_months = self.short_months.map(Into::into);
        let exdates = fields.patch("/exdates", self.exdates, |all| moments(&all)).or(Vec::new());
        let calendar = fields.replace("/calendar_id", self.calendar_id, calendar);
        let location = fields.patch("/location_id", self.location_id, location);
        fields.finish()?;
        let patch = EventPatch {
            calendar,
            visibility,
            content,
            transparency,
            timing,
            rule,
            short_months,
            exdates,
        };
        Ok(event::UpdateEvent { patch, location, personal })
    }
}

/// What to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct EventParameters {
    /// The start of the range: an instant, a local time or a date in the caller's `timezone`. Default:
    /// the beginning of today; with `search`, the beginning of time.
    #[param(example = "2026-12-01")]
    start: Option<String>,
    /// The end of the range (exclusive), in the same forms; at most 10,000 days after `start`. Default:
    /// 366 days after `start`; with `search`, the end of time.
    #[param(example = "2027-01-01")]
    end: Option<String>,
    /// Only events of this calendar, even if it is hidden. Default: all calendars that aren't
    /// hidden.
    #[param(minimum = 1)]
    calendar_id: Option<i64>,
    /// Only events with this text in title, description or place, or in the name or address of their
    /// location, ignoring case.
    #[param(max_length = 200)]
    search: Option<String>,
}

/// Documents the pages of a search over all time. There is no default to send: other lists of events have
/// no pages.
#[expect(dead_code, reason = "only its description is used")]
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchPaging {
    /// How many items a page of a search over all time holds. Default: 100.
    #[param(minimum = 1, maximum = 200, required = false)]
    limit: u8,
    /// The cursor from the `Link` header of the previous page. It is opaque and belongs to one sort
    /// order. Default: the first page.
    #[param(max_length = 4096, required = false)]
    cursor: String,
}

impl EventParameters {
    pub(super) fn parse(&self, zone: Zone) -> Result<ListEvents, Problem> {
        let mut fields = Fields::default();
        let rules = zone.rules();
        let ends = Ends::new(self.start.as_ref(), self.end.as_ref());
        let range = ends.instants(&mut fields, &rules);
        let calendar = fields.take("/calendar_id", self.calendar_id.map(calendar).transpose());
        let search = fields.take("/search", self.search.as_deref().map(search).transpose());
        fields.build(|| {
            let Range { start: from, end: to } = range?;
            let search = search?.filter(|text| !text.is_empty());
            Some(ListEvents { from, to, zone, calendar: calendar?, search })
        })
    }
}
