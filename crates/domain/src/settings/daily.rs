//! When a person is told of what is due.

use jiff::civil::Time;

use crate::{Invalid, civil::parse_time};

/// The time of day at which a person is told of what is due on it: eight in the morning by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyTime(Time);

impl DailyTime {
    /// Parses `HH:MM`.
    ///
    /// # Errors
    /// `invalid_time`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let time = parse_time(raw)?;
        if time.second() == 0 && time.subsec_nanosecond() == 0 {
            Ok(Self(time))
        } else {
            Err(Invalid::new("invalid_time", "daily_notice_time must be a whole minute"))
        }
    }

    /// Returns it.
    #[must_use]
    pub const fn get(self) -> Time {
        self.0
    }

    /// Writes it as `HH:MM`.
    #[must_use]
    pub fn format(self) -> String {
        self.0.strftime("%H:%M").to_string()
    }
}

impl Default for DailyTime {
    fn default() -> Self {
        Self(Time::constant(8, 0, 0, 0))
    }
}
