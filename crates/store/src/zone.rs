//! Reading stored zones.

use jiff::{Timestamp, civil::DateTime};
use umbra_domain::zone::{Zone, ZoneDatabase};

/// Reads a zone, with the time that was stored in it. One that isn't known stays what it is, and
/// the log says so once.
pub(crate) fn read(zones: &ZoneDatabase, name: &str, with: Option<(DateTime, Timestamp)>) -> Zone {
    let zone = zones.stored(name, with);
    if !zone.is_known() && zones.misses_first(name) {
        tracing::warn!(
            zone = name,
            release = zones.release().as_str(),
            "a stored time zone isn't in the zone database; what is in it is kept as it is"
        );
    }
    zone
}
