//! What clients send to change settings.

use jiff::civil::Time;
use serde::Deserialize;
use umbra_app::settings::{PushPatch, SettingsPatch};
use umbra_domain::{
    Invalid, Patch,
    push::{AccessToken, Topic},
    settings::{
        AutoLock, Color, DailyTime, LeadDays, LeadMinutes, Locale, QuietHours, UpcomingDays,
        Weekday,
    },
    user::PreferredName,
    zone::ZoneDatabase,
};
use utoipa::ToSchema;

use super::response::WeatherPlaceBody;
use crate::http::{Problem, fields::Fields, patch};

/// The most characters of a server: as long as the longest host name, and more.
const MAX_SERVER: usize = 300;

/// A change of settings: an omitted field stays, `null` sets its default.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateSettings {
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
    /// The place whose weather `GET /api/weather` answers; `GET /api/weather/search` finds places.
    /// Default: none.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<WeatherPlaceBody>)]
    weather_place: Patch<WeatherPlaceBody>,
    /// The time of day in `timezone` at which the person is notified of due todos and tasks, and of
    /// birthdays. Todos with a `due_time` are notified at that time instead. Default: 08:00.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, example = "08:00")]
    daily_notice_time: Patch<String>,
    /// Whether anything is pushed to the phone. It needs a topic. Default: `false`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    ntfy_enabled: Patch<bool>,
    /// The ntfy server: http or https, a host and perhaps a port. Changing the server without a new
    /// `ntfy_auth_token` clears the token. 422 `ntfy_address_not_allowed` for one in a private network
    /// that the operator doesn't list. Default: the operator's.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 300, example = "https://ntfy.sh")]
    ntfy_server_url: Patch<String>,
    /// The topic on the server. On a server without access control, anyone who knows the topic can read
    /// the messages. Default: none.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, pattern = "^[-_A-Za-z0-9]{1,64}$", example = "umbra-ana-8Hq2vXw0")]
    ntfy_topic: Patch<String>,
    /// The access token for the server. It is stored sealed and never shown. Default: none.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 500, write_only)]
    ntfy_auth_token: Patch<String>,
    /// Whether events are pushed. Default: `true`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    ntfy_events_enabled: Patch<bool>,
    /// How many minutes before an event the person is notified of it if they set no reminder on it.
    /// Default: 15.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i16>, minimum = 0, maximum = 10080)]
    ntfy_event_lead_minutes: Patch<i64>,
    /// Whether reminders are pushed. Default: `true`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    ntfy_reminders_enabled: Patch<bool>,
    /// Whether due todos are pushed. Default: `true`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    ntfy_todos_enabled: Patch<bool>,
    /// How many days before a todo is due its owner is notified, in the app and on the phone. Default:
    /// 0, on the day.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i16>, minimum = 0, maximum = 30)]
    ntfy_todo_lead_days: Patch<i64>,
    /// Whether due tasks of projects are pushed. Default: `true`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    ntfy_projects_enabled: Patch<bool>,
    /// How many days before a task is due the person is notified, in the app and on the phone. Default:
    /// 1.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i16>, minimum = 0, maximum = 30)]
    ntfy_project_lead_days: Patch<i64>,
    /// The time of day in `timezone` from which on nothing is pushed. Needs `quiet_hours_end`. Default:
    /// none.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, example = "22:00")]
    quiet_hours_start: Patch<String>,
    /// The time of day in `timezone` at which pushing begins again; on the next day if it is earlier
    /// than `quiet_hours_start`. Default: none.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, example = "07:00")]
    quiet_hours_end: Patch<String>,
}

impl UpdateSettings {
    pub(super) fn parse(self, zones: &ZoneDatabase) -> Result<SettingsPatch, Problem> {
        let mut fields = Fields::default();
        let weather_place = match self.weather_place {
            Patch::Keep => Patch::Keep,
            Patch::Clear => Patch::Clear,
            Patch::Set(place) => place.parse(&mut fields).map_or(Patch::Keep, Patch::Set),
        };
        let minutes = LeadMinutes::parse;
        let push = PushPatch {
            enabled: self.ntfy_enabled,
            server_url: fields.patch("/ntfy_server_url", self.ntfy_server_url, bounded),
            topic: fields.patch("/ntfy_topic", self.ntfy_topic, |text| Topic::parse(&text)),
            token: fields
                .patch("/ntfy_auth_token", self.ntfy_auth_token, |text| AccessToken::parse(&text)),
            events_enabled: self.ntfy_events_enabled,
            event_lead: fields.patch(
                "/ntfy_event_lead_minutes",
                self.ntfy_event_lead_minutes,
                minutes,
            ),
            reminders_enabled: self.ntfy_reminders_enabled,
            todos_enabled: self.ntfy_todos_enabled,
            todo_lead: fields.patch(
                "/ntfy_todo_lead_days",
                self.ntfy_todo_lead_days,
                LeadDays::parse,
            ),
            projects_enabled: self.ntfy_projects_enabled,
            project_lead: fields.patch(
                "/ntfy_project_lead_days",
                self.ntfy_project_lead_days,
                LeadDays::parse,
            ),
            quiet_start: fields.patch("/quiet_hours_start", self.quiet_hours_start, end),
            quiet_end: fields.patch("/quiet_hours_end", self.quiet_hours_end, end),
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
            daily_notice: fields.patch("/daily_notice_time", self.daily_notice_time, |text| {
                DailyTime::parse(&text)
            }),
            push,
        };
        fields.finish()?;
        Ok(patch)
    }
}

fn bounded(server: String) -> Result<String, Invalid> {
    if server.chars().count() <= MAX_SERVER {
        Ok(server)
    } else {
        Err(Invalid::new("too_long", "ntfy_server_url must have at most 300 characters"))
    }
}

fn end(text: String) -> Result<Time, Invalid> {
    QuietHours::parse_end(&text)
}
