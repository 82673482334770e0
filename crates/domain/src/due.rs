//! What people are told by the clock: when, and of what.
//!
//! Each person has a time of day at which they are told of what is due on it, and of birthdays. What is due at
//! a time of its own is told at that time. Both come as many days before as the person has set.

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use crate::{
    EventId, PersonId, ProjectId, TaskId, TodoId,
    civil::format_local,
    settings::{DailyTime, LeadDays, LeadMinutes},
    todo::Due,
};

/// For how many days it is made up for what nobody was told.
pub const MADE_UP_FOR: i64 = 30;

/// For how many days it is made up for birthdays.
pub const BIRTHDAYS_MADE_UP_FOR: i64 = 7;

/// What stands between the name of something and how often it was snoozed.
const SNOOZED: char = '#';

/// From how much later than it came something is called late.
pub const LATE_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// A person's clock: where they are, and when they want to be told.
#[derive(Debug, Clone)]
pub struct DueClock {
    zone: TimeZone,
    daily: DailyTime,
}

/// When something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotifyTime {
    /// The instant from which on it is told.
    pub at: Timestamp,
    /// The instant by which it shows how late it is told.
    pub since: Timestamp,
}

impl DueClock {
    /// Takes both.
    #[must_use]
    pub const fn new(zone: TimeZone, daily: DailyTime) -> Self {
        Self { zone, daily }
    }

    /// Tells which day it is.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// Returns the instant of a day at which the person is told. A time that the clock leaves out moves on with
    /// it; of two it is the first.
    #[must_use]
    pub fn on(&self, day: Date) -> Timestamp {
        self.at(day, self.daily.get())
    }

    fn at(&self, day: Date, time: Time) -> Timestamp {
        let at = self.zone.to_ambiguous_timestamp(day.to_datetime(time)).compatible();
        at.unwrap_or(Timestamp::MAX)
    }

    /// Returns when the person is told of an event that begins at an instant: so many minutes before, or, of one
    /// of whole days, at the time of day on the first of them.
    #[must_use]
    pub fn before_event(&self, begins: Timestamp, all_day: bool, lead: LeadMinutes) -> Timestamp {
        if all_day {
            return self.on(self.day(begins));
        }
        begins.saturating_sub(SignedDuration::from_mins(lead.get().into())).unwrap_or(begins)
    }

    /// Returns until when the person snoozes something for an hour.
    #[must_use]
    pub fn in_an_hour(&self, now: Timestamp) -> Timestamp {
        now.saturating_add(SignedDuration::from_hours(1)).unwrap_or(now)
    }

    /// Returns until when the person snoozes something until tomorrow: the time of day of the next day.
    #[must_use]
    pub fn tomorrow(&self, now: Timestamp) -> Timestamp {
        self.on(self.day(now).saturating_add(1.days()))
    }

    /// Returns the zone that it goes by.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Returns the first such instant after another one.
    #[must_use]
    pub fn next_after(&self, at: Timestamp) -> Timestamp {
        // Where a zone moves over the date line, a day is missing, or comes twice.
        let first = self.day(at).saturating_sub(2.days());
        let days = (0..6).map(|n| self.on(first.saturating_add(n.days())));
        days.filter(|&next| next > at).min().unwrap_or(Timestamp::MAX)
    }

    /// Returns when the person is told that something is due, which was made and last changed at these
    /// instants; `None` if it was overdue already when it was made.
    ///
    /// What is made for a time that is past is told at the next time of day: who has just written it down
    /// knows of it, but may not have done it by then.
    #[must_use]
    pub fn tell(
        &self,
        due: Due,
        lead: LeadDays,
        made: Timestamp,
        changed: Timestamp,
    ) -> Option<NotifyTime> {
        if due.date < self.day(made) {
            return None;
        }
        let day = due.date.checked_sub(i64::from(lead.get()).days()).ok()?;
        let comes = self.at(day, due.time.unwrap_or(self.daily.get()));
        let told = |known| if comes >= known { comes } else { self.next_after(known) };
        Some(NotifyTime { at: told(made), since: told(changed.max(made)) })
    }
}

