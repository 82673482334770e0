//! The guesses at one account that strangers share.

use jiff::{SignedDuration, Timestamp};

use super::later;

/// The guesses at one account that all devices share which have never signed in to it: a bucket of
/// [`GuessBucket::SIZE`], into which one comes back every [`GuessBucket::REFILL`] (NIST SP 800-63B-4
/// section 3.2.2).
///
/// Each attempt takes a guess out before anything is compared, and puts it back unless it failed. So
/// no number of addresses or connections compares more passwords and codes than the bucket holds. An
/// attempt that nobody settled, because its process died, has been a failed one.
///
/// The field is what a database row holds; the default is a row that isn't there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GuessBucket {
    /// When the bucket will be full, if nobody fails any more. `None` or an instant in the past: it
    /// is full.
    pub full_at: Option<Timestamp>,
}

impl GuessBucket {
    /// How many guesses a full bucket holds.
    pub const SIZE: i32 = 100;

    /// How long it takes until one guess comes back.
    pub const REFILL: SignedDuration = SignedDuration::from_mins(6);

    /// How long it takes to fill an empty bucket: ten hours.
    pub const WHOLE: SignedDuration = SignedDuration::from_mins(6 * Self::SIZE as i64);

    /// Takes a guess out, if there is one.
    #[must_use = "without a guess nothing may be compared"]
    pub fn take(&mut self, now: Timestamp) -> bool {
        self.advance_to(now);
        let taken = later(self.full_at.unwrap_or(now), Self::REFILL);
        if taken > later(now, Self::WHOLE) {
            return false;
        }
        self.full_at = Some(taken);
        true
    }

    /// Puts a guess back that was taken out and didn't fail.
    pub fn put_back(&mut self, now: Timestamp) {
        self.advance_to(now);
        self.full_at = self.full_at.map(|at| later(at, -Self::REFILL)).filter(|at| *at > now);
    }

    /// Lets time pass. A clock that was set back empties the bucket at most.
    pub fn advance_to(&mut self, now: Timestamp) {
        let full_at = self.full_at.filter(|at| *at > now);
        self.full_at = full_at.map(|at| at.min(later(now, Self::WHOLE)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        later(Timestamp::UNIX_EPOCH, SignedDuration::from_mins(minutes))
    }

    fn guesses(bucket: &mut GuessBucket, now: Timestamp) -> usize {
        std::iter::from_fn(|| bucket.take(now).then_some(())).count()
    }

    #[test]
    fn a_full_bucket_holds_a_hundred_guesses() {
        assert_eq!(guesses(&mut GuessBucket::default(), at(0)), 100);
    }

    #[test]
    fn ten_guesses_come_back_in_an_hour() {
        let mut bucket = GuessBucket::default();
        guesses(&mut bucket, at(0));
        assert_eq!(guesses(&mut bucket, at(5)), 0);
        assert_eq!(guesses(&mut bucket, at(60)), 10);
        assert_eq!(guesses(&mut bucket, at(61)), 0);
        assert_eq!(guesses(&mut bucket, at(60 + 24 * 60)), 100, "never more than it holds");
    }

    #[test]
    fn a_guess_that_did_not_fail_is_put_back() {
        let mut bucket = GuessBucket::default();
        for _ in 0..1000 {
            assert!(bucket.take(at(0)));
            bucket.put_back(at(0));
        }
        assert_eq!(bucket, GuessBucket::default());
        guesses(&mut bucket, at(0));
        bucket.put_back(at(0));
        assert_eq!(guesses(&mut bucket, at(0)), 1, "and no more than that one");
    }

    #[test]
    fn putting_back_late_gives_no_more_than_the_bucket_holds() {
        let mut bucket = GuessBucket::default();
        assert!(bucket.take(at(0)));
        bucket.put_back(at(100));
        assert_eq!(guesses(&mut bucket, at(100)), 100);
    }

    #[test]
    fn a_clock_set_back_makes_nobody_wait_for_longer_than_an_empty_bucket_does() {
        let mut bucket = GuessBucket::default();
        guesses(&mut bucket, at(1_000_000));
        assert_eq!(guesses(&mut bucket, at(0)), 0);
        assert_eq!(guesses(&mut bucket, at(60)), 10);
    }
}
