//! Walking through a rule's occurrences in local time, from anywhere.

use jiff::{SignedDuration, civil::DateTime};

use super::{HORIZON, plan::Plan, plus, plus_days};

/// The local times a rule yields in a window, in order, each once. `COUNT` and `UNTIL` aren't
/// looked at.
pub(super) struct Walk<'a> {
    plan: &'a Plan,
    window: [DateTime; 2],
    period: i64,
    ready: Vec<DateTime>,
    taken: usize,
    /// How many periods were looked at.
    pub(super) visited: usize,
}

impl Plan {
    /// Starts a walk at the first period that touches the window; both its ends are inside.
    pub(super) fn walk(&self, from: DateTime, to: DateTime) -> Walk<'_> {
        let from = from.max(self.start);
        // A moved day may come from the period before: also before DTSTART's own one, so that a
        // series that starts on a moved day has that day.
        let touch = plus_days(from.date(), -self.slack()).unwrap_or(from.date());
        Walk {
            plan: self,
            window: [from, to.min(HORIZON)],
            period: self.aligned(self.period_of(touch)),
            ready: Vec::new(),
            taken: 0,
            visited: 0,
        }
    }

    /// Finds the last occurrence up to a bound that a condition holds for: by looking back
    /// further and further, so that a bound far away costs nothing.
    pub(super) fn last_until(
        &self,
        bound: DateTime,
        holds: impl Fn(DateTime) -> bool,
    ) -> Option<DateTime> {
        let mut days = 2;
        loop {
            let from = bound.saturating_sub(SignedDuration::from_hours(days * 24));
            let last = self.walk(from, bound).filter(|&local| holds(local)).last();
            if last.is_some() || from <= self.start {
                return last;
            }
            days *= 8;
        }
    }

    /// Finds the last of the first `count` occurrences, or of as many as there are.
    pub(super) fn nth_or_last(&self, count: u16) -> Option<DateTime> {
        self.walk(self.start, HORIZON).take(count.into()).last()
    }

    /// Finds the first occurrence within 400 years that a condition holds for.
    pub(super) fn first_from(
        &self,
        from: DateTime,
        holds: impl Fn(DateTime) -> bool,
    ) -> Option<DateTime> {
        let from = from.max(self.start);
        self.walk(from, plus(from, super::REACH)).find(|&local| holds(local))
    }
}

impl Iterator for Walk<'_> {
    type Item = DateTime;

    fn next(&mut self) -> Option<DateTime> {
        let slack = self.plan.slack();
        let last = self.window[1].date();
        loop {
            let opening = self.plan.opening(self.period);
            // Periods from this one on reach back to this day.
            let reach = opening.and_then(|day| plus_days(day, -slack)).filter(|&day| day <= last);
            if let Some(&next) = self.ready.get(self.taken)
                && reach.is_none_or(|reach| next.date() < reach)
            {
                self.taken += 1;
                return Some(next);
            }
            let (Some(opening), Some(_)) = (opening, reach) else { return None };
            self.visited += 1;
            self.ready.drain(..self.taken);
            self.taken = 0;
            self.plan.expand(opening, self.window, &mut self.ready);
            self.ready.sort_unstable();
            self.ready.dedup();
            self.period = self.plan.following(self.period);
        }
    }
}
