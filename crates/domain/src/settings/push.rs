//! How a person's phone is told, and when it is left in peace.

use jiff::{Timestamp, civil::Time, tz::TimeZone};

use super::{Locale, Zone, bounded};
use crate::{
    Invalid, civil,
    push::{SealedToken, ServerUrl, Topic},
};

/// What is pushed to a person's phone, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NtfySettings {
    /// Whether anything is pushed at all. It needs a topic.
    pub enabled: bool,
    /// The server; `None` for the operator's default.
    pub server_url: Option<ServerUrl>,
    /// The topic on it.
    pub topic: Option<Topic>,
    /// The access token for it. It needs a server of its own.
    pub token: Option<SealedToken>,
    /// Whether events are pushed.
    pub events_enabled: bool,
    /// How long before an event that has no reminder of the person's own.
    pub event_lead: LeadMinutes,
    /// Whether reminders are pushed.
    pub reminders_enabled: bool,
    /// Whether due todos are pushed.
    pub todos_enabled: bool,
    /// How many days before a todo is due.
    pub todo_lead: LeadDays,
    /// Whether due tasks of projects are pushed.
    pub projects_enabled: bool,
    /// How many days before a task is due.
    pub project_lead: LeadDays,
}

impl Default for NtfySettings {
    fn default() -> Self {
        Self {
            enabled: false,
            server_url: None,
            topic: None,
            token: None,
            events_enabled: true,
            event_lead: LeadMinutes::default(),
            reminders_enabled: true,
            todos_enabled: true,
            todo_lead: LeadDays::TODOS,
            projects_enabled: true,
            project_lead: LeadDays::PROJECTS,
        }
    }
}

/// What has to be known of a person to push something to their phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushSettings {
    /// The version of all of their settings, by which it shows whether these are still theirs.
    pub version: i64,
    /// Where their days begin.
    pub timezone: Zone,
    /// The language that they read.
    pub locale: Locale,
    /// When they are left in peace.
    pub quiet_hours: Option<QuietHours>,
    /// What is pushed, and where to.
    pub ntfy: NtfySettings,
}

/// How long before an event begins: 0 minutes to a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeadMinutes(i16);

impl LeadMinutes {
    /// Parses a number of minutes.
    ///
    /// # Errors
    /// `out_of_range` outside 0 to 10080.
    pub fn parse(raw: i64) -> Result<Self, Invalid> {
        bounded(raw, 0, 10_080, "ntfy_event_lead_minutes must be between 0 and 10080").map(Self)
    }

    /// Returns the number of minutes.
    #[must_use]
    pub const fn get(self) -> i16 {
        self.0
    }
}

impl Default for LeadMinutes {
    fn default() -> Self {
        Self(15)
    }
}

/// How many days before something is due: 0, on the day, to 30.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeadDays(i16);

impl LeadDays {
    /// Todos are told on the day.
    pub const TODOS: Self = Self(0);
    /// Tasks of projects are told the day before.
    pub const PROJECTS: Self = Self(1);

    /// Parses a number of days.
    ///
    /// # Errors
    /// `out_of_range` outside 0 to 30.
    pub fn parse(raw: i64) -> Result<Self, Invalid> {
        bounded(raw, 0, 30, "lead days must be between 0 and 30").map(Self)
    }

    /// Returns the number of days.
    #[must_use]
    pub const fn get(self) -> i16 {
        self.0
    }
}

/// The part of each day in which a phone is left in peace, on the person's own clock: from `start` on,
/// before `end`, over midnight when `end` is the earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    start: Time,
    end: Time,
}

impl QuietHours {
    /// Takes both ends.
    ///
    /// # Errors
    /// `quiet_hours_empty` when they are the same.
    pub fn new(start: Time, end: Time) -> Result<Self, Invalid> {
        if start == end {
            let detail = "quiet_hours_start and quiet_hours_end must differ";
            return Err(Invalid::new("quiet_hours_empty", detail));
        }
        Ok(Self { start, end })
    }

    /// Parses one of the ends, in whole minutes.
    ///
    /// # Errors
    /// `invalid_time`.
    pub fn parse_end(raw: &str) -> Result<Time, Invalid> {
        let time = civil::parse_time(raw)?;
        if time.second() == 0 && time.subsec_nanosecond() == 0 {
            Ok(time)
        } else {
            Err(Invalid::new("invalid_time", "quiet hours begin and end at whole minutes"))
        }
    }

