//! Changes of when an event is.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
};

use super::{Moment, Unsound, When};
use crate::{
    Invalid, Patch,
    civil::{day_after, midnight, next_day},
    settings::Zone,
};

/// The longest an event may last: about ten years.
const MAX_DURATION: SignedDuration = SignedDuration::from_hours(3_660 * 24);

/// When an event is, together with the local time it was given: a series begins with that, even if
/// a change of the clock leaves it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// When it is.
    pub when: When,
    /// The local time at which it begins.
    pub local: DateTime,
}

/// A change of when an event is; with nothing to change, the times of a new one.
///
/// Local times are read in the zone of the event. A start alone moves the event, which lasts as long
/// as it did: exactly, of whole days as many days. Another zone alone keeps the wall-clock times;
/// where it leaves out the start, the end moves as far as the start does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimingPatch {
    /// Whether it is of whole days. Default: whether its start is a day.
    pub all_day: Option<bool>,
    /// When it begins.
    pub start: Option<Moment>,
    /// When it ends; cleared, with its start or its first day.
    pub end: Patch<Moment>,
    /// The zone in which it begins; cleared, the person's own.
    pub zone: Patch<Zone>,
    /// The zone in which it ends; cleared, that of the start.
    pub end_zone: Patch<Zone>,
}

impl TimingPatch {
    /// Applies the change to the times of an event, or makes those of a new one.
    ///
    /// # Errors
    /// `missing_field`, `not_a_date`, `not_an_instant`, `end_before_start`, `event_too_long` and
    /// `out_of_range`, at a field that the change has.
    pub fn apply(self, current: Option<&Timing>, own_zone: &Zone) -> Result<Timing, Unsound> {
        let for_end = self.field_for_end();
        let as_written = match self.start {
            Some(Moment::Day(_)) => true,
            Some(_) => false,
            None => current.is_some_and(|current| current.when.all_day()),
        };
        let timing = if self.all_day.unwrap_or(as_written) {
            self.days(current)?
        } else {
            self.timed(current, own_zone)?
        };
        check(&timing, for_end)?;
        Ok(timing)
    }

    /// Names the field because of which the end can be wrong: one that isn't sent can't be.
    fn field_for_end(&self) -> &'static str {
        if !self.end.is_keep() || self == &Self::default() {
            "end"
        } else if self.start.is_some() {
            "start"
        } else if self.all_day.is_some() {
            "all_day"
        } else if self.zone.is_keep() {
            "end_timezone"
        } else {
            "timezone"
        }
    }

    fn days(self, current: Option<&Timing>) -> Result<Timing, Unsound> {
        let given = |field, moment| match moment {
            Moment::Day(day) => Ok(day),
            Moment::Local(_) | Moment::At(_) => {
                let detail = "an all-day event begins and ends with dates";
                Err(Unsound::new(field, Invalid::new("not_a_date", detail)))
            }
        };
        let (old_start, old_end) = current.map(|current| touched(&current.when)).unzip();
        let start = self.start.map(|moment| given("start", moment)).transpose()?;
        let start = start.or(old_start).ok_or_else(missing_start)?;
        let one_day = || next_day(start);
        let lasts = old_start.zip(old_end).map(|(first, after)| first.duration_until(after));
        let end = match (self.end, lasts) {
            (Patch::Set(moment), _) => given("end", moment)?,
            (Patch::Keep, Some(lasts)) => start.saturating_add(lasts),
            (Patch::Keep, None) | (Patch::Clear, _) => one_day(),
        };
        Ok(Timing { when: When::Days { start, end }, local: midnight(start) })
    }

    fn timed(self, current: Option<&Timing>, own_zone: &Zone) -> Result<Timing, Unsound> {
        let for_end = self.field_for_end();
        let moves = self.start.is_some();
        let old = current.and_then(|current| match &current.when {
            When::Timed { start, end, zone, end_zone, .. } => {
                Some((current.local, *start, *end, zone, end_zone))
            }
            When::Days { .. } => None,
        });
        let present: Vec<&Zone> =
            old.iter().flat_map(|&(.., zone, end_zone)| [zone, end_zone]).collect();
        let zone = match self.zone {
            Patch::Set(zone) => zone,
            Patch::Clear => own_zone.clone(),
            Patch::Keep => old.map_or_else(|| own_zone.clone(), |(.., zone, _)| zone.clone()),
        };
        let end_zone = match (self.end_zone, old) {
            (Patch::Set(zone), _) => zone,
            (Patch::Keep, Some((.., zone, end_zone))) if zone != end_zone => end_zone.clone(),
            _ => zone.clone(),
        };
        let known = |field, zone: Zone| {
            zone.known_or_present(&present).map_err(|why| Unsound::new(field, why))
        };
        let (zone, end_zone) = (known("timezone", zone)?, known("end_timezone", end_zone)?);
        let (local, start) = match (self.start, old) {
            // What was shown and comes back is no change: the local time it was given stays.
            (Some(Moment::At(at)), Some((local, start, _, old, _)))
                if at == start && *old == zone =>
            {
                (local, start)
            }
            (None, Some((local, start, _, old, _))) if *old == zone => (local, start),
            (Some(moment), _) => place("start", moment, &zone)?,
            (None, Some((local, ..))) => place("start", Moment::Local(local), &zone)?,
            (None, None) => return Err(missing_start()),
        };
        let moved = moved_by_gap(local, start, &zone, &end_zone);
        let end = match (self.end, old) {
            (Patch::Set(moment), _) => {
                let (end_local, end) = place("end", moment, &end_zone)?;
                if end <= start && end_local > local && matches!(moment, Moment::Local(_)) {
                    place("end", Moment::Local(end_local.saturating_add(moved)), &end_zone)?.1
                } else {
                    end
                }
            }
            (Patch::Keep, Some((_, old_start, end, ..))) if moves => {
                let lasts = old_start.duration_until(end);
                start.checked_add(lasts).unwrap_or(Timestamp::MAX)
            }
            (Patch::Keep, Some((_, _, end, _, old))) if *old == end_zone => end,
            (Patch::Keep, Some((old_local, old_start, end, old_zone, old))) => {
                let was_moved = moved_by_gap(old_local, old_start, old_zone, old);
                let end_local = old.rules().to_datetime(end).saturating_sub(was_moved);
                place(for_end, Moment::Local(end_local.saturating_add(moved)), &end_zone)?.1
            }
            (Patch::Keep | Patch::Clear, _) => start,
        };
        let when = When::timed(start, end, zone, end_zone);
        let when =
            current.map_or_else(|| when.clone(), |current| when.clone().keeping(&current.when));
        Ok(Timing { when, local })
    }
}

