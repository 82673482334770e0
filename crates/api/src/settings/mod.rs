//! `/api/settings`: what people have set for themselves.

use actix_web::{HttpRequest, HttpResponse, get, http::header, put, web};
use serde::{Deserialize, Serialize};
use umbra_app::{
    App,
    settings::{SettingsPatch, UpdateSettingsError},
};
use umbra_domain::{
    Patch,
    location::{Coordinates, Latitude, Longitude},
    settings::{AutoLock, Color, Locale, Settings, UpcomingDays, WeatherPlace, Weekday},
    user::PreferredName,
    weather::PlaceName,
    zone::ZoneDatabase,
};
use utoipa::ToSchema;

use crate::{
    extract::Caller,
    http::{
        Problem,
        etag::{IfMatch, etag, fresh_or_not_modified},
        fields::Fields,
        json::Body,
        patch,
        problem::FieldError,
        registry::Routes,
    },
};

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(read_settings).service(update_settings);
}

/// A person's settings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Settings)]
struct SettingsBody {
    /// The IANA time zone in which times without an offset are read and days begin.
    #[schema(example = "Europe/Berlin")]
    timezone: String,
    /// `true` if the server's time zone database doesn't have `timezone`, and left out otherwise.
    /// Days begin and times are read by the last rules it is known to have had, or in UTC: choose
    /// another one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    timezone_unknown: bool,
    /// The name to address the person by.
    preferred_name: Option<String>,
    /// The accent colour of the client.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    accent_color: Option<String>,
    /// The first day of the week: 0 for Monday to 6 for Sunday.
    #[schema(minimum = 0, maximum = 6)]
    first_day_of_week: i16,
    /// How many days `GET /api/upcoming` covers.
    #[schema(minimum = 1, maximum = 90)]
    upcoming_days: i16,
    /// After how many idle minutes a client locks the session; `null` for never.
    #[schema(minimum = 1, maximum = 1440)]
    auto_lock_minutes: Option<i16>,
    /// The language in which texts are made, and how dates and numbers are written: a language tag
    /// (BCP 47). Texts are English where there are none in this language.
    #[schema(example = "de-AT")]
    locale: String,
    /// Where the weather of `GET /api/weather` is.
    weather_place: Option<WeatherPlaceBody>,
    /// When the account was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When the settings last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Settings> for SettingsBody {
    fn from(settings: Settings) -> Self {
        Self {
            timezone_unknown: !settings.timezone.is_known(),
            timezone: settings.timezone.as_str().to_owned(),
            preferred_name: settings.preferred_name.map(PreferredName::into_string),
            accent_color: settings.accent_color.map(|color| color.as_str().to_owned()),
            first_day_of_week: settings.first_day_of_week.get(),
            upcoming_days: settings.upcoming_days.get(),
            auto_lock_minutes: settings.auto_lock_minutes.map(AutoLock::get),
            locale: settings.locale.as_str().to_owned(),
            weather_place: settings.weather_place.map(WeatherPlaceBody::from),
            created_at: settings.created_at.to_string(),
            updated_at: settings.updated_at.to_string(),
        }
    }
}

/// A change of settings: an omitted field stays, `null` sets its default.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateSettings {
    /// The IANA time zone in which times without an offset are read and days begin. Default: UTC.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 64, example = "Europe/Berlin")]
    timezone: Patch<String>,
    /// The name to address the person by.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    preferred_name: Patch<String>,
    /// The accent colour of the client.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    accent_color: Patch<String>,
    /// The first day of the week: 0 for Monday to 6 for Sunday. Default: Monday.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i16>, minimum = 0, maximum = 6)]
    first_day_of_week: Patch<i64>,
    /// How many days `GET /api/upcoming` covers. Default: 7.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i16>, minimum = 1, maximum = 90)]
    upcoming_days: Patch<i64>,
    /// After how many idle minutes a client locks the session. Default: never.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i16>, minimum = 1, maximum = 1440)]
    auto_lock_minutes: Patch<i64>,
    /// A language tag (BCP 47). Default: `en`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 35, example = "de-AT")]
    locale: Patch<String>,
    /// Where the weather of `GET /api/weather` is; `GET /api/weather/search` finds places. Default:
    /// none.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<WeatherPlaceBody>)]
    weather_place: Patch<WeatherPlaceBody>,
}

