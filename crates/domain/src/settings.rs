//! What a person has set for themselves.

mod daily;
mod push;

use jiff::Timestamp;

pub use self::{
    daily::DailyTime,
    push::{LeadDays, LeadMinutes, NtfySettings, PushSettings, QuietHours},
};
pub use crate::zone::Zone;
use crate::{Invalid, location::Coordinates, user::PreferredName, weather::PlaceName};

/// A person's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Grows by one with every change.
    pub version: i64,
    /// The zone in which naive times are read and days begin.
    pub timezone: Zone,
    /// What the person wants to be called.
    pub preferred_name: Option<PreferredName>,
    /// The colour of the frontend.
    pub accent_color: Option<Color>,
    /// The day on which weeks begin.
    pub first_day_of_week: Weekday,
    /// How many days "upcoming" covers.
    pub upcoming_days: UpcomingDays,
    /// After how many idle minutes a frontend locks the session; `None` for never.
    pub auto_lock_minutes: Option<AutoLock>,
    /// The language in which texts are made, and how dates and numbers are written.
    pub locale: Locale,
    /// Where the person's weather is.
    pub weather_place: Option<WeatherPlace>,
    /// The time of day at which the person is told of what is due on it.
    pub daily_notice: DailyTime,
    /// What is pushed to the person's phone, and where to.
    pub ntfy: NtfySettings,
    /// When the phone is left in peace.
    pub quiet_hours: Option<QuietHours>,
    /// When the account was created.
    pub created_at: Timestamp,
    /// When the settings last changed.
    pub updated_at: Timestamp,
}

impl Settings {
    /// Makes the settings of a new account.
    #[must_use]
    pub fn new(preferred_name: Option<PreferredName>, now: Timestamp) -> Self {
        Self {
            version: 1,
            timezone: Zone::default(),
            preferred_name,
            accent_color: None,
            first_day_of_week: Weekday::default(),
            upcoming_days: UpcomingDays::default(),
            auto_lock_minutes: None,
            locale: Locale::default(),
            weather_place: None,
            daily_notice: DailyTime::default(),
            ntfy: NtfySettings::default(),
            quiet_hours: None,
            created_at: now,
            updated_at: now,
        }
    }
}

/// A language, and where and how it is written: a language tag (BCP 47, RFC 5646) in its canonical
/// form, such as `en`, `de-AT` or `zh-Hant`. Extensions are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale(String);

impl Locale {
    /// Parses a language tag, whatever its case.
    ///
    /// # Errors
    /// `invalid_locale`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let bad = || Invalid::new("invalid_locale", "locale must be a language tag such as de-AT");
        if raw.len() > 35 {
            return Err(bad());
        }
        let locale = icu_locale_core::Locale::try_from_str(raw).map_err(|_| bad())?;
        if locale.id.language.is_unknown() { Err(bad()) } else { Ok(Self(locale.id.to_string())) }
    }

    /// Takes a tag that was parsed before it was stored.
    #[must_use]
    pub fn from_stored(tag: String) -> Self {
        Self(tag)
    }

    /// Returns the tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the language alone, such as `de`.
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self("en".to_owned())
    }
}

/// The place that a person sees the weather of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeatherPlace {
    /// What they call it.
    pub name: PlaceName,
    /// Where it is.
    pub coordinates: Coordinates,
}

/// An RGB colour as `#rrggbb`, lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Color(String);

impl Color {
    /// Parses `#rrggbb` or `#rgb`.
    ///
    /// # Errors
    /// `invalid_color`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let bad = || Invalid::new("invalid_color", "a color must look like #1a2b3c");
        let hex = raw.strip_prefix('#').ok_or_else(bad)?;
        if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(bad());
        }
        match hex.len() {
            6 => Ok(Self(raw.to_ascii_lowercase())),
            3 => Ok(Self(
                std::iter::once('#')
                    .chain(hex.chars().flat_map(|c| [c, c]))
                    .collect::<String>()
                    .to_ascii_lowercase(),
            )),
            _ => Err(bad()),
        }
    }

    /// Takes a colour that was parsed before it was stored.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// Returns the colour as `#rrggbb`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A day of the week, 0 for Monday to 6 for Sunday as in ISO 8601 counted from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weekday(i16);

impl Weekday {
    /// Parses 0 (Monday) to 6 (Sunday).
    ///
    /// # Errors
    /// `out_of_range`.
    pub fn parse(raw: i64) -> Result<Self, Invalid> {
        bounded(raw, 0, 6, "first_day_of_week must be 0 (Monday) to 6 (Sunday)").map(Self)
    }

    /// Returns the number.
    #[must_use]
    pub const fn get(self) -> i16 {
        self.0
    }
}

/// How many days ahead "upcoming" looks, 1 to 90.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpcomingDays(i16);

impl UpcomingDays {
    /// Parses a number of days.
    ///
    /// # Errors
    /// `out_of_range` outside 1 to 90.
    pub fn parse(raw: i64) -> Result<Self, Invalid> {
        bounded(raw, 1, 90, "upcoming_days must be between 1 and 90").map(Self)
    }

    /// Returns the number.
    #[must_use]
    pub const fn get(self) -> i16 {
        self.0
    }
}

impl Default for UpcomingDays {
    fn default() -> Self {
        Self(7)
    }
}

/// Idle minutes after which a session locks, 1 to 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AutoLock(i16);

impl AutoLock {
    /// Parses a number of minutes.
    ///
    /// # Errors
    /// `out_of_range` outside 1 to 1440.
    pub fn parse(raw: i64) -> Result<Self, Invalid> {
        bounded(raw, 1, 1440, "auto_lock_minutes must be between 1 and 1440").map(Self)
    }

    /// Returns the number.
    #[must_use]
    pub const fn get(self) -> i16 {
        self.0
    }
}

fn bounded(raw: i64, low: i16, high: i16, detail: &'static str) -> Result<i16, Invalid> {
    i16::try_from(raw)
        .ok()
        .filter(|n| (low..=high).contains(n))
        .ok_or_else(|| Invalid::new("out_of_range", detail))
}

#[cfg(test)]
mod tests {
    use super::{AutoLock, Color, UpcomingDays, Weekday};

    #[test]
    fn colors_are_six_lower_case_digits() {
        assert_eq!(Color::parse("#1A2b3C").unwrap().as_str(), "#1a2b3c");
        assert_eq!(Color::parse("#fA0").unwrap().as_str(), "#ffaa00");
        for bad in ["red", "#12", "#12345g", "1a2b3c", "#ääää"] {
            assert_eq!(Color::parse(bad).unwrap_err().code, "invalid_color", "{bad:?}");
        }
    }

    #[test]
    fn numbers_outside_their_range_are_refused() {
        assert!(Weekday::parse(6).is_ok() && Weekday::parse(7).is_err());
        assert!(UpcomingDays::parse(90).is_ok() && UpcomingDays::parse(0).is_err());
        assert!(AutoLock::parse(1440).is_ok() && AutoLock::parse(i64::MAX).is_err());
    }
}
