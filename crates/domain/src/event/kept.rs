//! What a new zone database makes of an event: what was meant on the clock stays on the clock.

use jiff::Timestamp;

use super::{Event, Override, Repeat, When};
use crate::{recurrence::Ends, stored::Stored};

/// An event and its overrides by the rules that their zones have now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOnClock {
    /// The event.
    pub event: Event,
    /// All of its overrides.
    pub overrides: Vec<Override>,
    /// Whether a time or a rule of it is another one than before.
    pub differs: bool,
}

impl KeptOnClock {
    /// Finds the instants of what lies ahead of `now` anew from its local times. What is over stays
    /// as it was, and so does what is in a zone that isn't known.
    ///
    /// A series goes by its local time anyway. Its start is found anew when that lies ahead, and an
    /// `UNTIL` in UTC that would let it end with another occurrence now moves to the one it ended
    /// with.
    #[must_use]
    pub fn of(event: &Stored<Event>, overrides: &[Override], now: Timestamp) -> Self {
        let before = &event.body;
        let when = ahead(&before.when, now);
        let repeat = before.repeat.as_ref().map(|repeat| ended_alike(repeat, &when, now));
        let kept = Event { when, repeat, ..before.clone() };
        let moved = overrides.iter().map(|changed| {
            let when = changed.when.as_ref().map(|when| ahead(when, now));
            Override { when, ..changed.clone() }
        });
        let moved: Vec<_> = moved.collect();
        let differs = kept != *before || moved != overrides;
        Self { event: kept, overrides: moved, differs }
    }
}

fn ahead(when: &When, now: Timestamp) -> When {
    let kept = when.kept_on_clock();
    let is_over = when.bounds().1 < now && kept.bounds().1 < now;
    if is_over { when.clone() } else { kept }
}

/// Lets a series that goes on end with the occurrence with which it ended.
fn ended_alike(repeat: &Repeat, when: &When, now: Timestamp) -> Repeat {
    let is_over = match repeat.ends {
        Ends::At(last) => when.at_local(last).bounds().1 < now,
        Ends::Never => true,
    };
    let series = (!is_over && when.has_known_zones()).then(|| repeat.series(when).ok()).flatten();
    match series.and_then(|series| series.ended_alike()) {
        Some(rule) => Repeat { rule, ..repeat.clone() },
        None => repeat.clone(),
    }
}
