//! What clients send about reminders.

use serde::{Deserialize, Serialize};
use umbra_domain::{
    Patch,
    event::IN_SHORT_MONTHS,
    recurrence::Rule,
    reminder::{Description, Own, RemindAt, ReminderPatch, Schedule, Title},
    zone::{Zone, ZoneDatabase},
};
use utoipa::ToSchema;

use super::errors::place;
use crate::{
    http::{
        Problem,
        fields::{Fields, optional},
        patch,
    },
    recurrence::{ShortMonthsName, new_rule},
};

/// A new reminder.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateReminder {
    /// The title.
    #[schema(min_length = 1, max_length = 500, example = "Take the tablets")]
    title: String,
    /// A description.
    #[serde(default)]
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// When it rings, or first rings: RFC 3339, to the second. Without an offset it is read in
    /// `timezone`. If it is in the past and doesn't recur, the reminder is due at once.
    #[schema(format = DateTime, example = "2026-12-31T09:30:00Z")]
    remind_at: String,
    /// The IANA time zone in which it recurs. Default: the caller's.
    #[serde(default)]
    #[schema(max_length = 64, example = "Europe/Vienna")]
    timezone: Option<String>,
    /// How it recurs: an `RRULE` of RFC 5545. The series begins with the first occurrence from
    /// `remind_at` on, which the answer shows as `remind_at`.
    #[serde(default)]
    #[schema(max_length = 500, example = "FREQ=DAILY")]
    recurrence_rule: Option<String>,
    /// What becomes of a day that a month doesn't have, for a rule by months or years: the 31st of
    /// June, 29 February in other years. Default: `skip`, the month or year is left out. Needs a `recurrence_rule`, which
    /// then says the same in the words of RFC 7529 (`SKIP`).
    #[serde(default)]
    #[schema(value_type = Option<ShortMonthsName>)]
    short_months: Option<ShortMonthsName>,
    /// Whether it rings. Default: `true`.
    #[serde(default)]
    is_active: Option<bool>,
}

impl CreateReminder {
    /// Parses the reminder, and whether it is switched on.
    pub(super) fn parse(
        &self,
        own_zone: Zone,
        zones: &ZoneDatabase,
    ) -> Result<(Own, bool), Problem> {
        let mut fields = Fields::default();
        let title = fields.take("/title", Title::parse(&self.title));
        let description = optional(self.description.as_ref(), Description::parse);
        let description = fields.take("/description", description);
        let remind_at = fields.take("/remind_at", RemindAt::parse(&self.remind_at));
        let own = || own_zone.known_or_present(&[]);
        let zone = self.timezone.as_deref().map_or_else(own, |name| zones.parse(name));
        let zone = fields.take("/timezone", zone);
        let rule = new_rule(
            &mut fields,
            self.recurrence_rule.as_ref(),
            self.short_months,
            IN_SHORT_MONTHS,
        );
        let schedule = match (remind_at, zone, rule) {
            (Some(remind_at), Some(zone), Some(rule)) => {
                let made = Schedule::new(remind_at, zone, rule).map_err(place);
                made.map_err(|(pointer, invalid)| fields.refuse(pointer, invalid)).ok()
            }
            _ => None,
        };
        fields.build(|| {
            let own = Own { title: title?, description: description?, schedule: schedule? };
            Some((own, self.is_active.unwrap_or(true)))
        })
    }
}

/// A change of a reminder: an omitted field stays, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateReminder {
    /// The title; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 500)]
    title: Patch<String>,
    /// A description.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 10000)]
    description: Patch<String>,
    /// When it rings, or first rings; can't be cleared. Alone it moves all occurrences: a rule on
    /// named days (`BYDAY=TU`) is on other days then, or it is refused with `ambiguous_move`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, format = DateTime)]
    remind_at: Patch<String>,
    /// The IANA time zone in which it recurs; `null` sets the caller's. If `remind_at` isn't sent
    /// too, its local time stays.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 64)]
    timezone: Patch<String>,
    /// How it recurs; `null` makes it ring once, at `remind_at`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    recurrence_rule: Patch<String>,
    /// What becomes of a day that a month doesn't have; `null` sets `skip`. A new rule that
    /// doesn't say keeps it.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<ShortMonthsName>)]
    short_months: Patch<ShortMonthsName>,
    /// Whether it rings; `null` sets `true`. When it is switched on again, it rings next at its
    /// first occurrence from now on.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    is_active: Patch<bool>,
}

impl UpdateReminder {
    pub(super) fn parse(
        self,
        own_zone: Zone,
        zones: &ZoneDatabase,
    ) -> Result<ReminderPatch, Problem> {
        let mut fields = Fields::default();
        let patch = ReminderPatch {
            title: fields.replace("/title", self.title, |text| Title::parse(&text)),
            description: fields
                .patch("/description", self.description, |text| Description::parse(&text)),
            remind_at: fields.replace("/remind_at", self.remind_at, |text| RemindAt::parse(&text)),
            timezone: match self.timezone {
                Patch::Keep => None,
                Patch::Clear => Some(own_zone),
                Patch::Set(name) => fields.take("/timezone", zones.parse_or_present(&name)),
            },
            recurrence_rule: fields
                .patch("/recurrence_rule", self.recurrence_rule, |text| Rule::parse(&text)),
            short_months: self.short_months.map(Into::into),
            is_active: self.is_active.or(true),
        };
        fields.finish()?;
        Ok(patch)
    }
}
