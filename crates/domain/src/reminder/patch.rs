//! Changes of a person's own reminders.

use jiff::Timestamp;

use super::{Description, Own, RemindAt, Schedule, State, Title, Unsound};
use crate::{Patch, recurrence::Rule, settings::Zone};

/// A change of a reminder; every omitted field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReminderPatch {
    /// A new title, which can't be cleared.
    pub title: Option<Title>,
    /// A new or cleared description.
    pub description: Patch<Description>,
    /// Another first moment, which can't be cleared. A local time is of the zone that the
    /// reminder has after the change.
    pub remind_at: Option<RemindAt>,
    /// Another zone. Without another first moment the time on the clock stays, as for events.
    pub timezone: Option<Zone>,
    /// A new or cleared rule.
    pub recurrence_rule: Patch<Rule>,
    /// Whether it rings.
    pub is_active: Option<bool>,
}

impl ReminderPatch {
    /// Applies the change. Another moment, zone or rule settles the reminder: it begins anew, and
    /// what fired, was dismissed or snoozed is forgotten. Returns whether anything changed.
    ///
    /// # Errors
    /// What [`Schedule::new`] refuses.
    pub fn apply(self, own: &mut Own, state: &mut State, now: Timestamp) -> Result<bool, Unsound> {
        let before = (own.clone(), state.clone());
        let is_active = self.is_active.unwrap_or(state.is_active);
        let moved =
            rescheduled(&own.schedule, self.remind_at, self.timezone, self.recurrence_rule)?;
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
    rule: Patch<Rule>,
) -> Result<Option<Schedule>, Unsound> {
    let zone = zone.unwrap_or_else(|| old.zone().clone());
    let rule = rule.apply(old.rule().cloned());
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
    let made = Schedule::build(start, at, zone, rule)?;
    Ok(Some(made).filter(|made| made != old))
}
