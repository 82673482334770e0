//! Time zones, and the one database that says what they are.
//!
//! Nothing else looks a zone up: jiff is built without any database of its own, so that neither the
//! files nor the settings of a host decide when something is. A [`Zone`] carries its rules; only a
//! [`ZoneDatabase`] makes one.

mod ahead;
mod database;
mod release;
#[cfg(test)]
pub(crate) mod tests;

use std::{fmt, sync::Arc};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

pub use database::{BadZoneDatabase, ZoneDatabase};
pub use release::Release;

use crate::Invalid;

/// An IANA time zone: its name in canonical spelling, and its rules.
///
/// A stored zone that the database in use doesn't have stays what it is and is shown so, but isn't
/// known ([`Zone::is_known`]): times go on by the best rules there are for it, and nothing new can
/// be put into it.
#[derive(Clone)]
pub struct Zone {
    name: Arc<str>,
    rules: TimeZone,
    is_known: bool,
}

impl Zone {
    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Returns the rules.
    #[must_use]
    pub fn rules(&self) -> TimeZone {
        self.rules.clone()
    }

    /// Tells whether the zone database in use has it.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.is_known
    }

    /// Takes a zone for a thing that has `present` ones so far: what isn't known may stay, but not
    /// come.
    ///
    /// # Errors
    /// `unknown_timezone`.
    pub fn known_or_present(self, present: &[&Self]) -> Result<Self, Invalid> {
        if self.is_known {
            return Ok(self);
        }
        // It goes on by the rules that the present one has.
        present.iter().find(|zone| ***zone == self).map(|&zone| zone.clone()).ok_or_else(unknown)
    }

    /// Finds the instant of a time on this zone's clock, which was at `at` when it was last looked
    /// up: that stays wherever the clock still shows `local` then, so the second of two equal times
    /// stays the second. A zone that isn't known changes nothing.
    pub(crate) fn kept_on_clock(&self, local: DateTime, at: Timestamp) -> Timestamp {
        if !self.is_known || self.rules.to_datetime(at) == local {
            return at;
        }
        self.rules.to_ambiguous_timestamp(local).compatible().unwrap_or(at)
    }
}

fn unknown() -> Invalid {
    Invalid::new(
        "unknown_timezone",
        "timezone must be an IANA time zone name that this server knows",
    )
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Zone").field(&self.name).finish()
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self { name: "UTC".into(), rules: TimeZone::UTC, is_known: true }
    }
}
