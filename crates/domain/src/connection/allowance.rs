//! How often a person may ask others to connect with them.

use jiff::{SignedDuration, Timestamp};

use crate::allowance::Allowance;

/// Twenty at once, and twenty an hour in the long run.
const REQUESTS: Allowance = Allowance { each: SignedDuration::from_mins(3), at_once: 20 };

/// Spends one request of a person's allowance, as [`Allowance::spend`] does.
///
/// # Errors
/// How long to wait.
pub fn spend(used_until: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, SignedDuration> {
    REQUESTS.spend(used_until, now)
}
