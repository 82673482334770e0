//! What clients send about event templates.

use serde::{Deserialize, Serialize};
use umbra_app::template::Instantiate;
use umbra_domain::{
    Patch,
    civil::parse_time,
    event::{IN_SHORT_MONTHS, Moment},
    recurrence::Rule,
    template::{Minutes, Name, Template, TemplatePatch, TimesPatch},
    zone::{Zone, ZoneDatabase},
};
use utoipa::ToSchema;

use crate::{
    event::{ContentChange, NewContent, calendar, new_personal, personal_change, refused},
    http::{Problem, fields::Fields, patch},
    recurrence::{ShortMonthsName, new_rule},
};

/// A new event template.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateEventTemplate {
    /// Its name.
    #[schema(min_length = 1, max_length = 100, example = "Piano lesson")]
    name: String,
    /// The calendar of its events. Default: the default calendar.
    #[serde(default)]
    #[schema(minimum = 1)]
    calendar_id: Option<i64>,
    /// The title.
    #[schema(min_length = 1, max_length = 500, example = "Piano")]
    title: String,
    /// A description.
    #[serde(default)]
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// The place, as free text.
    #[serde(default)]
    #[schema(max_length = 500)]
    location_text: Option<String>,
    /// Whether its events last whole days. Default: `false`.
    #[serde(default)]
    all_day: Option<bool>,
    /// When they begin if only a date is given, `HH:MM` or `HH:MM:SS`. Not for whole days.
    #[serde(default)]
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$", example = "18:00")]
    start_time: Option<String>,
    /// How long they last, in minutes of exact time. Default: 60. For whole days a multiple of 1440
    /// (one day), default 1440.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 0, maximum = 5270400, example = 60)]
    duration_minutes: Option<i64>,
    /// How they recur: an `RRULE` of RFC 5545. An event begins with its first occurrence from the
    /// `start` that it is given.
    #[serde(default)]
    #[schema(max_length = 500, example = "FREQ=WEEKLY;BYDAY=MO")]
    recurrence_rule: Option<String>,
    /// What becomes of a day that a month doesn't have, for a rule by months or years: the 31st of
    /// June, 29 February in other years. Default: `skip`, the month or year is left out. Needs a `recurrence_rule`, which
    /// then says the same in the words of RFC 7529 (`SKIP`).
    #[serde(default)]
    #[schema(value_type = Option<ShortMonthsName>)]
    short_months: Option<ShortMonthsName>,
    /// Their own colour. Default: that of their calendar.
    #[serde(default)]
    #[schema(pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", example = "#1a2b3c")]
    color: Option<String>,
    /// Whether its events are starred. Default: `false`.
    #[serde(default)]
    is_starred: Option<bool>,
    /// Reminders, each in minutes before the event begins; at most ten.
    #[serde(default)]
    #[schema(value_type = Option<Vec<u16>>, max_items = 10, example = json!([10]))]
    reminders: Option<Vec<i64>>,
}

impl CreateEventTemplate {
    pub(super) fn parse(&self) -> Result<Template, Problem> {
        let mut fields = Fields::default();
        let name = fields.take("/name", Name::parse(&self.name));
        let calendar = fields.take("/calendar_id", self.calendar_id.map(calendar).transpose());
        let content = NewContent {
            title: &self.title,
            description: self.description.as_deref(),
            location_text: self.location_text.as_deref(),
            color: self.color.as_deref(),
        };
        let content = content.parse(&mut fields);
        let personal = new_personal(&mut fields, self.is_starred, self.reminders.as_deref());
        let start = self.start_time.as_deref().map(parse_time).transpose();
        let start = fields.take("/start_time", start);
        let lasts = self.duration_minutes.map(Minutes::parse).transpose();
        let lasts = fields.take("/duration_minutes", lasts);
        let rule = new_rule(
            &mut fields,
            self.recurrence_rule.as_ref(),
            self.short_months,
            IN_SHORT_MONTHS,
        );
        let (name, calendar, content, times, rule) = fields.build(|| {
            let times = TimesPatch {
                all_day: self.all_day,
                start: start?.map_or(Patch::Keep, Patch::Set),
                lasts: lasts?.map_or(Patch::Keep, Patch::Set),
            };
            Some((name?, calendar?, (content?, personal?), times, rule?))
        })?;
        Template::parse(name, calendar, content, times, rule).map_err(refused)
    }
}