    /// Writes one of the ends as `HH:MM`.
    #[must_use]
    pub fn format_end(time: Time) -> String {
        time.strftime("%H:%M").to_string()
    }

    /// Returns when they begin.
    #[must_use]
    pub const fn start(self) -> Time {
        self.start
    }

    /// Returns when they end.
    #[must_use]
    pub const fn end(self) -> Time {
        self.end
    }

    /// Tells whether they cover a time of day.
    #[must_use]
    pub fn cover(self, time: Time) -> bool {
        if self.start < self.end {
            (self.start..self.end).contains(&time)
        } else {
            time >= self.start || time < self.end
        }
    }

    /// Returns when the quiet hours end that an instant lies in; `None` when it lies in none. An end
    /// that a change of the clock leaves out moves on by as much as the clock, and of two it is the
    /// later one: it is never over before the clock shows it.
    #[must_use]
    pub fn over_at(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let local = zone.to_datetime(now);
        if !self.cover(local.time()) {
            return None;
        }
        let day =
            if local.time() < self.end { Some(local.date()) } else { local.date().tomorrow().ok() };
        let end = day?.to_datetime(self.end);
        let ambiguous = zone.to_ambiguous_timestamp(end);
        let over = ambiguous.later().or_else(|_| ambiguous.compatible()).ok()?;
        // Where the clock went back over the end, what is left of the night is the rest.
        Some(over.max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zone::ZoneDatabase;

    fn hours(start: &str, end: &str) -> QuietHours {
        let parse = |text| QuietHours::parse_end(text).unwrap();
        QuietHours::new(parse(start), parse(end)).unwrap()
    }

    fn over(quiet: QuietHours, now: &str) -> Option<String> {
        let vienna = ZoneDatabase::bundled().parse("Europe/Vienna").unwrap().rules();
        quiet.over_at(now.parse().unwrap(), &vienna).map(|over| over.to_string())
    }

    #[test]
    fn nights_go_over_midnight_and_days_do_not() {
        let (night, day) = (hours("22:00", "07:00"), hours("13:00", "15:00"));
        for (time, in_night, in_day) in [
            ("21:59", false, false),
            ("22:00", true, false),
            ("00:00", true, false),
            ("06:59", true, false),
            ("07:00", false, false),
            ("13:00", false, true),
            ("14:59", false, true),
            ("15:00", false, false),
        ] {
            let time = QuietHours::parse_end(time).unwrap();
            assert_eq!((night.cover(time), day.cover(time)), (in_night, in_day), "{time}");
        }
    }

    #[test]
    fn they_are_over_when_the_clock_of_the_person_says_so() {
        let night = hours("22:00", "07:00");
        assert_eq!(over(night, "2026-01-10T20:59:59Z"), None, "21:59 in Vienna");
        assert_eq!(over(night, "2026-01-10T21:00:00Z").unwrap(), "2026-01-11T06:00:00Z");
        assert_eq!(over(night, "2026-01-11T05:59:59Z").unwrap(), "2026-01-11T06:00:00Z");
        assert_eq!(over(night, "2026-01-11T06:00:00Z"), None);
    }

    #[test]
    fn a_change_of_the_clock_in_the_night_makes_it_longer_or_shorter() {
        let night = hours("22:00", "07:00");
        // Summer time begins on March 29th and ends on October 25th.
        assert_eq!(over(night, "2026-03-28T21:00:00Z").unwrap(), "2026-03-29T05:00:00Z");
        assert_eq!(over(night, "2026-10-24T20:00:00Z").unwrap(), "2026-10-25T06:00:00Z");
        // 02:30 is left out in spring, and comes twice in autumn.
        let early = hours("22:00", "02:30");
        assert_eq!(over(early, "2026-03-28T23:00:00Z").unwrap(), "2026-03-29T01:30:00Z");
        assert_eq!(over(early, "2026-10-24T23:00:00Z").unwrap(), "2026-10-25T01:30:00Z");
    }

    #[test]
    fn ends_are_whole_minutes_and_differ() {
        assert_eq!(QuietHours::format_end(QuietHours::parse_end("07:05").unwrap()), "07:05");
        for bad in ["7", "24:00", "07:00:30", "abends"] {
            assert_eq!(QuietHours::parse_end(bad).unwrap_err().code, "invalid_time", "{bad}");
        }
        let seven = QuietHours::parse_end("07:00").unwrap();
        assert_eq!(QuietHours::new(seven, seven).unwrap_err().code, "quiet_hours_empty");
    }
}