/// Where somebody's weather is.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = WeatherPlace)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeatherPlaceBody {
    /// What they call it.
    #[schema(max_length = 100, example = "Vienna")]
    name: String,
    /// Degrees north, WGS 84.
    #[schema(minimum = -90, maximum = 90, example = 48.2085)]
    latitude: f64,
    /// Degrees east, WGS 84.
    #[schema(minimum = -180, maximum = 180, example = 16.3721)]
    longitude: f64,
}

impl From<WeatherPlace> for WeatherPlaceBody {
    fn from(place: WeatherPlace) -> Self {
        Self {
            name: place.name.as_str().to_owned(),
            latitude: place.coordinates.latitude.get(),
            longitude: place.coordinates.longitude.get(),
        }
    }
}

impl WeatherPlaceBody {
    fn parse(self, fields: &mut Fields) -> Option<WeatherPlace> {
        let name = fields.take("/weather_place/name", PlaceName::parse(&self.name));
        let latitude = fields.take("/weather_place/latitude", Latitude::parse(self.latitude));
        let longitude = fields.take("/weather_place/longitude", Longitude::parse(self.longitude));
        let coordinates = Coordinates { latitude: latitude?, longitude: longitude? };
        Some(WeatherPlace { name: name?, coordinates })
    }
}

impl UpdateSettings {
    fn parse(self, zones: &ZoneDatabase) -> Result<SettingsPatch, Problem> {
        let mut fields = Fields::default();
        let weather_place = match self.weather_place {
            Patch::Keep => Patch::Keep,
            Patch::Clear => Patch::Clear,
            Patch::Set(place) => place.parse(&mut fields).map_or(Patch::Keep, Patch::Set),
        };
        let patch = SettingsPatch {
            timezone: fields
                .patch("/timezone", self.timezone, |text| zones.parse_or_present(&text)),
            preferred_name: fields
                .patch("/preferred_name", self.preferred_name, |text| PreferredName::parse(&text)),
            accent_color: fields
                .patch("/accent_color", self.accent_color, |text| Color::parse(&text)),
            first_day_of_week: fields.patch(
                "/first_day_of_week",
                self.first_day_of_week,
                Weekday::parse,
            ),
            upcoming_days: fields.patch("/upcoming_days", self.upcoming_days, UpcomingDays::parse),
            auto_lock_minutes: fields.patch(
                "/auto_lock_minutes",
                self.auto_lock_minutes,
                AutoLock::parse,
            ),
            locale: fields.patch("/locale", self.locale, |text| Locale::parse(&text)),
            weather_place,
        };
        fields.finish()?;
        Ok(patch)
    }
}

impl From<UpdateSettingsError> for Problem {
    fn from(error: UpdateSettingsError) -> Self {
        match error {
            UpdateSettingsError::Changed => Self::precondition_failed(),
            UpdateSettingsError::Timezone(why) => {
                Self::invalid(vec![FieldError::from_invalid("/timezone", why)])
            }
            UpdateSettingsError::Store(error) => error.into(),
        }
    }
}

/// Get my settings
#[utoipa::path(
    tag = "settings",
    responses((status = 200, description = "The settings.", body = SettingsBody,
        headers(("ETag" = String)))),
)]
#[get("/api/settings")]
async fn read_settings(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let settings = app.settings(caller.identity.user).await?;
    Ok(fresh_or_not_modified(&request, settings.version, &SettingsBody::from(settings)))
}

/// Change my settings
///
/// Changes the fields that are sent.
#[utoipa::path(
    tag = "settings",
    params(IfMatch),
    request_body = UpdateSettings,
    responses((status = 200, description = "The settings.", body = SettingsBody,
        headers(("ETag" = String)))),
)]
#[put("/api/settings")]
async fn update_settings(
    app: web::Data<App>,
    caller: Caller,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateSettings>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse(app.zones())?;
    let settings = app.update_settings(caller.identity.user, patch, &if_match).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::ETAG, etag(settings.version)))
        .json(SettingsBody::from(settings)))
}