/// A change of a template: an omitted field stays, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateEventTemplate {
    /// Its name; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    name: Patch<String>,
    /// The calendar of its events; `null` sets the default calendar.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i64>, minimum = 1)]
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
    /// Whether its events last whole days; `null` sets `false`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    all_day: Patch<bool>,
    /// When they begin if only a date is given. Not for whole days.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, example = "18:00",
        pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$")]
    start_time: Patch<String>,
    /// How long they last, in minutes of exact time, for whole days a multiple of 1440; `null` sets
    /// 60 or 1440.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<u32>, minimum = 0, maximum = 5270400)]
    duration_minutes: Patch<i64>,
    /// How they recur.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    recurrence_rule: Patch<String>,
    /// What becomes of a day that a month doesn't have; `null` sets `skip`. A new rule that
    /// doesn't say keeps it.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<ShortMonthsName>)]
    short_months: Patch<ShortMonthsName>,
    /// Their own colour; `null` sets that of their calendar.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    color: Patch<String>,
    /// Whether its events are starred; `null` sets `false`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    is_starred: Patch<bool>,
    /// Reminders, each in minutes before the event begins; at most ten.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<Vec<u16>>, max_items = 10)]
    reminders: Patch<Vec<i64>>,
}

impl UpdateEventTemplate {
    pub(super) fn parse(self) -> Result<TemplatePatch, Problem> {
        let mut fields = Fields::default();
        let content = ContentChange {
            title: self.title,
            description: self.description,
            location_text: self.location_text,
            color: self.color,
        };
        let patch = TemplatePatch {
            name: fields.replace("/name", self.name, |text| Name::parse(&text)),
            calendar: fields.patch("/calendar_id", self.calendar_id, calendar),
            content: content.parse(&mut fields),
            personal: personal_change(&mut fields, self.is_starred, self.reminders),
            times: TimesPatch {
                all_day: self.all_day.or(false),
                start: fields.patch("/start_time", self.start_time, |text| parse_time(&text)),
                lasts: fields.patch("/duration_minutes", self.duration_minutes, Minutes::parse),
            },
            rule: fields.patch("/recurrence_rule", self.recurrence_rule, |text| Rule::parse(&text)),
            short_months: self.short_months.map(Into::into),
        };
        fields.finish()?;
        Ok(patch)
    }
}

/// An event to create from a template.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InstantiateEventTemplate {
    /// When the event begins: an instant, a local time in `timezone`, or a date. Whole seconds. One
    /// that recurs begins with its first occurrence from then on, which the answer shows.
    #[schema(example = "2026-12-31T09:30:00")]
    start: String,
    /// The time zone in which it begins and recurs. Default: the caller's. Not for whole days.
    #[serde(default)]
    #[schema(max_length = 64, example = "Europe/Vienna")]
    timezone: Option<String>,
    /// The calendar of the event. Default: that of the template.
    #[serde(default)]
    #[schema(minimum = 1)]
    calendar_id: Option<i64>,
}

impl InstantiateEventTemplate {
    pub(super) fn parse(
        &self,
        own_zone: Zone,
        zones: &ZoneDatabase,
    ) -> Result<Instantiate, Problem> {
        let mut fields = Fields::default();
        let start = fields.take("/start", Moment::parse(&self.start));
        let own = || own_zone.known_or_present(&[]);
        let zone = self.timezone.as_deref().map_or_else(own, |name| zones.parse(name));
        let zone = fields.take("/timezone", zone);
        let calendar = fields.take("/calendar_id", self.calendar_id.map(calendar).transpose());
        fields.build(|| Some(Instantiate { start: start?, zone: zone?, calendar: calendar? }))
    }
}
