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
///
/// Two are equal when they begin and end at the same instants in the same zones, or on the same
/// days.
#[derive(Debug, Clone)]
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
        /// When it begins by the clock of its zone: what stays when the zone gets other rules.
        local: DateTime,
        /// When it ends by the clock of the zone of its end.
        end_local: DateTime,
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
    /// Takes times whose zones say what the clock shows then.
    #[must_use]
    pub fn timed(start: Timestamp, end: Timestamp, zone: Zone, end_zone: Zone) -> Self {
        let (local, end_local) =
            (zone.rules().to_datetime(start), end_zone.rules().to_datetime(end));
        Self::Timed { start, end, zone, end_zone, local, end_local }
    }

    /// Takes over the local times of another one, where it begins and ends as that does: what was
    /// meant on the clock isn't found out anew from an instant.
    #[must_use]
    pub(super) fn keeping(mut self, other: &Self) -> Self {
        if let (
            Self::Timed { start, end, zone, end_zone, local, end_local },
            Self::Timed {
                start: old_start,
                end: old_end,
                zone: old_zone,
                end_zone: old_end_zone,
                local: old_local,
                end_local: old_end_local,
            },
        ) = (&mut self, other)
        {
            if (&*start, &*zone) == (old_start, old_zone) {
                *local = *old_local;
            }
            if (&*end, &*end_zone) == (old_end, old_end_zone) {
                *end_local = *old_end_local;
            }
        }
        self
    }

    /// Finds the instants anew that its local times have, which changes nothing as long as the
    /// zones have the rules by which they were found.
    #[must_use]
    pub fn kept_on_clock(&self) -> Self {
        let Self::Timed { start, end, zone, end_zone, local, end_local } = self else {
            return self.clone();
        };
        let start = zone.kept_on_clock(*local, *start);
        // Its zones may get other rules, each its own.
        let end = end_zone.kept_on_clock(*end_local, *end).max(start);
        let (zone, end_zone) = (zone.clone(), end_zone.clone());
        Self::Timed { start, end, zone, end_zone, local: *local, end_local: *end_local }
    }

    /// Tells whether the zone database in use has its zones.
    #[must_use]
    pub fn has_known_zones(&self) -> bool {
        match self {
            Self::Timed { zone, end_zone, .. } => zone.is_known() && end_zone.is_known(),
            Self::Days { .. } => true,
        }
    }

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
            Self::Timed { local, .. } => *local,
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
            Self::Timed { zone, end_zone, .. } => {
                let end = at.saturating_add(lasts).unwrap_or(Timestamp::MAX);
                Self::Timed {
                    start: at,
                    end,
                    zone: zone.clone(),
                    end_local: end_zone.rules().to_datetime(end),
                    end_zone: end_zone.clone(),
                    local,
                }
            }
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

    /// Reads what [`When::bounds`] and [`When::locals`] gave; `zones` of the start and the end, of
    /// timed ones. Rows that were written before local times were have none.
    #[must_use]
    pub fn from_stored(
        bounds: (Timestamp, Timestamp),
        locals: Option<(DateTime, DateTime)>,
        zones: Option<(Zone, Zone)>,
    ) -> Self {
        let (start, end) = bounds;
        match (zones, locals) {
            (Some((zone, end_zone)), Some((local, end_local))) => {
                Self::Timed { start, end, zone, end_zone, local, end_local }
            }
            (Some((zone, end_zone)), None) => Self::timed(start, end, zone, end_zone),
            (None, _) => {
                let day = |at| TimeZone::UTC.to_datetime(at).date();
                Self::Days { start: day(start), end: day(end) }
            }
        }
    }

    /// Gives the local times at which it begins and ends; of days, nothing.
    #[must_use]
    pub const fn locals(&self) -> Option<(DateTime, DateTime)> {
        match self {
            Self::Timed { local, end_local, .. } => Some((*local, *end_local)),
            Self::Days { .. } => None,
        }
    }

    /// Gives the times that a clock in a zone shows when it begins and ends; of days, nothing.
    #[must_use]
    pub fn on_clock(&self, zone: &TimeZone) -> Option<(DateTime, DateTime)> {
        match self {
            Self::Timed { start, end, .. } => {
                Some((zone.to_datetime(*start), zone.to_datetime(*end)))
            }
            Self::Days { .. } => None,
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

impl When {
    /// Gives the instant at which it ends for somebody in a zone, who counts days there.
    #[must_use]
    pub fn ends(&self, viewer: &TimeZone) -> Timestamp {
        match self {
            Self::Timed { end, .. } => *end,
            Self::Days { end, .. } => start_of_day(*end, viewer).unwrap_or(Timestamp::MAX),
        }
    }
}

impl PartialEq for When {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Timed { start, end, zone, end_zone, .. },
                Self::Timed {
                    start: start_2, end: end_2, zone: zone_2, end_zone: end_zone_2, ..
                },
            ) => (start, end, zone, end_zone) == (start_2, end_2, zone_2, end_zone_2),
            (Self::Days { start, end }, Self::Days { start: start_2, end: end_2 }) => {
                (start, end) == (start_2, end_2)
            }
            _ => false,
        }
    }
}

impl Eq for When {}
