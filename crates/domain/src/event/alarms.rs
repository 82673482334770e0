//! How long before an event somebody wants to be reminded.

use std::fmt::{Display, Formatter};

use crate::Invalid;

/// The most reminders an event may have.
const MAX_ALARMS: usize = 10;

/// The longest time before an event, in minutes: four weeks.
const MAX_MINUTES: i64 = 4 * 7 * 24 * 60;

/// Minutes before the start, the longest first, each once. Of an all-day event, before its first
/// day begins where its owner is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alarms(Vec<u16>);

impl Alarms {
    /// Takes minutes in any order.
    ///
    /// # Errors
    /// `out_of_range` outside 0 to 40,320, `too_many` for more than ten.
    pub fn parse(minutes: &[i64]) -> Result<Self, Invalid> {
        let bad = || Invalid::new("out_of_range", "reminders must be 0 to 40320 minutes before");
        let allowed = |&&minutes: &&i64| (0..=MAX_MINUTES).contains(&minutes);
        if !minutes.iter().all(|minutes| allowed(&minutes)) {
            return Err(bad());
        }
        let parsed = minutes.iter().map(|&minutes| u16::try_from(minutes).map_err(|_| bad()));
        let mut parsed = parsed.collect::<Result<Vec<_>, _>>()?;
        parsed.sort_unstable_by(|a, b| b.cmp(a));
        parsed.dedup();
        if parsed.len() > MAX_ALARMS {
            return Err(Invalid::new("too_many", "an event may have 10 reminders"));
        }
        Ok(Self(parsed))
    }

    /// Reads what [`Display`] wrote; `None` for any other text.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        text.split(',').map(|minutes| minutes.parse().ok()).collect::<Option<_>>().map(Self)
    }

    /// Gives the minutes, the longest time before first.
    #[must_use]
    pub fn minutes(&self) -> &[u16] {
        &self.0
    }
}

impl Display for Alarms {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        for (place, minutes) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            write!(f, "{minutes}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Alarms;

    #[test]
    fn minutes_are_sorted_and_each_is_there_once() {
        assert_eq!(Alarms::parse(&[10, 1440, 10, 0]).unwrap().minutes(), [1440, 10, 0]);
    }

    #[test]
    fn too_long_before_too_late_and_too_many_are_refused() {
        for (bad, code) in [
            (vec![-1], "out_of_range"),
            (vec![40_321], "out_of_range"),
            (vec![i64::MAX], "out_of_range"),
            ((0..11).collect(), "too_many"),
        ] {
            assert_eq!(Alarms::parse(&bad).unwrap_err().code, code, "{bad:?}");
        }
        assert!(Alarms::parse(&[0, 40_320]).is_ok());
    }

    #[test]
    fn what_is_stored_reads_back() {
        for minutes in [&[][..], &[15], &[40_320, 60, 0]] {
            let alarms = Alarms::parse(minutes).unwrap();
            assert_eq!(Alarms::from_stored(&alarms.to_string()), Some(alarms));
        }
        assert_eq!(Alarms::from_stored("soon"), None);
    }
}
