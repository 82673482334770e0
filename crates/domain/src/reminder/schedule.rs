//! When a reminder rings: once, or by a rule.

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::AmbiguousTimestamp};

use super::AdjacentMoments;
use crate::{
    Invalid,
    civil::Written,
    recurrence::{Definition, Ends, Kind, Occurrence, Rule, Series},
    settings::Zone,
};

/// The first stretch that is searched for the latest of the moments that were missed.
const STRETCH: SignedDuration = SignedDuration::from_hours(1);

/// When to remind first, as somebody says it: to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemindAt {
    /// At an instant.
    Instant(Timestamp),
    /// At a time on the clock of the reminder's zone.
    Local(DateTime),
}

/// When a reminder rings.
///
/// It goes by the clock of its zone. A local time in a gap takes the offset from before it; of two
/// instants with one local time a rule takes the first, but what rings once may take either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    pub(super) zone: Zone,
    pub(super) start: DateTime,
    pub(super) at: Timestamp,
    pub(super) rule: Option<Rule>,
    pub(super) ends: Ends,
}

/// Why the parts of a schedule, each of them sound, don't go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// Because of the moment.
    #[error(transparent)]
    RemindAt(Invalid),
    /// Because of the zone.
    #[error(transparent)]
    Zone(Invalid),
    /// Because of the recurrence rule.
    #[error(transparent)]
    Rule(Invalid),
    /// Because of what the rule does in short months.
    #[error(transparent)]
    ShortMonths(Invalid),
}

impl RemindAt {
    /// Parses an instant as RFC 3339 writes it, or one without an offset. Fractions of a second
    /// are cut off.
    ///
    /// # Errors
    /// `invalid_instant`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        Ok(match Written::parse(raw)? {
            // Cuts towards 1970, which only matters to who wants to be reminded before.
            Written::At(at) => Self::Instant(Timestamp::from_second(at.as_second()).unwrap_or(at)),
            Written::Local(local) => {
                let fraction = SignedDuration::from_nanos(local.subsec_nanosecond().into());
                Self::Local(local.saturating_sub(fraction))
            }
        })
    }

    /// Gives the local time and its instant.
    pub(super) fn resolve(self, zone: &Zone) -> Result<(DateTime, Timestamp), Unsound> {
        let zone = zone.rules();
        match self {
            Self::Instant(at) => Ok((zone.to_datetime(at), at)),
            Self::Local(local) => {
                let at = zone.to_ambiguous_timestamp(local);
                Ok((local, at.compatible().map_err(|_| out_of_range())?))
            }
        }
    }
}

fn out_of_range() -> Unsound {
    let detail = "remind_at must be in the years 1 to 9999, and not in the last days of them";
    Unsound::RemindAt(Invalid::new("out_of_range", detail))
}

impl Schedule {
    /// Makes a schedule. By a rule it starts with the first moment from the given one on.
    ///
    /// # Errors
    /// `out_of_range`, and what [`Series::new`] refuses.
    pub fn new(first: RemindAt, zone: Zone, rule: Option<Rule>) -> Result<Self, Unsound> {
        let (start, at) = first.resolve(&zone)?;
        Self::build(start, at, zone, rule)
    }

    pub(super) fn build(
        start: DateTime,
        at: Timestamp,
        zone: Zone,
        rule: Option<Rule>,
    ) -> Result<Self, Unsound> {
        let mut made = Self { zone, start, at, rule: None, ends: Ends::At(start) };
        Series::with_end(made.definition(), made.ends).map_err(|_| out_of_range())?;
        if rule.is_some() {
            made.rule = rule;
            let series = Series::new(made.definition()).and_then(Series::begin_with_first);
            let series = series.map_err(Unsound::Rule)?;
            made.ends = series.ends();
            let Definition { start, rule, .. } = series.definition().clone();
            (made.start, made.rule) = (start, rule);
            let at = made.zone.rules().to_ambiguous_timestamp(start);
            made.at = AmbiguousTimestamp::compatible(at).map_err(|_| out_of_range())?;
        }
        Ok(made)
    }

    /// Takes a schedule that was checked before it was stored.
    #[must_use]
    pub const fn from_stored(
        zone: Zone,
        start: DateTime,
        at: Timestamp,
        rule: Option<Rule>,
        ends: Ends,
    ) -> Self {
        Self { zone, start, at, rule, ends }
    }

    /// Gives the zone by whose clock it goes.
    #[must_use]
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Gives the local time with which it starts; a gap may have left it out.
    #[must_use]
    pub const fn start(&self) -> DateTime {
        self.start
    }

    /// Gives the instant with which it starts.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Gives the rule by which it goes on.
    #[must_use]
    pub const fn rule(&self) -> Option<&Rule> {
        self.rule.as_ref()
    }

    /// Tells where the rule ends.
    #[must_use]
    pub const fn ends(&self) -> Ends {
        self.ends
    }

    /// Tells whether it goes by a rule.
    #[must_use]
    pub const fn recurs(&self) -> bool {
        self.rule.is_some()
    }

    /// Finds the moment with which a new reminder begins: by a rule the first one at or after
    /// `now`, without one the only one, even if it is over.
    #[must_use]
    pub fn begin(&self, now: Timestamp) -> Option<Occurrence> {
        match self.series() {
            Some(series) => series.at_or_after(now),
            None => Some(self.once()),
        }
    }

    /// Finds the first moment after an instant.
    #[must_use]
    pub fn next_after(&self, at: Timestamp) -> Option<Occurrence> {
        match self.series() {
            Some(series) => series.next_after(at),
            None => Some(self.once()).filter(|only| at < only.at),
        }
    }

    /// Lists the first `most` moments from an instant until before another one.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp, most: usize) -> Vec<Timestamp> {
        match self.series() {
            Some(series) => series.between(from, to).map(|next| next.at).take(most).collect(),
            None => Some(self.at).filter(|at| (from..to).contains(at)).into_iter().collect(),
        }
    }

    /// Finds the latest moment in `from..=now` and the first after `now`.
    #[must_use]
    pub fn around(&self, from: Timestamp, now: Timestamp) -> AdjacentMoments {
        match self.series() {
            Some(series) => {
                AdjacentMoments { latest: latest(&series, from, now), next: series.next_after(now) }
            }
            None => AdjacentMoments { latest: None, next: None },
        }
    }

    fn once(&self) -> Occurrence {
        Occurrence { local: self.start, at: self.at }
    }

    /// Gives the kind of its series.
    pub(super) fn kind(&self) -> Kind {
        Kind::Timed(self.zone.rules())
    }

    /// Builds the series of a rule. What was checked once can't be refused.
    pub(super) fn series(&self) -> Option<Series> {
        self.rule.as_ref()?;
        Series::with_end(self.definition(), self.ends).ok()
    }

    fn definition(&self) -> Definition {
        Definition {
            start: self.start,
            kind: self.kind(),
            rule: self.rule.clone(),
            added: Vec::new(),
            excluded: Vec::new(),
        }
    }
}

/// Finds the latest occurrence in `from..=now`, looking further and further back: however many
/// were missed, only a few of the last ones are computed.
fn latest(series: &Series, from: Timestamp, now: Timestamp) -> Option<Occurrence> {
    let to = now.checked_add(SignedDuration::from_nanos(1)).unwrap_or(now);
    let mut stretch = STRETCH;
    loop {
        let begin = now.checked_sub(stretch).unwrap_or(from).max(from);
        let last = series.between(begin, to).last();
        if last.is_some() || begin == from {
            return last;
        }
        stretch = stretch.saturating_mul(8);
    }
}
