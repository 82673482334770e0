//! The chances of the household.

/// A fixed series of numbers (a linear congruential generator, Knuth's MMIX constants): the same
/// household every time. Nothing secret comes from it.
pub(super) struct Dice(u64);

impl Dice {
    /// Begins the series that belongs to a seed.
    pub(super) const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a number below `sides`, which is not zero.
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides
    }
}
