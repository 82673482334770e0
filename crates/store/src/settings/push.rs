//! What has to be known to push to people's phones.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{
    ConnectionTrait as _, EntityTrait, FromQueryResult, QueryFilter as _, QueryResult,
    QueryTrait as _,
};
use umbra_domain::{
    UserId,
    push::{SealedToken, ServerUrl, Topic},
    settings::{LeadDays, LeadMinutes, Locale, NtfySettings, PushSettings, QuietHours},
    zone::ZoneDatabase,
};

use crate::{Read, StoreError, Tx, entity::settings, instant, sql, tx::handle::Handle, zone};

/// Reads what has to be known to push to these people's phones, in one statement. Who has no account
/// any more is missing. Whose settings can't be read doesn't hold up the others.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_push(
    db: &impl Read,
    people: &[UserId],
) -> Result<BTreeMap<UserId, Result<PushSettings, StoreError>>, StoreError> {
    let ids: Vec<_> = people.iter().map(|who| who.0).collect();
    let theirs = settings::Entity::find().filter(sql::is_one_of(db.db(), "settings.user_id", &ids));
    let statement = theirs.build(db.db().get_database_backend());
    let rows = db.db().query_all_raw(statement).await?;
    let read = |row: QueryResult| {
        let who = UserId(row.try_get("", "user_id").ok()?);
        Some((who, to_push_settings(&row, db.zones())))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

fn to_push_settings(row: &QueryResult, zones: &ZoneDatabase) -> Result<PushSettings, StoreError> {
    let row = settings::Model::from_query_result(row, "")?;
    Ok(PushSettings {
        version: row.version,
        ntfy: ntfy(&row)?,
        quiet_hours: quiet_hours(&row)?,
        timezone: zone::read(zones, &row.timezone, None),
        locale: Locale::from_stored(row.locale),
    })
}

pub(super) fn ntfy(row: &settings::Model) -> Result<NtfySettings, StoreError> {
    let corrupt = |_| StoreError::Corrupt("setting");
    let days = |days: i16| LeadDays::parse(days.into()).map_err(corrupt);
    Ok(NtfySettings {
        enabled: row.ntfy_enabled,
        server_url: row.ntfy_server_url.clone().map(ServerUrl::from_origin),
        topic: row.ntfy_topic.clone().map(Topic::from_stored),
        token: row.ntfy_auth_token.clone().map(SealedToken::new),
        events_enabled: row.ntfy_events_enabled,
        event_lead: LeadMinutes::parse(row.ntfy_event_lead_minutes.into()).map_err(corrupt)?,
        reminders_enabled: row.ntfy_reminders_enabled,
        todos_enabled: row.ntfy_todos_enabled,
        todo_lead: days(row.ntfy_todo_lead_days)?,
        projects_enabled: row.ntfy_projects_enabled,
        project_lead: days(row.ntfy_project_lead_days)?,
    })
}

pub(super) fn quiet_hours(row: &settings::Model) -> Result<Option<QuietHours>, StoreError> {
    let ends = (&row.quiet_hours_start, &row.quiet_hours_end);
    let (Some(start), Some(end)) = ends else { return Ok(None) };
    let read = || QuietHours::new(QuietHours::parse_end(start)?, QuietHours::parse_end(end)?);
    read().map(Some).map_err(|_| StoreError::Corrupt("setting"))
}

/// Reads sealed access tokens of people after one, in order of their ids, at most `limit`.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn sealed_tokens_after(
    db: &impl Read,
    user: UserId,
    limit: u64,
) -> Result<Vec<(UserId, SealedToken)>, StoreError> {
    use sea_orm::{ColumnTrait, QueryOrder, QuerySelect};
    let rows: Vec<(i64, String)> = settings::Entity::find()
        .select_only()
        .columns([settings::Column::UserId, settings::Column::NtfyAuthToken])
        .filter(settings::Column::UserId.gt(user.0))
        .filter(settings::Column::NtfyAuthToken.is_not_null())
        .order_by_asc(settings::Column::UserId)
        .limit(limit)
        .into_tuple()
        .all(db.db())
        .await?;
    Ok(rows.into_iter().map(|(user, sealed)| (UserId(user), SealedToken::new(sealed))).collect())
}

/// Replaces the sealed form of an access token, if it is still the one that was read; tells whether it
/// was. The settings keep their version: nothing that is shown changes.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn reseal_token(
    tx: &Tx,
    user: UserId,
    before: &str,
    after: &str,
) -> Result<bool, StoreError> {
    let text = "UPDATE settings SET ntfy_auth_token = $3 \
                WHERE user_id = $1 AND ntfy_auth_token = $2";
    let values = [user.0.into(), before.into(), after.into()];
    Ok(sql::execute(tx.db(), text, values).await? == 1)
}

/// Forgets an access token, if it is still the one that was read; tells whether it was.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn forget_token(
    tx: &Tx,
    user: UserId,
    sealed: &SealedToken,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let text = "UPDATE settings SET ntfy_auth_token = NULL, version = version + 1, \
                updated_at = $3 WHERE user_id = $1 AND ntfy_auth_token = $2";
    let values = [user.0.into(), sealed.as_str().into(), instant::to_column(now).into()];
    Ok(sql::execute(tx.db(), text, values).await? == 1)
}

#[derive(FromQueryResult)]
struct SealedByRow {
    key_id: String,
    count: i64,
}

/// Counts the access tokens that each key sealed, by the id that stands before the first dot.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn tokens_by_key(db: &impl Read) -> Result<Vec<(String, i64)>, StoreError> {
    // The id has eight digits.
    let text = "SELECT SUBSTR(ntfy_auth_token, 1, 8) AS key_id, COUNT(*) AS count FROM settings \
                WHERE ntfy_auth_token IS NOT NULL \
                GROUP BY SUBSTR(ntfy_auth_token, 1, 8) ORDER BY 1";
    let statement = sql::statement(db.db(), text, []);
    let rows = SealedByRow::find_by_statement(statement).all(db.db()).await?;
    Ok(rows.into_iter().map(|row| (row.key_id, row.count)).collect())
}

/// Reads until when a person's allowance of tests is used up, and locks their settings until the
/// transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn tests_used_until(tx: &Tx, user: UserId) -> Result<Option<Timestamp>, StoreError> {
    use sea_orm::QuerySelect;
    let row = settings::Entity::find_by_id(user.0).lock_exclusive().one(tx.db()).await?;
    instant::from_nullable(row.and_then(|row| row.ntfy_tests_used_until))
}

/// Notes until when a person's allowance of tests is used up. The settings keep their version.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn spend_tests(tx: &Tx, user: UserId, until: Timestamp) -> Result<(), StoreError> {
    let text = "UPDATE settings SET ntfy_tests_used_until = $2 WHERE user_id = $1";
    sql::execute(tx.db(), text, [user.0.into(), instant::to_column(until).into()]).await?;
    Ok(())
}
