//! The weather at a person's place, and places by name.

mod kept;

use jiff::SignedDuration;
use umbra_domain::{
    UserId,
    settings::{Locale, WeatherPlace},
    weather::{Forecast, FoundPlace, Kept, PlaceName},
};
use umbra_store::{StoreError, settings, weather::key_of_place};

use self::kept::Age;
use crate::App;

/// Why there is no weather.
#[derive(Debug, thiserror::Error)]
pub enum WeatherError {
    /// The operator has switched it off.
    #[error("the weather is switched off")]
    Off,
    /// The caller's settings name no place.
    #[error("no place is set")]
    NoPlace,
    /// The source doesn't answer, and no answer that could do instead is kept.
    #[error("the weather can't be had now")]
    Unavailable {
        /// When to ask again.
        retry_after: std::time::Duration,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Begins each key; to be counted up when [`Forecast`] or [`FoundPlace`] change, so that versions which
/// run beside each other don't overwrite what the other one can't read.
const SHAPE: u8 = 2;

/// Begins the keys of forecasts.
fn forecasts() -> String {
    format!("{SHAPE} forecast")
}

/// How long an answer is kept that nobody asks for anew.
pub(crate) const RETENTION: SignedDuration = PLACES.usable;

/// Open-Meteo's models run hourly; half an hour later than the newest is near enough.
const FORECAST: Age =
    Age { fresh: SignedDuration::from_mins(30), usable: SignedDuration::from_hours(24) };

/// Places don't move.
const PLACES: Age =
    Age { fresh: SignedDuration::from_hours(24 * 7), usable: SignedDuration::from_hours(24 * 90) };

impl App {
    /// Tells the weather at the place in the caller's settings.
    ///
    /// # Errors
    /// [`WeatherError`].
    pub async fn weather(
        &self,
        who: UserId,
    ) -> Result<(WeatherPlace, Kept<Forecast>), WeatherError> {
        let source = self.weather.as_ref().ok_or(WeatherError::Off)?;
        let found = settings::find(self.store.reader(), who).await?;
        let settings = found.ok_or(StoreError::Corrupt("settings"))?;
        let place = settings.weather_place.ok_or(WeatherError::NoPlace)?;
        // About a kilometer: neighbors share an answer, and the source learns no address.
        let at = place.coordinates.rounded();
        let key = key_of_place(&forecasts(), at);
        let kept = self.kept_answer(&key, FORECAST, || source.forecast(at)).await?;
        Ok((place, kept))
    }

    /// Names what is kept of the weather at people's places; `None` where it is switched off.
    pub(crate) fn kept_forecasts(&self) -> Option<String> {
        self.weather.is_some().then(forecasts)
    }

    /// Shows a forecast that was kept, as [`App::weather`] would while nobody asks outside.
    pub(crate) fn forecast_as_kept(
        &self,
        json: &str,
        fetched_at: jiff::Timestamp,
    ) -> Option<Kept<Forecast>> {
        kept::open(json, fetched_at, self.clock.now(), FORECAST)
    }

    /// Looks for places by name.
    ///
    /// # Errors
    /// [`WeatherError`], except [`WeatherError::NoPlace`].
    pub async fn find_places(
        &self,
        name: &PlaceName,
        locale: &Locale,
    ) -> Result<Vec<FoundPlace>, WeatherError> {
        let source = self.weather.as_ref().ok_or(WeatherError::Off)?;
        let (name, language) = (name.as_str(), locale.language());
        let key = format!("{SHAPE} places {language} {}", umbra_domain::text::fold(name));
        let kept = self.kept_answer(&key, PLACES, || source.search(name, language)).await?;
        Ok(kept.answer)
    }
}
