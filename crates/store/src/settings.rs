//! People's settings: one row a person, made with the account.

mod push;

use std::collections::HashMap;

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use umbra_domain::{
    UserId,
    location::{Coordinates, Latitude, Longitude},
    settings::{
        AutoLock, Color, DailyTime, Locale, QuietHours, Settings, UpcomingDays, WeatherPlace,
        Weekday,
    },
    user::PreferredName,
    weather::PlaceName,
    zone::{Zone, ZoneDatabase},
};

pub use self::push::{
    for_push, forget_token, reseal_token, sealed_tokens_after, spend_tests, tests_used_until,
    tokens_by_key,
};
use crate::{
    Granted, Own, Read, StoreError, Tx, entity::settings, instant, tx::handle::Handle, zone,
};

/// Reads a person's own settings.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read, user: UserId) -> Result<Option<Settings>, StoreError> {
    let row = settings::Entity::find_by_id(user.0).one(db.db()).await?;
    row.map(|row| to_settings(row, db.zones())).transpose()
}

/// Reads a person's own settings and locks them until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_edit(tx: &Tx, user: UserId) -> Result<Option<Granted<Settings, Own>>, StoreError> {
    let row = settings::Entity::find_by_id(user.0).lock_exclusive().one(tx.db()).await?;
    let settings = row.map(|row| to_settings(row, tx.zones())).transpose()?;
    Ok(settings.map(Granted::own))
}

/// Reads where days begin for some people, and locks their settings until the transaction ends, in
/// the order of who they are: a change of the zone comes before or after.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock_zones(tx: &Tx, people: &[UserId]) -> Result<HashMap<UserId, Zone>, StoreError> {
    let rows: Vec<(i64, String)> = settings::Entity::find()
        .select_only()
        .columns([settings::Column::UserId, settings::Column::Timezone])
        .filter(settings::Column::UserId.is_in(people.iter().map(|who| who.0)))
        .order_by_asc(settings::Column::UserId)
        .lock_exclusive()
        .into_tuple()
        .all(tx.db())
        .await?;
    let read = |(who, name): (i64, String)| (UserId(who), zone::read(tx.zones(), &name, None));
    Ok(rows.into_iter().map(read).collect())
}

/// Makes the settings of a new account.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn create(tx: &Tx, user: UserId, new: &Settings) -> Result<(), StoreError> {
    settings::Entity::insert(to_model(user, new)).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Writes changed settings and returns them with their new version.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn update(
    tx: &Tx,
    user: UserId,
    granted: Granted<Settings, Own>,
    now: jiff::Timestamp,
) -> Result<Settings, StoreError> {
    let mut changed = granted.into_row();
    changed.version += 1;
    changed.updated_at = now;
    settings::Entity::update(to_model(user, &changed)).exec(tx.db()).await?;
    Ok(changed)
}

fn to_model(user: UserId, settings: &Settings) -> settings::ActiveModel {
    let place = settings.weather_place.as_ref();
    let (ntfy, quiet) = (&settings.ntfy, settings.quiet_hours);
    settings::ActiveModel {
        user_id: Set(user.0),
        version: Set(settings.version),
        timezone: Set(settings.timezone.as_str().to_owned()),
        preferred_name: Set(settings.preferred_name.as_ref().map(|name| name.as_str().to_owned())),
        accent_color: Set(settings.accent_color.as_ref().map(|color| color.as_str().to_owned())),
        first_day_of_week: Set(settings.first_day_of_week.get()),
        upcoming_days: Set(settings.upcoming_days.get()),
        auto_lock_minutes: Set(settings.auto_lock_minutes.map(AutoLock::get)),
        locale: Set(settings.locale.as_str().to_owned()),
        weather_name: Set(place.map(|place| place.name.as_str().to_owned())),
        weather_latitude: Set(place.map(|place| place.coordinates.latitude.units())),
        weather_longitude: Set(place.map(|place| place.coordinates.longitude.units())),
        ntfy_enabled: Set(ntfy.enabled),
        ntfy_server_url: Set(ntfy.server_url.as_ref().map(|server| server.as_str().to_owned())),
        ntfy_topic: Set(ntfy.topic.as_ref().map(|topic| topic.as_str().to_owned())),
        ntfy_auth_token: Set(ntfy.token.as_ref().map(|token| token.as_str().to_owned())),
        ntfy_events_enabled: Set(ntfy.events_enabled),
        ntfy_event_lead_minutes: Set(ntfy.event_lead.get()),
        ntfy_reminders_enabled: Set(ntfy.reminders_enabled),
        ntfy_todos_enabled: Set(ntfy.todos_enabled),
        ntfy_todo_lead_days: Set(ntfy.todo_lead.get()),
        ntfy_projects_enabled: Set(ntfy.projects_enabled),
        ntfy_project_lead_days: Set(ntfy.project_lead.get()),
        quiet_hours_start: Set(quiet.map(|quiet| QuietHours::format_end(quiet.start()))),
        quiet_hours_end: Set(quiet.map(|quiet| QuietHours::format_end(quiet.end()))),
        created_at: Set(instant::to_column(settings.created_at)),
        updated_at: Set(instant::to_column(settings.updated_at)),
        daily_notice_time: Set(settings.daily_notice.format()),
        // No settings: written by themselves.
        ntfy_tests_used_until: NotSet,
        due_look_at: NotSet,
        due_from: NotSet,
    }
}

/// Reads the columns of a place; `None` without one.
pub(crate) fn weather_place(
    (name, latitude, longitude): (Option<String>, Option<i64>, Option<i64>),
) -> Option<WeatherPlace> {
    let latitude = Latitude::from_units(latitude?)?;
    let longitude = Longitude::from_units(longitude?)?;
    let coordinates = Coordinates { latitude, longitude };
    Some(WeatherPlace { name: PlaceName::from_stored(name?), coordinates })
}

fn to_settings(row: settings::Model, zones: &ZoneDatabase) -> Result<Settings, StoreError> {
    let corrupt = |_| StoreError::Corrupt("setting");
    let (ntfy, quiet_hours) = (push::ntfy(&row)?, push::quiet_hours(&row)?);
    let place = (row.weather_name, row.weather_latitude, row.weather_longitude);
    Ok(Settings {
        version: row.version,
        timezone: zone::read(zones, &row.timezone, None),
        preferred_name: row.preferred_name.map(PreferredName::from_stored),
        accent_color: row.accent_color.map(Color::from_stored),
        first_day_of_week: Weekday::parse(row.first_day_of_week.into()).map_err(corrupt)?,
        upcoming_days: UpcomingDays::parse(row.upcoming_days.into()).map_err(corrupt)?,
        auto_lock_minutes: row
            .auto_lock_minutes
            .map(|minutes| AutoLock::parse(minutes.into()))
            .transpose()
            .map_err(corrupt)?,
        locale: Locale::from_stored(row.locale),
        weather_place: weather_place(place),
        daily_notice: DailyTime::parse(&row.daily_notice_time).map_err(corrupt)?,
        ntfy,
        quiet_hours,
        created_at: instant::from_column(row.created_at)?,
        updated_at: instant::from_column(row.updated_at)?,
    })
}
