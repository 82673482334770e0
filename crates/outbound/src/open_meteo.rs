//! The weather by Open-Meteo's API (<https://open-meteo.com/en/docs>).

use std::time::Duration;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, de::DeserializeOwned};
use umbra_domain::{
    location::Coordinates,
    weather::{Answer, Current, Day, Forecast, FoundPlace, Hour, Unavailable, WeatherSource},
};
use url::Url;

use crate::{Client, Limits};

/// A forecast has some 30 KB, ten places have 5.
const LIMITS: Limits = Limits { time: Duration::from_secs(8), bytes: 512 * 1024 };

const CURRENT: &str = "temperature_2m,apparent_temperature,relative_humidity_2m,precipitation,\
                       weather_code,is_day,wind_speed_10m,wind_direction_10m";
const HOURLY: &str = "temperature_2m,precipitation_probability,precipitation,weather_code,is_day";
const DAILY: &str = "weather_code,temperature_2m_max,temperature_2m_min,precipitation_sum,\
                     precipitation_probability_max,sunrise,sunset,wind_speed_10m_max,uv_index_max";

/// A server that speaks Open-Meteo's format: theirs, or one of one's own.
#[derive(Debug, Clone)]
pub struct OpenMeteo {
    client: Client,
    forecast: Url,
    geocoding: Url,
}

impl OpenMeteo {
    /// Asks the servers at these URLs, such as `https://api.open-meteo.com/v1/forecast` and
    /// `https://geocoding-api.open-meteo.com/v1/search`.
    #[must_use]
    pub const fn new(client: Client, forecast: Url, geocoding: Url) -> Self {
        Self { client, forecast, geocoding }
    }

    async fn ask<T: DeserializeOwned>(&self, url: Url) -> Result<T, Unavailable> {
        let called = self.client.get(url, LIMITS).await;
        let body = called.map_err(|error| Unavailable(error.to_string()))?;
        serde_json::from_slice(&body)
            .map_err(|error| Unavailable(format!("the answer is not what was asked for: {error}")))
    }
}

impl WeatherSource for OpenMeteo {
    fn forecast(&self, at: Coordinates) -> Answer<'_, Forecast> {
        let mut url = self.forecast.clone();
        url.query_pairs_mut()
            .append_pair("latitude", &at.latitude.get().to_string())
            .append_pair("longitude", &at.longitude.get().to_string())
            .append_pair("current", CURRENT)
            .append_pair("hourly", HOURLY)
            .append_pair("daily", DAILY)
            .append_pair("timezone", "auto")
            .append_pair("forecast_days", "7");
        Box::pin(async move { to_forecast(self.ask(url).await?) })
    }

    fn search<'a>(&'a self, name: &'a str, language: &'a str) -> Answer<'a, Vec<FoundPlace>> {
        let mut url = self.geocoding.clone();
        url.query_pairs_mut()
            .append_pair("name", name)
            .append_pair("count", "10")
            .append_pair("language", language)
            .append_pair("format", "json");
        Box::pin(async move {
            let found: Places = self.ask(url).await?;
            Ok(found.results.into_iter().map(Place::into_found).collect())
        })
    }
}

/// What Open-Meteo answers: one list a variable, all as long as the list of times. A value that it
/// doesn't know is null.
#[derive(Deserialize)]
struct ForecastBody {
    timezone: String,
    current: CurrentBody,
    hourly: HourlyBody,
    daily: DailyBody,
}

#[derive(Deserialize)]
struct CurrentBody {
    time: DateTime,
    temperature_2m: f64,
    apparent_temperature: Option<f64>,
    relative_humidity_2m: Option<f64>,
    precipitation: Option<f64>,
    weather_code: Option<f64>,
    is_day: Option<f64>,
    wind_speed_10m: Option<f64>,
    wind_direction_10m: Option<f64>,
}

type Numbers = Vec<Option<f64>>;

#[derive(Deserialize)]
struct HourlyBody {
    time: Vec<DateTime>,
    temperature_2m: Numbers,
    precipitation_probability: Numbers,
    precipitation: Numbers,
    weather_code: Numbers,
    is_day: Numbers,
}

