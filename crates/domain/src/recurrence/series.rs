//! Series: a start, a rule and the exceptions to it (RFC 5545 §3.8.5).

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use super::{
    HORIZON, never_occurs,
    plan::Plan,
    refused,
    rule::{Limit, Rule, Until},
    unsupported,
};
use crate::Invalid;

/// The most added and the most excluded times a series may have.
const MAX_EXCEPTIONS: usize = 1_000;

/// What a series is made of, as it is stored and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Starts the series (`DTSTART`): a local time in whole seconds; for days, their midnight.
    ///
    /// With a rule it is an occurrence only if the rule yields it: RFC 5545 leaves a start that
    /// doesn't fit its rule undefined. Without a rule it is one.
    pub start: DateTime,
    /// Says whether the series is of times or of days.
    pub kind: Kind,
    /// Repeats the start (`RRULE`).
    pub rule: Option<Rule>,
    /// Adds occurrences (`RDATE`), also before the start.
    pub added: Vec<DateTime>,
    /// Takes occurrences away (`EXDATE`), added ones too; others are without effect. `COUNT`
    /// counts what it takes away.
    pub excluded: Vec<DateTime>,
}

/// What the occurrences of a series are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Times in a zone.
    Timed(TimeZone),
    /// Days, the same ones in every zone. Where an instant is asked for, it is midnight in UTC.
    AllDay,
}

/// Where the rule of a series ends: worth keeping with the series, for then neither `COUNT` nor
/// `UNTIL` costs anything later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// Nowhere.
    Never,
    /// With this occurrence, which may be an excluded one.
    At(DateTime),
}

/// A series whose occurrences can be asked for.
#[derive(Debug, Clone)]
pub struct Series {
    pub(super) definition: Definition,
    pub(super) plan: Option<Plan>,
    pub(super) ends: Ends,
    /// The occurrences that don't come from the rule.
    pub(super) dates: Vec<DateTime>,
    /// The greatest instant of a timed series with an `UNTIL` in UTC.
    pub(super) cutoff: Option<Timestamp>,
    /// The zone local times are in; UTC for days.
    pub(super) zone: TimeZone,
}

impl Series {
    /// Builds a series and finds its end, which takes at most a few milliseconds.
    ///
    /// `UNTIL` bounds instants when it is in UTC, and local times otherwise; a date bounds the
    /// whole day. For days only its date counts.
    ///
    /// # Errors
    /// - `invalid_recurrence`: times with fractions of a second or beyond the years 1 to 9999,
    ///   times of day in a series of days;
    /// - `unsupported_recurrence`: more than 1,000 added or excluded times;
    /// - `recurrence_never_occurs`: the rule yields nothing within 400 years of the start, or
    ///   nothing before its end.
    pub fn new(definition: Definition) -> Result<Self, Invalid> {
        let mut series = Self::with_end(definition, Ends::Never)?;
        series.ends = series.find_end()?;
        Ok(series)
    }

    /// Builds a series whose end is known from [`Series::ends`], without any search.
    ///
    /// # Errors
    /// As [`Series::new`], without `recurrence_never_occurs`.
    pub fn with_end(definition: Definition, ends: Ends) -> Result<Self, Invalid> {
        let mut definition = definition;
        for list in [&mut definition.added, &mut definition.excluded] {
            if list.len() > MAX_EXCEPTIONS {
                return Err(unsupported("a series may have 1000 exceptions of a kind"));
            }
            list.sort_unstable();
            list.dedup();
        }
        definition.check()?;
        let mut dates = definition.added.clone();
        if definition.rule.is_none()
            && let Err(place) = dates.binary_search(&definition.start)
        {
            dates.insert(place, definition.start);
        }
        let plan = definition.rule.as_ref().map(|rule| Plan::new(rule, definition.start));
        let cutoff = match (&definition.kind, definition.rule.as_ref().map(Rule::limit)) {
            (Kind::Timed(_), Some(Limit::Until(Until::Utc(at)))) => Some(at),
            _ => None,
        };
        let zone = match &definition.kind {
            Kind::Timed(zone) => zone.clone(),
            Kind::AllDay => TimeZone::UTC,
        };
        Ok(Self { definition, plan, ends, dates, cutoff, zone })
    }

    /// Gives what the series is made of, lists sorted and without doubles.
    #[must_use]
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// Gives the end of the rule; without a rule, the start.
    #[must_use]
    pub fn ends(&self) -> Ends {
        self.ends
    }

    /// Gives the last local time to look at for occurrences of the rule.
    pub(super) fn bound(&self) -> DateTime {
        match self.ends {
            Ends::Never => HORIZON,
            Ends::At(last) => last,
        }
    }

    /// Tells whether a local time isn't past an `UNTIL` in UTC.
    pub(super) fn admits(&self, local: DateTime) -> bool {
        self.cutoff.is_none_or(|cutoff| self.at(local).is_some_and(|at| at <= cutoff))
    }

    /// Gives a local time's instant.
    pub(super) fn at(&self, local: DateTime) -> Option<Timestamp> {
        self.zone.to_ambiguous_timestamp(local).compatible().ok()
    }

    fn find_end(&self) -> Result<Ends, Invalid> {
        let start = self.definition.start;
        let Some(plan) = &self.plan else { return Ok(Ends::At(start)) };
        if plan.first_from(start, |local| self.admits(local)).is_none() {
            return Err(never_occurs());
        }
        let last = match plan.rule.limit() {
            Limit::Never => return Ok(Ends::Never),
            Limit::Count(count) => plan.nth_or_last(count),
            Limit::Until(until) => {
                let bound = self.local_bound(until).min(HORIZON);
                plan.last_until(bound, |local| self.admits(local))
            }
        };
        last.map(Ends::At).ok_or_else(never_occurs)
    }

    /// Gives a local time that nothing up to `UNTIL` lies after.
    fn local_bound(&self, until: Until) -> DateTime {
        let whole = |day: Date| day.to_datetime(Time::constant(23, 59, 59, 0));
        match (until, &self.definition.kind) {
            (Until::Date(day), _) => whole(day),
            (Until::Local(local), Kind::Timed(_)) => local,
            (Until::Local(local), Kind::AllDay) => whole(local.date()),
            (Until::Utc(at), Kind::AllDay) => whole(TimeZone::UTC.to_datetime(at).date()),
            (Until::Utc(at), Kind::Timed(zone)) => {
                zone.to_datetime(at).saturating_add(SignedDuration::from_hours(26))
            }
        }
    }
}

impl Definition {
    fn check(&self) -> Result<(), Invalid> {
        let all = || self.added.iter().chain(&self.excluded).chain([&self.start]);
        if !all().all(|local| local.year() >= 1 && *local <= HORIZON) {
            return Err(refused("times of a series must lie in the years 1 to 9999"));
        }
        if !all().all(|local| local.subsec_nanosecond() == 0) {
            return Err(refused("times of a series must be whole seconds"));
        }
        if self.kind == Kind::AllDay {
            if !all().all(|local| local.time() == Time::midnight()) {
                return Err(refused("a series of days can't have times of day"));
            }
            if self.rule.as_ref().is_some_and(Rule::sets_times) {
                return Err(refused("BYHOUR, BYMINUTE and BYSECOND don't go with days"));
            }
        }
        Ok(())
    }
}
