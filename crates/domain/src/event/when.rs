//! When an event is.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use crate::{
    civil::{midnight, start_of_day},
    recurrence::Kind,
    settings::Zone,
};

/// When an event is, or one occurrence of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// From one instant to another, which may be the same.
    Timed {
        /// When it begins.
        start: Timestamp,
        /// When it ends, at the start or after it.
        end: Timestamp,
        /// The zone in which it begins.
        zone: Zone,
        /// The zone in which it ends.
        end_zone: Zone,
    },
    /// Whole days, the same dates in every zone.
    Days {
        /// The first day.
        start: Date,
        /// The day after the last one.
        end: Date,
    },
}

impl When {
    /// Tells whether it is of whole days.
    #[must_use]
    pub const fn all_day(&self) -> bool {
        matches!(self, Self::Days { .. })
    }

    /// Gives what recurs: times in a zone, or days.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Timed { zone, .. } => Kind::Timed(zone.rules()),
            Self::Days { .. } => Kind::AllDay,
        }
    }

    /// Gives the local time at which it begins; of days, midnight.
    #[must_use]
    pub fn local_start(&self) -> DateTime {
        match self {
            Self::Timed { start, zone, .. } => zone.rules().to_datetime(*start),
            Self::Days { start, .. } => midnight(*start),
        }
    }

    /// Gives how long it lasts: exactly, as RFC 5545 §3.8.5.3 wants it of occurrences whose first
    /// one was given an end.
    #[must_use]
    pub fn duration(&self) -> SignedDuration {
        match self {
            Self::Timed { start, end, .. } => start.duration_until(*end),
            Self::Days { start, end } => midnight(*start).duration_until(midnight(*end)),
        }
    }

    /// Gives the same for an occurrence that begins at `local`, which is the instant `at`.
    #[must_use]
    pub fn moved_to(&self, local: DateTime, at: Timestamp) -> Self {
        let lasts = self.duration();
        match self {
            Self::Timed { zone, end_zone, .. } => Self::Timed {
                start: at,
                end: at.saturating_add(lasts).unwrap_or(Timestamp::MAX),
                zone: zone.clone(),
                end_zone: end_zone.clone(),
            },
            Self::Days { .. } => {
                let start = local.date();
                Self::Days { start, end: start.saturating_add(lasts) }
            }
        }
    }

    /// Gives the same for the occurrence that a series has at `local`.
    #[must_use]
    pub fn at_local(&self, local: DateTime) -> Self {
        let zone = match self {
            Self::Timed { zone, .. } => zone.rules(),
            Self::Days { .. } => TimeZone::UTC,
        };
        let at = zone.to_ambiguous_timestamp(local).compatible().unwrap_or(Timestamp::MAX);
        self.moved_to(local, at)
    }

    /// Gives the instants between which it is stored: days as their midnight in UTC.
    #[must_use]
    pub fn bounds(&self) -> (Timestamp, Timestamp) {
        let of_day = |day| TimeZone::UTC.to_timestamp(midnight(day)).unwrap_or(Timestamp::MAX);
        match self {
            Self::Timed { start, end, .. } => (*start, *end),
            Self::Days { start, end } => (of_day(*start), of_day(*end)),
        }
    }

    /// Reads what [`When::bounds`] gave; `zones` of the start and the end, of timed ones.
    #[must_use]
    pub fn from_stored(bounds: (Timestamp, Timestamp), zones: Option<(Zone, Zone)>) -> Self {
        let (start, end) = bounds;
        match zones {
            Some((zone, end_zone)) => Self::Timed { start, end, zone, end_zone },
            None => {
                let day = |at| TimeZone::UTC.to_datetime(at).date();
                Self::Days { start: day(start), end: day(end) }
            }
        }
    }

    /// Gives the instant at which it begins for somebody in a zone, who counts days there.
    #[must_use]
    pub fn begins(&self, viewer: &TimeZone) -> Timestamp {
        match self {
            Self::Timed { start, .. } => *start,
            Self::Days { start, .. } => start_of_day(*start, viewer).unwrap_or(Timestamp::MAX),
        }
    }
}
