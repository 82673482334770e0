//! What clients get to see of the weather.

use serde::Serialize;
use umbra_domain::{
    settings::WeatherPlace,
    weather::{Current, Day, Forecast, FoundPlace, Hour, Kept},
};
use utoipa::ToSchema;

use crate::settings::WeatherPlaceBody;

/// The weather at a place. Times are on the place's own clock, without an offset; numbers are metric;
/// what the source doesn't know is `null`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Weather)]
pub(crate) struct WeatherBody {
    /// The place from the caller's settings.
    place: WeatherPlaceBody,
    /// The place's IANA time zone.
    #[schema(example = "Europe/Vienna")]
    timezone: String,
    /// The weather now.
    current: CurrentBody,
    /// The hours of seven days from today, in order.
    hourly: Vec<HourBody>,
    /// Seven days from today, in order.
    daily: Vec<DayBody>,
    /// When the data was fetched from the source.
    #[schema(format = DateTime)]
    fetched_at: String,
    /// Whether it is older than half an hour: the source doesn't answer, or, in the dashboard,
    /// hasn't been asked since.
    is_stale: bool,
    /// The attribution that has to be shown with the data.
    attribution: Attribution,
}

/// The source of the weather data.
#[derive(Debug, Serialize, ToSchema)]
struct Attribution {
    /// The text of the link.
    #[schema(example = "Weather data by Open-Meteo.com")]
    text: &'static str,
    /// The target of the link.
    #[schema(example = "https://open-meteo.com/")]
    url: &'static str,
}

/// The weather now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CurrentWeather)]
struct CurrentBody {
    /// The time of these values.
    #[schema(example = "2026-06-01T12:15:00")]
    time: String,
    /// The temperature two meters above the ground, in degrees Celsius.
    temperature: f64,
    /// The apparent temperature, in degrees Celsius.
    apparent_temperature: Option<f64>,
    /// Relative humidity in per cent.
    humidity: Option<f64>,
    /// The precipitation in the preceding 15 minutes, in millimeters.
    precipitation: Option<f64>,
    /// The weather, as a code of WMO code table 4677.
    weather_code: Option<u8>,
    /// Whether the sun is up.
    is_day: Option<bool>,
    /// The wind speed ten meters above the ground, in kilometers per hour.
    wind_speed: Option<f64>,
    /// The direction that the wind comes from, in degrees clockwise from north.
    wind_direction: Option<f64>,
}

/// The weather of an hour.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HourlyWeather)]
struct HourBody {
    /// The beginning of the hour.
    #[schema(example = "2026-06-01T13:00:00")]
    time: String,
    /// Degrees Celsius.
    temperature: Option<f64>,
    /// The probability of precipitation, in per cent.
    precipitation_probability: Option<f64>,
    /// The precipitation in the preceding hour, in millimeters.
    precipitation: Option<f64>,
    /// The weather, as a code of WMO code table 4677.
    weather_code: Option<u8>,
    /// Whether the sun is up.
    is_day: Option<bool>,
}

/// The weather of a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DailyWeather)]
struct DayBody {
    /// The day.
    #[schema(format = Date, example = "2026-06-01")]
    date: String,
    /// The most severe weather of the day, as a code of WMO code table 4677.
    weather_code: Option<u8>,
    /// Degrees Celsius.
    temperature_max: Option<f64>,
    /// Degrees Celsius.
    temperature_min: Option<f64>,
    /// The precipitation of the day, in millimeters.
    precipitation: Option<f64>,
    /// The highest probability of precipitation on the day, in per cent.
    precipitation_probability: Option<f64>,
    /// The time of sunrise; `null` where the sun doesn't rise.
    #[schema(example = "2026-06-01T04:58:00")]
    sunrise: Option<String>,
    /// The time of sunset; `null` where the sun doesn't set.
    #[schema(example = "2026-06-01T20:47:00")]
    sunset: Option<String>,
    /// The highest wind speed, in kilometers per hour.
    wind_speed_max: Option<f64>,
    /// The highest UV index (WHO) of the day.
    uv_index_max: Option<f64>,
}

impl WeatherBody {
    pub(crate) fn new(place: WeatherPlace, kept: Kept<Forecast>) -> Self {
        let Kept { answer, fetched_at, is_stale } = kept;
        Self {
            place: place.into(),
            timezone: answer.timezone,
            current: answer.current.into(),
            hourly: answer.hourly.into_iter().map(HourBody::from).collect(),
            daily: answer.daily.into_iter().map(DayBody::from).collect(),
            fetched_at: fetched_at.to_string(),
            is_stale,
            attribution: Attribution {
                text: "Weather data by Open-Meteo.com",
                url: "https://open-meteo.com/",
            },
        }
    }
}

impl From<Current> for CurrentBody {
    fn from(current: Current) -> Self {
        Self {
            time: current.time.to_string(),
            temperature: current.temperature,
            apparent_temperature: current.apparent_temperature,
            humidity: current.humidity,
            precipitation: current.precipitation,
            weather_code: current.weather_code,
            is_day: current.is_day,
            wind_speed: current.wind_speed,
            wind_direction: current.wind_direction,
        }
    }
}

impl From<Hour> for HourBody {
    fn from(hour: Hour) -> Self {
        Self {
            time: hour.time.to_string(),
            temperature: hour.temperature,
            precipitation_probability: hour.precipitation_probability,
            precipitation: hour.precipitation,
            weather_code: hour.weather_code,
            is_day: hour.is_day,
        }
    }
}

impl From<Day> for DayBody {
    fn from(day: Day) -> Self {
        Self {
            date: day.date.to_string(),
            weather_code: day.weather_code,
            temperature_max: day.temperature_max,
            temperature_min: day.temperature_min,
            precipitation: day.precipitation,
            precipitation_probability: day.precipitation_probability,
            sunrise: day.sunrise.map(|time| time.to_string()),
            sunset: day.sunset.map(|time| time.to_string()),
            wind_speed_max: day.wind_speed_max,
            uv_index_max: day.uv_index_max,
        }
    }
}

/// A place that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundPlace)]
pub(super) struct FoundPlaceBody {
    /// What it is called, in the language that was asked for where the source knows it.
    #[schema(example = "Vienna")]
    name: String,
    /// The country, in the same language.
    #[schema(example = "Austria")]
    country: Option<String>,
    /// The state or province, in the same language.
    region: Option<String>,
    /// The latitude in degrees north (WGS 84).
    latitude: f64,
    /// The longitude in degrees east (WGS 84).
    longitude: f64,
    /// Its IANA time zone.
    #[schema(example = "Europe/Vienna")]
    timezone: Option<String>,
}

impl From<FoundPlace> for FoundPlaceBody {
    fn from(place: FoundPlace) -> Self {
        Self {
            name: place.name,
            country: place.country,
            region: place.region,
            latitude: place.latitude,
            longitude: place.longitude,
            timezone: place.timezone,
        }
    }
}
