//! How often a person may do something that costs others: so many times at once, and then once in a
//! while.

use jiff::{SignedDuration, Timestamp};

/// An allowance that fills up again with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How long it takes until there is one more.
    pub each: SignedDuration,
    /// How many there are when none was used lately.
    pub at_once: i32,
}

impl Allowance {
    /// Spends one. Returns until when the allowance is used up then, to be given as `used_until` the
    /// next time (the generic cell rate algorithm, ITU-T I.371).
    ///
    /// # Errors
    /// How long to wait.
    pub fn spend(
        self,
        used_until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Timestamp, SignedDuration> {
        let full = self.each * self.at_once;
        // A clock that was set back makes nobody wait for longer than a whole allowance.
        let most = now.saturating_add(full).unwrap_or(Timestamp::MAX);
        let from = used_until.map_or(now, |until| until.max(now).min(most));
        let until = from.saturating_add(self.each).unwrap_or(Timestamp::MAX);
        let excess = until.duration_since(now) - full;
        if excess.is_positive() { Err(excess) } else { Ok(until) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);
    const EACH: SignedDuration = SignedDuration::from_mins(3);
    const ALLOWANCE: Allowance = Allowance { each: EACH, at_once: 20 };

    #[test]
    fn all_may_be_spent_at_once_and_then_one_at_a_time() {
        let mut used_until = None;
        for _ in 0..20 {
            used_until = Some(ALLOWANCE.spend(used_until, NOW).unwrap());
        }
        assert_eq!(ALLOWANCE.spend(used_until, NOW), Err(EACH));
        let later = NOW + SignedDuration::from_secs(170);
        assert_eq!(ALLOWANCE.spend(used_until, later), Err(SignedDuration::from_secs(10)));
        let then = NOW + EACH;
        used_until = Some(ALLOWANCE.spend(used_until, then).unwrap());
        assert_eq!(ALLOWANCE.spend(used_until, then), Err(EACH));
    }

    #[test]
    fn who_has_spent_none_for_a_while_has_all_of_it_again() {
        let used_until = Some(NOW + EACH * 20);
        let later = NOW + EACH * 20;
        assert_eq!(ALLOWANCE.spend(used_until, later), Ok(later + EACH));
        assert_eq!(ALLOWANCE.spend(None, later), Ok(later + EACH));
        assert_eq!(ALLOWANCE.spend(None, Timestamp::MAX), Ok(Timestamp::MAX));
    }

    #[test]
    fn a_clock_that_was_set_back_makes_nobody_wait_for_long() {
        let far = NOW + SignedDuration::from_hours(24 * 365);
        assert_eq!(ALLOWANCE.spend(Some(far), NOW), Err(EACH));
    }
}