#[derive(Deserialize)]
struct DailyBody {
    time: Vec<Date>,
    weather_code: Numbers,
    temperature_2m_max: Numbers,
    temperature_2m_min: Numbers,
    precipitation_sum: Numbers,
    precipitation_probability_max: Numbers,
    sunrise: Vec<Option<String>>,
    sunset: Vec<Option<String>>,
    wind_speed_10m_max: Numbers,
    uv_index_max: Numbers,
}

#[derive(Deserialize)]
struct Places {
    /// Left out when nothing was found.
    #[serde(default)]
    results: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    name: String,
    country: Option<String>,
    admin1: Option<String>,
    latitude: f64,
    longitude: f64,
    timezone: Option<String>,
}

impl Place {
    fn into_found(self) -> FoundPlace {
        FoundPlace {
            name: self.name,
            country: self.country,
            region: self.admin1,
            latitude: self.latitude,
            longitude: self.longitude,
            timezone: self.timezone,
        }
    }
}

fn to_forecast(body: ForecastBody) -> Result<Forecast, Unavailable> {
    let ForecastBody { timezone, current, hourly, daily } = body;
    let hours = hourly.time.len();
    let days = daily.time.len();
    let of_hours = [
        &hourly.temperature_2m,
        &hourly.precipitation_probability,
        &hourly.precipitation,
        &hourly.weather_code,
        &hourly.is_day,
    ];
    let of_days = [
        &daily.weather_code,
        &daily.temperature_2m_max,
        &daily.temperature_2m_min,
        &daily.precipitation_sum,
        &daily.precipitation_probability_max,
        &daily.wind_speed_10m_max,
        &daily.uv_index_max,
    ];
    let suns = [&daily.sunrise, &daily.sunset];
    let is_whole = of_hours.iter().all(|list| list.len() == hours)
        && of_days.iter().all(|list| list.len() == days)
        && suns.iter().all(|list| list.len() == days);
    if !is_whole {
        return Err(Unavailable("the lists of the answer differ in length".to_owned()));
    }
    let current = Current {
        time: current.time,
        temperature: current.temperature_2m,
        apparent_temperature: current.apparent_temperature,
        humidity: current.relative_humidity_2m,
        precipitation: current.precipitation,
        weather_code: current.weather_code.and_then(to_code),
        is_day: current.is_day.map(to_flag),
        wind_speed: current.wind_speed_10m,
        wind_direction: current.wind_direction_10m,
    };
    let hour = |n: usize| Hour {
        time: hourly.time[n],
        temperature: hourly.temperature_2m[n],
        precipitation_probability: hourly.precipitation_probability[n],
        precipitation: hourly.precipitation[n],
        weather_code: hourly.weather_code[n].and_then(to_code),
        is_day: hourly.is_day[n].map(to_flag),
    };
    let day = |n: usize| Day {
        date: daily.time[n],
        weather_code: daily.weather_code[n].and_then(to_code),
        temperature_max: daily.temperature_2m_max[n],
        temperature_min: daily.temperature_2m_min[n],
        precipitation: daily.precipitation_sum[n],
        precipitation_probability: daily.precipitation_probability_max[n],
        sunrise: daily.sunrise[n].as_deref().and_then(to_time),
        sunset: daily.sunset[n].as_deref().and_then(to_time),
        wind_speed_max: daily.wind_speed_10m_max[n],
        uv_index_max: daily.uv_index_max[n],
    };
    Ok(Forecast {
        timezone,
        current,
        hourly: (0..hours).map(hour).collect(),
        daily: (0..days).map(day).collect(),
    })
}

/// A code of WMO's table has two digits.
fn to_code(number: f64) -> Option<u8> {
    (number.fract() == 0.0 && (0.0..100.0).contains(&number)).then_some(number as u8)
}

fn to_flag(number: f64) -> bool {
    number != 0.0
}

/// Beyond the polar circles there may be no sunrise; Open-Meteo then writes an empty text.
fn to_time(text: &str) -> Option<DateTime> {
    text.parse().ok()
}
