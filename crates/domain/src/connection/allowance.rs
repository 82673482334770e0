//! How often a person may ask others to connect with them.

use jiff::{SignedDuration, Timestamp};

/// How long it takes until one more request may be sent.
const EACH: SignedDuration = SignedDuration::from_mins(3);

/// How many may be sent at once.
const AT_ONCE: i32 = 20;

/// Spends one request of a person's allowance: 20 at once, and 20 an hour in the long run. Returns
/// until when the allowance is used up then, to be given as `used_until` with the next request
/// (the generic cell rate algorithm, ITU-T I.371).
///
/// # Errors
/// How long to wait.
pub fn spend(used_until: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, SignedDuration> {
    let from = used_until.map_or(now, |until| until.max(now));
    let until = from.saturating_add(EACH).unwrap_or(Timestamp::MAX);
    let excess = until.duration_since(now) - EACH * AT_ONCE;
    if excess.is_positive() { Err(excess) } else { Ok(until) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    #[test]
    fn twenty_are_sent_at_once_and_then_one_each_three_minutes() {
        let mut used_until = None;
        for _ in 0..AT_ONCE {
            used_until = Some(spend(used_until, NOW).unwrap());
        }
        assert_eq!(spend(used_until, NOW), Err(EACH));
        let later = NOW + SignedDuration::from_secs(170);
        assert_eq!(spend(used_until, later), Err(SignedDuration::from_secs(10)));
        let then = NOW + EACH;
        used_until = Some(spend(used_until, then).unwrap());
        assert_eq!(spend(used_until, then), Err(EACH));
    }

    #[test]
    fn who_has_not_asked_for_an_hour_has_all_of_it_again() {
        let used_until = Some(NOW + EACH * AT_ONCE);
        let later = NOW + EACH * AT_ONCE;
        assert_eq!(spend(used_until, later), Ok(later + EACH));
        assert_eq!(spend(None, later), Ok(later + EACH));
        assert_eq!(spend(None, Timestamp::MAX), Ok(Timestamp::MAX));
    }
}
