//! Chance for the order of samples and for names; nothing secret comes from it.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A series of numbers that looks random: SplitMix64 (Steele, Lea and Flood, 2014).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Begins the series that belongs to a seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// Makes a seed that is another one each time.
    pub(crate) fn seed() -> u64 {
        RandomState::new().build_hasher().finish()
    }

    /// Returns the next number.
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below a bound, which is at least 1.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        (self.roll() % u64::from(bound)) as u32
    }

    /// Puts things into a random order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.roll() % (last as u64 + 1);
            things.swap(last, other as usize);
        }
    }

    /// Makes a name of twelve letters and digits.
    pub(crate) fn name(&mut self) -> String {
        format!("u{:011x}", self.roll() >> 20)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_is_the_published_one() {
        let mut dice = Dice::seeded(1_234_567);
        assert_eq!(dice.roll(), 6_457_827_717_110_365_317);
        assert_eq!(dice.roll(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn shuffling_loses_nothing_and_reaches_every_order() {
        let mut dice = Dice::seeded(1);
        let mut orders = std::collections::BTreeSet::new();
        for _ in 0..200 {
            let mut things = [1, 2, 3];
            dice.shuffle(&mut things);
            orders.insert(things);
        }
        assert_eq!(orders.len(), 6);
    }

    #[test]
    fn names_are_equally_long() {
        let mut dice = Dice::seeded(0);
        assert!((0..1000).all(|_| dice.name().len() == 12));
    }
}