/// Something that a person is told by the clock, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueItem {
    /// A todo is due.
    Todo(TodoId, Due),
    /// A task is due.
    Task(ProjectId, TaskId, Due),
    /// Somebody has a birthday on a day.
    Birthday(PersonId, Date),
    /// An event, or an occurrence by its name, begins at an instant; of whole days, at midnight in UTC.
    Event(EventId, Option<DateTime>, Timestamp),
}

impl DueItem {
    /// Names it so that it is told once: by the thing, and by when it is due.
    #[must_use]
    pub fn once(self) -> String {
        match self {
            Self::Todo(id, due) => format!("todo:{id}:{}", Due::rank(Some(due))),
            Self::Task(_, id, due) => format!("task:{id}:{}", Due::rank(Some(due))),
            Self::Birthday(id, day) => format!("birthday:{id}:{day}"),
            Self::Event(id, name, begins) => format!("event:{id}:{}:{begins}", written(name)),
        }
    }

    /// Names it so that it is told once more, after it was snoozed so often.
    #[must_use]
    pub fn once_after(self, snoozes: u32) -> String {
        let once = self.once();
        if snoozes == 0 { once } else { format!("{once}{SNOOZED}{snoozes}") }
    }

    /// Reads from such a name how often it had been snoozed of which it tells.
    #[must_use]
    pub fn snoozes_of(once: &str) -> u32 {
        let count = once.split_once(SNOOZED).and_then(|(_, count)| count.parse().ok());
        count.unwrap_or_default()
    }

    /// Reads from such a name when it was due of which it tells; `None` for other things.
    #[must_use]
    pub fn due_of(once: &str) -> Option<Due> {
        let (once, _) = once.split_once(SNOOZED).unwrap_or((once, ""));
        let (kind, rest) = once.split_once(':')?;
        let (_, rank) = rest.split_once(':').filter(|_| matches!(kind, "todo" | "task"))?;
        Due::from_rank(rank).flatten()
    }
}

