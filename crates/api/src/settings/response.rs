//! Settings as clients see them.

use serde::{Deserialize, Serialize};
use umbra_domain::{
    location::{Coordinates, Latitude, Longitude},
    push::ServerUrl,
    settings::{AutoLock, QuietHours, Settings, WeatherPlace},
    user::PreferredName,
    weather::PlaceName,
};
use utoipa::ToSchema;

use crate::http::fields::Fields;

/// A person's settings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Settings)]
pub(crate) struct SettingsBody {
    /// The IANA time zone in which times without an offset are read and days begin.
    #[schema(example = "Europe/Berlin")]
    timezone: String,
    /// `true` if the server's time zone database doesn't have `timezone`, and left out otherwise. Days
    /// begin and times are read by the last rules known of it, or in UTC: choose another one.
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
    /// The place whose weather `GET /api/weather` answers.
    weather_place: Option<WeatherPlaceBody>,
    /// The time of day in `timezone` at which the person is notified of what is due.
    #[schema(pattern = "^[0-2][0-9]:[0-5][0-9]$", example = "08:00")]
    daily_notice_time: String,
    /// Whether anything is pushed to the person's phone.
    ntfy_enabled: bool,
    /// The ntfy server: the person's own choice or, without one, the operator's. `null` where the
    /// operator has switched messages to phones off.
    #[schema(example = "https://ntfy.sh")]
    ntfy_server_url: Option<String>,
    /// The topic on the server.
    #[schema(pattern = "^[-_A-Za-z0-9]{1,64}$", example = "umbra-ana-8Hq2vXw0")]
    ntfy_topic: Option<String>,
    /// Whether there is an access token for the server. The token itself is never shown.
    ntfy_has_token: bool,
    /// Whether events are pushed.
    ntfy_events_enabled: bool,
    /// How many minutes before an event the person is notified of it if they set no reminder on it.
    #[schema(minimum = 0, maximum = 10080)]
    ntfy_event_lead_minutes: i16,
    /// Whether reminders are pushed.
    ntfy_reminders_enabled: bool,
    /// Whether due todos are pushed.
    ntfy_todos_enabled: bool,
    /// How many days before a todo is due its owner is notified; 0 for the day itself.
    #[schema(minimum = 0, maximum = 30)]
    ntfy_todo_lead_days: i16,
    /// Whether due tasks of projects are pushed.
    ntfy_projects_enabled: bool,
    /// How many days before a task is due the person is notified; 0 for the day itself.
    #[schema(minimum = 0, maximum = 30)]
    ntfy_project_lead_days: i16,
    /// The time of day in `timezone` from which on nothing is pushed.
    #[schema(pattern = "^[0-2][0-9]:[0-5][0-9]$", example = "22:00")]
    quiet_hours_start: Option<String>,
    /// The time of day in `timezone` at which pushing begins again; on the next day if it is earlier
    /// than `quiet_hours_start`.
    #[schema(pattern = "^[0-2][0-9]:[0-5][0-9]$", example = "07:00")]
    quiet_hours_end: Option<String>,
    /// When the account was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When the settings last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl SettingsBody {
    /// Shows settings, and the operator's server to who chose none.
    pub(crate) fn new(settings: Settings, default_server: Option<&ServerUrl>) -> Self {
        let (ntfy, quiet) = (settings.ntfy, settings.quiet_hours);
        let server = default_server.map(|default| ntfy.server_url.as_ref().unwrap_or(default));
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
            daily_notice_time: settings.daily_notice.format(),
            ntfy_enabled: ntfy.enabled,
            ntfy_server_url: server.map(|server| server.as_str().to_owned()),
            ntfy_topic: ntfy.topic.map(|topic| topic.as_str().to_owned()),
            ntfy_has_token: ntfy.token.is_some(),
            ntfy_events_enabled: ntfy.events_enabled,
            ntfy_event_lead_minutes: ntfy.event_lead.get(),
            ntfy_reminders_enabled: ntfy.reminders_enabled,
            ntfy_todos_enabled: ntfy.todos_enabled,
            ntfy_todo_lead_days: ntfy.todo_lead.get(),
            ntfy_projects_enabled: ntfy.projects_enabled,
            ntfy_project_lead_days: ntfy.project_lead.get(),
            quiet_hours_start: quiet.map(|quiet| QuietHours::format_end(quiet.start())),
            quiet_hours_end: quiet.map(|quiet| QuietHours::format_end(quiet.end())),
            created_at: settings.created_at.to_string(),
            updated_at: settings.updated_at.to_string(),
        }
    }
}

/// The place that a person sees the weather of.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = WeatherPlace)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeatherPlaceBody {
    /// The name that the person gave it.
    #[schema(max_length = 100, example = "Vienna")]
    name: String,
    /// The latitude in degrees north (WGS 84).
    #[schema(minimum = -90, maximum = 90, example = 48.2085)]
    latitude: f64,
    /// The longitude in degrees east (WGS 84).
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
    pub(super) fn parse(self, fields: &mut Fields) -> Option<WeatherPlace> {
        let name = fields.take("/weather_place/name", PlaceName::parse(&self.name));
        let latitude = fields.take("/weather_place/latitude", Latitude::parse(self.latitude));
        let longitude = fields.take("/weather_place/longitude", Longitude::parse(self.longitude));
        let coordinates = Coordinates { latitude: latitude?, longitude: longitude? };
        Some(WeatherPlace { name: name?, coordinates })
    }
}

/// The result of a test message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PushTest)]
pub(super) struct PushTestBody {
    /// The ntfy server that accepted it.
    #[schema(example = "https://ntfy.sh")]
    pub(super) server_url: String,
}
