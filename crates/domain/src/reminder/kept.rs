//! What a new zone database makes of a reminder: it rings when its clock shows what was meant.

use jiff::Timestamp;

use super::{OnEvent, Reminder, Schedule, State, Subject, sync::next_except};
use crate::recurrence::{Ends, Occurrence};

impl Reminder {
    /// Gives the reminder by the rules that its zone, or those of its event, have now; `None` if
    /// that changes nothing. An event has to be [kept](crate::event::KeptOnClock) first.
    ///
    /// What rang stays as it was. What hasn't rung yet rings when it comes by the new rules, or at
    /// once where they say that it has come; nothing rings twice for that.
    #[must_use]
    pub fn kept_on_clock(&self, now: Timestamp) -> Option<Self> {
        let mut kept = self.clone();
        let next = match &mut kept.subject {
            Subject::Own(own) => {
                own.schedule = own.schedule.kept_on_clock(now);
                self.state.next.and_then(|next| own.schedule.again(next, now))
            }
            Subject::Event(on) if !on.goes_by_known_zones() => self.state.next,
            Subject::Event(on) => self.state.next.and_then(|next| {
                let moment = on.moment(next.local);
                let same = moment.map(|at| Occurrence { local: next.local, at });
                let others = || next_except(on, self.state.occurrence, now);
                match same {
                    Some(same) if same.at <= now => Some(same),
                    // Occurrences that were moved may have changed places with it.
                    same => same.into_iter().chain(others()).min_by_key(|at| (at.at, at.local)),
                }
            }),
        };
        kept.state = State { next, ..kept.state };
        (kept != *self).then_some(kept)
    }
}

impl OnEvent {
    /// Tells whether the zone database in use has the zones that decide when it rings.
    #[must_use]
    pub fn goes_by_known_zones(&self) -> bool {
        let when = &self.event.body.when;
        if when.all_day() { self.zone.is_known() } else { when.has_known_zones() }
    }
}

impl Schedule {
    /// Gives the schedule by the rules that its zone has now. A first moment that is over stays.
    fn kept_on_clock(&self, now: Timestamp) -> Self {
        let mut kept = self.clone();
        if !self.zone.is_known() {
            return kept;
        }
        let at = self.zone.kept_on_clock(self.start, self.at);
        if now <= at.max(self.at) {
            kept.at = at;
        }
        let goes_on = match self.ends {
            Ends::At(last) => self.zone.kept_on_clock(last, now) >= now,
            Ends::Never => false,
        };
        if goes_on && let Some(rule) = self.series().and_then(|series| series.ended_alike()) {
            kept.rule = Some(rule);
        }
        kept
    }

    /// Finds a moment that was found by other rules, or the one that comes instead.
    fn again(&self, moment: Occurrence, now: Timestamp) -> Option<Occurrence> {
        let Some(series) = self.series() else {
            return Some(Occurrence { at: self.at, ..moment });
        };
        if !self.zone.is_known() {
            return Some(moment);
        }
        if series.contains(moment.local) {
            let at = self.zone.kept_on_clock(moment.local, moment.at);
            return Some(Occurrence { at, ..moment });
        }
        series.next_after(now)
    }
}