fn missing_start() -> Unsound {
    Unsound::new("start", Invalid::new("missing_field", "an event needs a start"))
}

/// Gives a moment's local time in a zone, and its instant.
fn place(
    field: &'static str,
    moment: Moment,
    zone: &Zone,
) -> Result<(DateTime, Timestamp), Unsound> {
    let rules = zone.rules();
    match moment {
        Moment::At(at) => Ok((rules.to_datetime(at), at)),
        Moment::Local(local) => {
            let at = rules.to_ambiguous_timestamp(local).compatible();
            at.map(|at| (local, at)).map_err(|_| Unsound::new(field, out_of_range()))
        }
        Moment::Day(_) => {
            let detail = "a timed event begins and ends with times";
            Err(Unsound::new(field, Invalid::new("not_an_instant", detail)))
        }
    }
}

/// Gives how far a change of the clock that leaves `local` out moved the start, and with it an end
/// in the same zone: an event from 02:45 to 03:15 that begins at 03:45 ends at 04:15.
fn moved_by_gap(local: DateTime, start: Timestamp, zone: &Zone, end_zone: &Zone) -> SignedDuration {
    if zone != end_zone {
        return SignedDuration::ZERO;
    }
    local.duration_until(zone.rules().to_datetime(start))
}

/// Gives the first day that something touches, and the day after the last one.
fn touched(when: &When) -> (Date, Date) {
    match when {
        When::Days { start, end } => (*start, *end),
        When::Timed { start, end, zone, end_zone, .. } => {
            let (rules, end_rules) = (zone.rules(), end_zone.rules());
            let first = rules.to_datetime(*start).date();
            // What takes no time is on the day on which it is, even when that begins with it.
            let after = if start < end {
                day_after(*end, &end_rules)
            } else {
                next_day(end_rules.to_datetime(*end).date())
            };
            (first, after.max(next_day(first)))
        }
    }
}

fn out_of_range() -> Invalid {
    Invalid::new("out_of_range", "events must lie in the years 1 to 9999")
}

/// Checks the result; what is wrong with the end is told at the field `for_end`.
fn check(timing: &Timing, for_end: &'static str) -> Result<(), Unsound> {
    let (start, end) = timing.when.bounds();
    let fits = |at: Timestamp| {
        let local = jiff::tz::TimeZone::UTC.to_datetime(at);
        (Date::constant(1, 1, 2)..=Date::constant(9999, 12, 27)).contains(&local.date())
    };
    if !fits(start) {
        return Err(Unsound::new("start", out_of_range()));
    }
    if !fits(end) {
        return Err(Unsound::new(for_end, out_of_range()));
    }
    let refuse =
        |code, detail: &'static str| Err(Unsound::new(for_end, Invalid::new(code, detail)));
    if end < start {
        return refuse("end_before_start", "an event can't end before it begins");
    }
    if end == start && timing.when.all_day() {
        return refuse("end_before_start", "the end of an all-day event is the day after its last");
    }
    if timing.when.duration() > MAX_DURATION {
        return refuse("event_too_long", "an event may last ten years");
    }
    Ok(())
}
