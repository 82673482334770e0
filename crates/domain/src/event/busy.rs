//! When somebody is busy, and nothing else.
//!
//! Who may know no more than that of an event gets these types. They hold no id, title, place or
//! anything else of it, so nothing further along can tell.

use jiff::{Timestamp, civil::DateTime};

use super::{Content, Event, Override, Repeat, Status, TooMany, Transparency, When, Window, shown};
use crate::CalendarId;

/// A time in which somebody is busy by what is in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BusyTime {
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// The calendar.
    pub calendar: CalendarId,
}

/// What is left of an event for somebody who may only know when it keeps people busy.
#[derive(Debug, Clone)]
pub struct Unseen {
    calendar: CalendarId,
    when: When,
    repeat: Option<Repeat>,
    is_busy: bool,
    changed: Vec<Changed>,
    shown: Vec<DateTime>,
}

/// What is left of an occurrence that differs.
#[derive(Debug, Clone)]
struct Changed {
    name: DateTime,
    when: When,
    is_busy: bool,
}

impl Content {
    /// Tells whether it keeps people busy.
    #[must_use]
    pub const fn keeps_busy(&self) -> bool {
        matches!(self.transparency, Transparency::Busy) && !matches!(self.status, Status::Cancelled)
    }
}

impl Unseen {
    /// Leaves of an event when it keeps people busy. `overrides` are at least those whose occurrence was
    /// in the window, or is now; the occurrences in `shown` are seen otherwise, and left out.
    #[must_use]
    pub fn of(event: &Event, overrides: &[Override], shown: &[DateTime]) -> Self {
        let hidden = |changed: &&Override| !shown.contains(&changed.recurrence_id);
        let overrides = overrides.iter().filter(hidden);
        let changed = overrides.map(|changed| Changed {
            name: changed.recurrence_id,
            when: changed.when(event),
            is_busy: changed.content(event).keeps_busy(),
        });
        Self {
            calendar: event.calendar,
            when: event.when.clone(),
            repeat: event.repeat.clone(),
            is_busy: event.content.keeps_busy(),
            changed: changed.collect(),
            shown: shown.to_vec(),
        }
    }

    /// Adds the times in a window to a list, in no order, each cut to the window: so what a wider one
    /// shows is what those in it show. Whole days are days where the person is who looks.
    ///
    /// # Errors
    /// [`TooMany`], as of events.
    pub fn busy_times(&self, window: &Window, list: &mut Vec<BusyTime>) -> Result<(), TooMany> {
        let mut add = |when: &When| {
            if !window.shows(when) {
                return Ok(());
            }
            let start = when.begins(&window.zone).max(window.from);
            let end = when.ends(&window.zone).min(window.to);
            if list.len() >= shown::MAX_SHOWN {
                return Err(TooMany);
            }
            // What takes no time keeps nobody busy.
            if start < end {
                list.push(BusyTime { start, end, calendar: self.calendar });
            }
            Ok(())
        };
        // A stored series was checked before it was stored.
        let series = self.repeat.as_ref().and_then(|repeat| repeat.series(&self.when).ok());
        let Some(series) = series else {
            return if self.is_busy { add(&self.when) } else { Ok(()) };
        };
        if self.is_busy {
            let differs = |local| {
                self.shown.contains(&local)
                    || self.changed.iter().any(|changed| changed.name == local)
            };
            shown::unchanged(&self.when, &series, window, differs, |_, when| add(&when))?;
        }
        let busy = self.changed.iter().filter(|changed| changed.is_busy);
        busy.map(|changed| &changed.when).try_for_each(add)
    }
}

/// Puts times of one calendar that touch or overlap together, which also hides how many there are, and
/// puts all in order.
#[must_use]
pub fn merged(mut times: Vec<BusyTime>) -> Vec<BusyTime> {
    times.sort_unstable_by_key(|time| (time.calendar, time.start));
    times.dedup_by(|next, last| {
        let is_one = last.calendar == next.calendar && next.start <= last.end;
        if is_one {
            last.end = last.end.max(next.end);
        }
        is_one
    });
    times.sort_unstable();
    times
}

#[cfg(test)]
mod tests {
    use super::{BusyTime, CalendarId, Timestamp, merged};

    fn time(calendar: i64, start: i64, end: i64) -> BusyTime {
        let at = |hour| Timestamp::from_second(hour * 3_600).unwrap();
        BusyTime { start: at(start), end: at(end), calendar: CalendarId(calendar) }
    }

    #[test]
    fn times_of_a_calendar_that_touch_become_one() {
        let times = vec![
            time(1, 9, 10),
            time(1, 8, 12),
            time(2, 9, 10),
            time(1, 12, 13),
            time(1, 14, 15),
            time(1, 14, 15),
        ];
        assert_eq!(merged(times), [time(1, 8, 13), time(2, 9, 10), time(1, 14, 15)]);
        assert_eq!(merged(Vec::new()), []);
    }
}
