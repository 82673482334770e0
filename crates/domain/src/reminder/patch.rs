//! Changes of a person's own reminders.

use jiff::{Timestamp, civil::DateTime};

use super::{Description, Own, RemindAt, Schedule, State, Title, Unsound};
use crate::{
    Patch,
    event::IN_SHORT_MONTHS,
    recurrence::{Kind, Rule, ShortMonths, changed_rule},
    settings::Zone,
};

/// A change of a reminder; every omitted field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReminderPatch {
    /// A new title, which can't be cleared.
    pub title: Option<Title>,
    /// A new or cleared description.
    pub description: Patch<Description>,
    /// Another first moment, which can't be cleared: all moments of a rule move as far. A local time
    /// is of the zone that the reminder has after the change.
    pub remind_at: Option<RemindAt>,
    /// Another zone. Without another first moment the time on the clock stays, as for events.
    pub timezone: Option<Zone>,
    /// A new or cleared rule.
    pub recurrence_rule: Patch<Rule>,
    /// What becomes of days that a month doesn't have.
    pub short_months: Patch<ShortMonths>,
    /// Whether it rings.
    pub is_active: Option<bool>,
}

impl ReminderPatch {
    /// Applies the change. Another moment, zone or rule settles the reminder: it begins anew, and
    /// what fired, was dismissed or snoozed is forgotten. Returns whether anything changed.
    ///
    /// # Errors
    /// What [`Schedule::new`] refuses, and `ambiguous_move` when no rule, or more than one, says what
    /// the other first moment means.
    pub fn apply(self, own: &mut Own, state: &mut State, now: Timestamp) -> Result<bool, Unsound> {
        let before = (own.clone(), state.clone());
        let is_active = self.is_active.unwrap_or(state.is_active);
        let rule = changed_rule(
            own.schedule.rule(),
            self.recurrence_rule,
            self.short_months,
            IN_SHORT_MONTHS,
        );
        let rule = rule.map_err(Unsound::ShortMonths)?;
        let moved = rescheduled(&own.schedule, self.remind_at, self.timezone, rule)?;
        if let Some(schedule) = moved {
            *state = State::begin(schedule.begin(now), is_active);
            own.schedule = schedule;
        } else if is_active != state.is_active {
            let schedule = &own.schedule;
            // What came before it is switched off came.
            state.fire(now, |from| schedule.around(from, now));
            state.switch(is_active, now, schedule.recurs(), || schedule.next_after(now));
        }
        if let Some(title) = self.title {
            own.title = title;
        }
        own.description = self.description.apply(own.description.take());
        Ok((&before.0, &before.1) != (own, state))
    }
}

/// Makes the schedule that follows, or nothing when it stays.
///
/// The instant that a client was shown means the stored start, also where that start lies in a gap
/// and the instant's own local time is another one.
fn rescheduled(
    old: &Schedule,
    first: Option<RemindAt>,
    zone: Option<Zone>,
    rule: Option<Rule>,
) -> Result<Option<Schedule>, Unsound> {
    let zone = zone.unwrap_or_else(|| old.zone().clone());
    let zone = zone.known_or_present(&[old.zone()]).map_err(Unsound::Zone)?;
    let shown = RemindAt::Instant(old.at());
    let kept = if zone == *old.zone() { shown } else { RemindAt::Local(old.start()) };
    let first = first.unwrap_or(kept);
    let (start, at) = if first == shown && zone == *old.zone() {
        (old.start(), old.at())
    } else {
        first.resolve(&zone)?
    };
    let same = (start, at, &zone, rule.as_ref()) == (old.start(), old.at(), old.zone(), old.rule());
    if same {
        return Ok(None);
    }
    let rule = rule.map(|rule| carried(rule, old, start, &zone)).transpose()?;
    let made = Schedule::build(start, at, zone, rule)?;
    Ok(Some(made).filter(|made| made != old))
}

/// Moves a rule along with its start, if it is the rule that the reminder had; only its end and what
/// it does in short months may differ.
fn carried(rule: Rule, old: &Schedule, start: DateTime, zone: &Zone) -> Result<Rule, Unsound> {
    let Some(before) = old.rule().filter(|before| rule.has_days_of(before)) else {
        return Ok(rule);
    };
    let moved = rule.moved(old.start(), start).map_err(Unsound::RemindAt)?;
    if rule.limit() != before.limit() {
        return Ok(moved);
    }
    let new = Kind::Timed(zone.rules());
    Ok(moved.ending_with((old.start(), &old.kind()), (start, &new)))
}
