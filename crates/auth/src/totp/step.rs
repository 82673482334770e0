//! Time in steps, and which of them are spent.

use jiff::Timestamp;

/// The steps around the current one whose codes are accepted: one before, one after (RFC 6238,
/// section 5.2), for clocks that differ and for people who type slowly.
const WINDOW: u64 = 1;

/// How far ahead of the clock the last accepted step may be and still count: ten minutes.
const BELIEVED: u64 = 20;

/// A span of 30 seconds, numbered from 1970 on (the `T` of RFC 6238). One code belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step(u64);

impl Step {
    /// The length of a step, in seconds.
    pub const SECONDS: u64 = 30;

    /// Returns the step at an instant; before 1970, the first one.
    #[must_use]
    pub fn at(instant: Timestamp) -> Self {
        Self(u64::try_from(instant.as_second()).unwrap_or(0) / Self::SECONDS)
    }

    /// Takes a number from the database.
    #[must_use]
    pub fn from_stored(number: i64) -> Self {
        Self(u64::try_from(number).unwrap_or(0))
    }

    /// Returns the number to store.
    #[must_use]
    pub fn to_stored(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }

    /// Returns its first second, counted from 1970.
    pub(super) fn first_second(self) -> u64 {
        self.0.saturating_mul(Self::SECONDS)
    }

    /// Lists the steps whose codes are accepted while this one is current, the earliest first.
    pub(super) fn window(self) -> impl Iterator<Item = Self> {
        (self.0.saturating_sub(WINDOW)..=self.0.saturating_add(WINDOW)).map(Self)
    }

    /// Tells whether this step's code was used up when the code of `last` was accepted.
    ///
    /// That is so for `last` and all before it, unless `last` is over [`BELIEVED`] steps ahead of
    /// `now`. The clock was wrong then, and to wait for it would lock the person out, perhaps for
    /// years. After a smaller correction they wait for as long as the clock went back, ten minutes
    /// at most, so that a clock that is merely being disciplined frees no code.
    pub(super) fn is_spent(self, last: Option<Self>, now: Self) -> bool {
        last.is_some_and(|last| self <= last && !last.is_implausible(now))
    }

    /// Tells whether a step is too far ahead to have been accepted by a clock that was right.
    pub(super) fn is_implausible(self, now: Self) -> bool {
        self.0 > now.0.saturating_add(BELIEVED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_lasts_half_a_minute() {
        let step = |second| Step::at(Timestamp::from_second(second).unwrap());
        assert_eq!(step(59), step(30));
        assert_ne!(step(59), step(60));
        assert_eq!(step(60).first_second(), 60);
        assert_eq!(step(89).first_second(), 60);
    }

    #[test]
    fn no_instant_is_out_of_range() {
        assert_eq!(Step::at(Timestamp::MIN), Step(0));
        assert_eq!(Step::at(Timestamp::UNIX_EPOCH).window().count(), 2);
        assert_eq!(Step::at(Timestamp::MAX).window().count(), 3);
    }

    #[test]
    fn a_stored_step_is_read_back() {
        let step = Step::at(Timestamp::MAX);
        assert_eq!(Step::from_stored(step.to_stored()), step);
        assert_eq!(Step::from_stored(-1), Step(0));
    }

    #[test]
    fn the_last_step_and_all_before_it_are_spent() {
        let (now, last) = (Step(100), Some(Step(101)));
        assert!(Step(99).is_spent(last, now) && Step(101).is_spent(last, now));
        assert!(!Step(102).is_spent(last, now));
        assert!(!Step(100).is_spent(None, now));
    }

    #[test]
    fn a_step_from_far_ahead_spends_nothing() {
        let now = Step(100);
        assert!(now.is_spent(Some(Step(120)), now));
        assert!(!now.is_spent(Some(Step(121)), now));
        assert!(!now.is_spent(Some(Step(u64::MAX)), now));
    }
}
