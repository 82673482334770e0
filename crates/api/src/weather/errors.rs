//! Why there is no weather.

use umbra_app::weather::WeatherError;

use crate::http::Problem;

impl From<WeatherError> for Problem {
    fn from(error: WeatherError) -> Self {
        match error {
            WeatherError::Off => {
                Self::conflict("weather_off", "This server is set up without the weather.")
            }
            WeatherError::NoPlace => Self::conflict(
                "weather_place_missing",
                "Set weather_place in PUT /api/settings first.",
            ),
            WeatherError::Unavailable { retry_after } => Self::unavailable(
                "weather_unavailable",
                "The weather can't be had at the moment.",
                retry_after,
            ),
            WeatherError::Store(error) => error.into(),
        }
    }
}
