//! What weather servers answered, once for all people and processes.
//!
//! Whoever finds an answer too old claims it for a short time, asks outside, and keeps what comes.
//! A claim is one statement, so of any number of processes one asks; if that one dies, its claim runs
//! out.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{BinOper, Expr, ExprTrait as _, SelectStatement},
};
use umbra_domain::{UserId, location::Coordinates, settings::WeatherPlace};

use crate::{
    Autocommit, Read, StoreError,
    entity::{settings, weather_answer},
    instant,
    settings::weather_place,
    sql,
    tx::handle::Handle,
    union_query::{Named, Rows},
};

/// Writes the key of a place after some words: that of all places around one hundredth of a degree.
#[must_use]
pub fn key_of_place(words: &str, at: Coordinates) -> String {
    let Coordinates { latitude, longitude } = at;
    format!("{words} {} {}", latitude.hundredths(), longitude.hundredths())
}

/// Writes in SQL what [`Degrees::hundredths`](umbra_domain::location::Latitude) gives. Both databases
/// cut the fraction off when they divide.
fn hundredths(column: &str) -> String {
    format!(
        "CAST((settings.{column} + CASE WHEN settings.{column} < 0 THEN -50000 ELSE 50000 END) \
         / 100000 AS text)"
    )
}

/// The columns of [`at_place_of`].
pub(crate) const AT_PLACE: [Named; 5] = [
    ("weather_name", "text"),
    ("weather_latitude", "bigint"),
    ("weather_longitude", "bigint"),
    ("answer", "text"),
    ("fetched_at", "timestamptz"),
];

/// Selects somebody's place, if they have set one, and what is kept of it under the key that
/// [`key_of_place`] writes.
pub(crate) fn at_place_of(who: UserId, words: &str) -> SelectStatement {
    use settings::Column;
    let (latitude, longitude) = (hundredths("weather_latitude"), hundredths("weather_longitude"));
    let place = Expr::cust(format!("({latitude} || ' ' || {longitude})"));
    let key = Expr::val(format!("{words} ")).binary(BinOper::Custom("||"), place);
    let mut select = settings::Entity::find_by_id(who.0)
        .select_only()
        .column(Column::WeatherName)
        .column(Column::WeatherLatitude)
        .column(Column::WeatherLongitude)
        .column(weather_answer::Column::Answer)
        .column(weather_answer::Column::FetchedAt)
        .filter(Column::WeatherLatitude.is_not_null());
    let is_kept = weather_answer::Column::Key.into_expr().eq(key);
    QueryTrait::query(&mut select).left_join(weather_answer::Entity, is_kept);
    select.into_query()
}

/// A place, and what is kept of it.
#[derive(Debug, Clone)]
pub struct AtPlace {
    /// The place, as somebody set it.
    pub place: WeatherPlace,
    /// The last answer, and when it came.
    pub kept: Option<(String, Timestamp)>,
}

/// Reads [`at_place_of`].
pub(crate) fn read_at_place(rows: &mut Rows, kind: i16) -> Result<Option<AtPlace>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        weather_name: Option<String>,
        weather_latitude: Option<i64>,
        weather_longitude: Option<i64>,
        answer: Option<String>,
        fetched_at: Option<DateTime<Utc>>,
    }
    let Some(row) = rows.take::<Row>(kind)?.pop() else { return Ok(None) };
    let place = weather_place((row.weather_name, row.weather_latitude, row.weather_longitude));
    let fetched_at = instant::from_nullable(row.fetched_at)?;
    Ok(place.map(|place| AtPlace { place, kept: row.answer.zip(fetched_at) }))
}

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
