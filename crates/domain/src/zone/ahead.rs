//! What two databases say differently of what lies ahead.

use jiff::{Timestamp, tz::TimeZone};
use sha2::{Digest as _, Sha256};

/// What is compared: the years 2026 to 2065, whose rules are those of the present. Releases that
/// only correct what was before say the same.
const YEARS: (Timestamp, Timestamp) =
    (Timestamp::constant(1_767_225_600, 0), Timestamp::constant(3_029_529_600, 0));

/// Gives a short text that is the same for zones whose clocks show the same, however their files
/// are written.
pub(super) fn fingerprint(rules: &TimeZone) -> String {
    let (from, to) = YEARS;
    let mut hash = Sha256::new();
    let mut offset = rules.to_offset(from).seconds();
    hash.update(offset.to_be_bytes());
    for change in rules.following(from).take_while(|change| change.timestamp() < to) {
        // Names of the time change as well, and what counts as daylight saving.
        if change.offset().seconds() != offset {
            offset = change.offset().seconds();
            hash.update(change.timestamp().as_second().to_be_bytes());
            hash.update(offset.to_be_bytes());
        }
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
