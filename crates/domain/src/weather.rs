//! The weather at a place, and how it is asked for.

use std::{fmt, future::Future, pin::Pin};

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};

use crate::{Invalid, location::Coordinates, text::text};

text! {
    /// What a place is called.
    PlaceName, "the name of a place", max 100, multiline false
}

/// What is expected at a place: metric, times on the place's own clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The IANA name of the place's time zone, as the source calls it.
    pub timezone: String,
    /// The weather now.
    pub current: Current,
    /// The coming hours, in order.
    pub hourly: Vec<Hour>,
    /// Today and the coming days, in order.
    pub daily: Vec<Day>,
}

/// The weather now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Current {
    /// When it was so, on the place's clock.
    pub time: DateTime,
    /// In degrees Celsius, two meters above the ground.
    pub temperature: f64,
    /// The apparent temperature, in degrees Celsius.
    pub apparent_temperature: Option<f64>,
    /// Relative humidity in per cent.
    pub humidity: Option<f64>,
    /// In millimeters, of the time before.
    pub precipitation: Option<f64>,
    /// WMO code table 4677.
    pub weather_code: Option<u8>,
    /// Whether the sun is up.
    pub is_day: Option<bool>,
    /// In kilometers an hour, ten meters above the ground.
    pub wind_speed: Option<f64>,
    /// The direction that the wind comes from, in degrees clockwise from north.
    pub wind_direction: Option<f64>,
}

/// The weather of an hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hour {
    /// When it begins, on the place's clock.
    pub time: DateTime,
    /// In degrees Celsius.
    pub temperature: Option<f64>,
    /// In per cent.
    pub precipitation_probability: Option<f64>,
    /// In millimeters.
    pub precipitation: Option<f64>,
    /// WMO code table 4677.
    pub weather_code: Option<u8>,
    /// Whether the sun is up.
    pub is_day: Option<bool>,
}

/// The weather of a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// The date on the place's calendar.
    pub date: Date,
    /// The worst of the day, of WMO code table 4677.
    pub weather_code: Option<u8>,
    /// In degrees Celsius.
    pub temperature_max: Option<f64>,
    /// In degrees Celsius.
    pub temperature_min: Option<f64>,
    /// In millimeters.
    pub precipitation: Option<f64>,
    /// In per cent.
    pub precipitation_probability: Option<f64>,
    /// On the place's clock; none where the sun doesn't rise.
    pub sunrise: Option<DateTime>,
    /// On the place's clock; none where the sun doesn't set.
    pub sunset: Option<DateTime>,
    /// In kilometers an hour.
    pub wind_speed_max: Option<f64>,
    /// The index of the WHO.
    pub uv_index_max: Option<f64>,
}

/// A place that a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundPlace {
    /// What it is called, in the language that was asked for where the source knows it.
    pub name: String,
    /// The country, in the same language.
    pub country: Option<String>,
    /// The state or province, in the same language.
    pub region: Option<String>,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// The IANA name of its time zone.
    pub timezone: Option<String>,
}

/// A forecast as it was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept<T> {
    /// What the source answered.
    pub answer: T,
    /// When it did.
    pub fetched_at: Timestamp,
    /// Whether a newer answer is due and couldn't be had.
    pub is_stale: bool,
}

/// Why a source gave no answer. Its text is for the log; a client is told that there is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unavailable(pub String);

/// An answer that is on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Unavailable>> + Send + 'a>>;

/// Where the weather comes from: a server outside Umbra.
pub trait WeatherSource: fmt::Debug + Send + Sync {
    /// Asks for the forecast at a point.
    fn forecast(&self, at: Coordinates) -> Answer<'_, Forecast>;

    /// Looks for places by name, in a language by its two letters.
    fn search<'a>(&'a self, name: &'a str, language: &'a str) -> Answer<'a, Vec<FoundPlace>>;
}

impl PlaceName {
    /// Takes what somebody looks for: one letter would find anything.
    ///
    /// # Errors
    /// `too_short`, or as [`PlaceName::parse`].
    pub fn parse_query(raw: &str) -> Result<Self, Invalid> {
        let name = Self::parse(raw)?;
        if name.as_str().chars().count() < 2 {
            return Err(Invalid::new("too_short", "q must have at least 2 characters"));
        }
        Ok(name)
    }
}