/// Writes the name of an occurrence; empty for all of an event.
pub(crate) fn written(name: Option<DateTime>) -> String {
    name.map(format_local).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;
    use crate::zone::ZoneDatabase;

    fn clock(zone: &str, daily: &str) -> DueClock {
        let zone = ZoneDatabase::bundled().parse(zone).unwrap().rules();
        DueClock::new(zone, DailyTime::parse(daily).unwrap())
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_next_time_of_day_is_found_where_the_clock_changes() {
        for (zone, daily, after, next) in [
            ("Europe/Vienna", "08:00", "2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z"),
            ("Europe/Vienna", "02:30", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z"),
            ("Europe/Vienna", "02:30", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"),
            // The clock shows it twice, and it is told once.
            ("Europe/Vienna", "02:30", "2026-10-25T00:29:59Z", "2026-10-25T00:30:00Z"),
            ("Europe/Vienna", "02:30", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
            ("America/Santiago", "00:00", "2026-09-05T12:00:00Z", "2026-09-06T04:00:00Z"),
            ("Pacific/Kiritimati", "00:00", "2026-03-02T09:59:59Z", "2026-03-02T10:00:00Z"),
            // There was no 30 December 2011.
            ("Pacific/Apia", "08:00", "2011-12-29T18:00:00Z", "2011-12-30T18:00:00Z"),
        ] {
            let found = clock(zone, daily).next_after(at(after));
            assert_eq!(found, at(next), "{zone} {daily} after {after}");
        }
    }

    #[test]
    fn tomorrow_is_the_time_of_day_of_the_next_day_wherever_the_clock_goes() {
        for (zone, now, until) in [
            ("Europe/Vienna", "2026-03-02T06:00:00Z", "2026-03-03T07:00:00Z"),
            ("Europe/Vienna", "2026-03-02T22:59:59Z", "2026-03-03T07:00:00Z"),
            ("Europe/Vienna", "2026-03-02T23:00:00Z", "2026-03-04T07:00:00Z"),
            ("Europe/Vienna", "2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z"),
            ("America/New_York", "2026-03-03T01:00:00Z", "2026-03-03T13:00:00Z"),
            ("Pacific/Apia", "2011-12-29T18:00:00Z", "2011-12-30T18:00:00Z"),
        ] {
            assert_eq!(clock(zone, "08:00").tomorrow(at(now)), at(until), "{zone} at {now}");
        }
    }

    #[test]
    fn every_day_has_one_time_of_day_and_the_next_is_never_far() {
        for zone in ["Europe/Vienna", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu"] {
            for daily in ["00:00", "01:30", "02:30", "08:00", "23:59"] {
                let clock = clock(zone, daily);
                let mut now = at("2026-01-01T00:00:00Z");
                let mut days = Vec::new();
                while now < at("2027-01-01T00:00:00Z") {
                    let next = clock.next_after(now);
                    assert!(
                        next > now && next.duration_since(now) <= SignedDuration::from_hours(26)
                    );
                    days.push(clock.day(next));
                    now = next;
                }
                assert!(days.windows(2).all(|two| two[0].tomorrow().unwrap() == two[1]), "{zone}");
            }
        }
    }

    #[test]
    fn what_is_due_is_told_at_its_time_or_in_the_morning_so_many_days_before() {
        let clock = clock("Europe/Vienna", "08:00");
        let long_ago = at("2026-01-01T12:00:00Z");
        let tell = |due: Due, lead, made: Timestamp| {
            clock.tell(due, LeadDays::parse(lead).unwrap(), made, made).map(|tell| tell.at)
        };
        let day = Due { date: date(2026, 3, 10), time: None };
        let timed = Due { time: Some(time(14, 30, 0, 0)), ..day };
        assert_eq!(tell(day, 0, long_ago), Some(at("2026-03-10T07:00:00Z")));
        assert_eq!(tell(timed, 0, long_ago), Some(at("2026-03-10T13:30:00Z")));
        assert_eq!(tell(day, 1, long_ago), Some(at("2026-03-09T07:00:00Z")));
        assert_eq!(tell(timed, 2, long_ago), Some(at("2026-03-08T13:30:00Z")));
        // Made after that.
        let noon = at("2026-03-10T11:00:00Z");
        assert_eq!(tell(day, 0, noon), Some(at("2026-03-11T07:00:00Z")));
        assert_eq!(tell(timed, 0, noon), Some(at("2026-03-10T13:30:00Z")));
        assert_eq!(tell(timed, 1, noon), Some(at("2026-03-11T07:00:00Z")));
        assert_eq!(tell(day, 0, at("2026-03-11T11:00:00Z")), None, "overdue when it was made");
        // Across the change of the clock.
        let sunday = Due { date: date(2026, 3, 29), time: Some(time(2, 30, 0, 0)) };
        assert_eq!(tell(sunday, 0, long_ago), Some(at("2026-03-29T01:30:00Z")));
    }

    #[test]
    fn when_it_was_due_can_be_read_from_its_name() {
        let due = Due { date: date(2026, 3, 10), time: Some(time(14, 30, 0, 0)) };
        for item in [
            DueItem::Todo(TodoId(7), due),
            DueItem::Task(ProjectId(1), TaskId(7), Due { time: None, ..due }),
        ] {
            let (DueItem::Todo(_, due) | DueItem::Task(_, _, due)) = item else { unreachable!() };
            for snoozes in [0, 1, 12] {
                let once = item.once_after(snoozes);
                assert_eq!(DueItem::due_of(&once), Some(due), "{once}");
                assert_eq!(DueItem::snoozes_of(&once), snoozes, "{once}");
            }
        }
        let birthday = DueItem::Birthday(PersonId(7), due.date);
        assert_eq!(DueItem::due_of(&birthday.once()), None);
        assert_eq!(DueItem::due_of("7:2026-03-10T08:00:00:0"), None, "a reminder's");
    }
}
