//! What weather servers answered, once for all people and processes.
//!
//! Whoever finds an answer too old claims it for a short time, asks outside, and keeps what comes.
//! A claim is one statement, so of any number of processes one asks; if that one dies, its claim runs
//! out.

use jiff::Timestamp;
use sea_orm::EntityTrait;

use crate::{
    Autocommit, Read, StoreError, entity::weather_answer, instant, sql, tx::handle::Handle,
};

/// What is kept under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The last answer, and when it came.
    pub answer: Option<(String, Timestamp)>,
    /// Not before then to ask again, after failures.
    pub retry_at: Option<Timestamp>,
    /// How often asking has failed since the last answer.
    pub failures: u32,
}

/// Reads what is kept under a key.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read, key: &str) -> Result<Option<KeptAnswer>, StoreError> {
    let row = weather_answer::Entity::find_by_id(key).one(db.db()).await?;
    let Some(row) = row else { return Ok(None) };
    let fetched_at = instant::from_nullable(row.fetched_at)?;
    Ok(Some(KeptAnswer {
        answer: row.answer.zip(fetched_at),
        retry_at: instant::from_nullable(row.retry_at)?,
        failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
    }))
}

/// Claims a key until `lease_until`, unless somebody has claimed it, it was answered after
/// `fresh_after`, or it is too early to ask again; tells whether it is claimed.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn claim(
    db: &Autocommit,
    key: &str,
    now: Timestamp,
    lease_until: Timestamp,
    fresh_after: Timestamp,
) -> Result<bool, StoreError> {
    let text = "INSERT INTO weather_answers (key, lease_until, failures, updated_at) \
                VALUES ($1, $3, 0, $2) ON CONFLICT (key) DO UPDATE SET lease_until = $3, \
                updated_at = $2 WHERE (weather_answers.lease_until IS NULL \
                OR weather_answers.lease_until <= $2) AND (weather_answers.fetched_at IS NULL \
                OR weather_answers.fetched_at <= $4) AND (weather_answers.retry_at IS NULL \
                OR weather_answers.retry_at <= $2)";
    let values = [
        key.into(),
        instant::to_column(now).into(),
        instant::to_column(lease_until).into(),
        instant::to_column(fresh_after).into(),
    ];
    Ok(sql::execute(db.db(), text, values).await? == 1)
}

/// Keeps an answer and ends the claim.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn keep(
    db: &Autocommit,
    key: &str,
    answer: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = "UPDATE weather_answers SET answer = $2, fetched_at = $3, updated_at = $3, \
                lease_until = NULL, retry_at = NULL, failures = 0 WHERE key = $1";
    let values = [key.into(), answer.into(), instant::to_column(now).into()];
    sql::execute(db.db(), text, values).await?;
    Ok(())
}

/// Notes a failure and ends the claim: nobody asks before `retry_at`. The last answer stays.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn fail(
    db: &Autocommit,
    key: &str,
    now: Timestamp,
    retry_at: Timestamp,
) -> Result<(), StoreError> {
    let text = "UPDATE weather_answers SET lease_until = NULL, retry_at = $3, updated_at = $2, \
                failures = failures + 1 WHERE key = $1";
    let values = [key.into(), instant::to_column(now).into(), instant::to_column(retry_at).into()];
    sql::execute(db.db(), text, values).await?;
    Ok(())
}

/// Forgets what nobody asked for anew since `before`; returns how many.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn purge(db: &Autocommit, before: Timestamp) -> Result<u64, StoreError> {
    let text = "DELETE FROM weather_answers WHERE updated_at < $1";
    sql::execute(db.db(), text, [instant::to_column(before).into()]).await
}
