//! What is remembered of attempts to prove who one is: the rows of `login_counters`.
//!
//! The policy is pure and lives in the security core; this module keeps its numbers. A change is a
//! compare-and-swap on the row's version, so two processes can't both take the last attempt.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement, Value,
};

use crate::{
    Autocommit, Read, StoreError, Tx, Write, entity::attempt_counter, instant, sql,
    tx::handle::Handle,
};

/// The numbers of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptsRow {
    /// HMAC of what is counted.
    pub key: [u8; 32],
    /// HMAC of the name it belongs to, if it belongs to one.
    pub account_key: Option<[u8; 32]>,
    /// Grows by one with every change; 0 for what has no row yet.
    pub version: i64,
    /// Failures in the window.
    pub failures: u32,
    /// Attempts under way.
    pub pending: u32,
    /// When the newest attempt under way began.
    pub pending_since: Option<Timestamp>,
    /// When the window began.
    pub window_started_at: Option<Timestamp>,
    /// Until when attempts are refused.
    pub locked_until: Option<Timestamp>,
    /// When the bucket of guesses will be full.
    pub full_at: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct KeyRow {
    key: Vec<u8>,
}

impl AttemptsRow {
    /// Makes what has no row yet.
    #[must_use]
    pub const fn new(key: [u8; 32], account_key: Option<[u8; 32]>) -> Self {
        Self {
            key,
            account_key,
            version: 0,
            failures: 0,
            pending: 0,
            pending_since: None,
            window_started_at: None,
            locked_until: None,
            full_at: None,
        }
    }
}

/// Reads the rows among `keys` that exist.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read, keys: &[[u8; 32]]) -> Result<Vec<AttemptsRow>, StoreError> {
    let rows = attempt_counter::Entity::find()
        .filter(attempt_counter::Column::Key.is_in(keys.iter().map(|key| key.to_vec())))
        .all(db.db())
        .await?;
    rows.into_iter().map(to_row).collect()
}

/// Reads a row and locks it until the transaction ends, if it exists.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock(tx: &Tx, key: &[u8; 32]) -> Result<Option<AttemptsRow>, StoreError> {
    let found = attempt_counter::Entity::find_by_id(key.to_vec()).lock_exclusive();
    found.one(tx.db()).await?.map(to_row).transpose()
}

/// Writes those rows that nobody has changed since they were read, all in one statement; tells of
/// each whether it was written, with the next version.
///
/// Rows are locked in the order of their keys, so two who write the same rows can't wait for each
/// other.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn swap(
    db: &impl Write,
    rows: &[&AttemptsRow],
    now: Timestamp,
) -> Result<Vec<bool>, StoreError> {
    const COLUMNS: usize = 10;
    let mut ordered = rows.to_vec();
    ordered.sort_unstable_by_key(|row| row.key);
    let mut text = "INSERT INTO login_counters (key, account_key, version, failures, pending, \
                    pending_since, window_started_at, locked_until, full_at, updated_at) VALUES "
        .to_owned();
    let mut values = Vec::with_capacity(ordered.len() * COLUMNS);
    for (n, row) in ordered.iter().enumerate() {
        let parameters: Vec<_> =
            (1..=COLUMNS).map(|column| format!("${}", n * COLUMNS + column)).collect();
        let comma = if n == 0 { "" } else { ", " };
        text.push_str(&format!("{comma}({})", parameters.join(", ")));
        values.extend::<[Value; COLUMNS]>([
            row.key.to_vec().into(),
            row.account_key.map(|key| key.to_vec()).into(),
            (row.version + 1).into(),
            i64::from(row.failures).into(),
            i64::from(row.pending).into(),
            row.pending_since.map(instant::to_column).into(),
            row.window_started_at.map(instant::to_column).into(),
            row.locked_until.map(instant::to_column).into(),
            row.full_at.map(instant::to_column).into(),
            instant::to_column(now).into(),
        ]);
    }
    text.push_str(
        " ON CONFLICT (key) DO UPDATE SET account_key = excluded.account_key, \
         version = excluded.version, failures = excluded.failures, pending = excluded.pending, \
         pending_since = excluded.pending_since, \
         window_started_at = excluded.window_started_at, \
         locked_until = excluded.locked_until, full_at = excluded.full_at, \
         updated_at = excluded.updated_at \
         WHERE login_counters.version = excluded.version - 1 RETURNING key",
    );
    let statement = Statement::from_sql_and_values(db.db().get_database_backend(), text, values);
    let written: Vec<KeyRow> = KeyRow::find_by_statement(statement).all(db.db()).await?;
    Ok(rows.iter().map(|row| written.iter().any(|written| written.key == row.key)).collect())
}

/// Tells which of these names are locked for some client now.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn locked_accounts(
    db: &impl Read,
    account_keys: &[[u8; 32]],
    now: Timestamp,
) -> Result<Vec<[u8; 32]>, StoreError> {
    let rows: Vec<Option<Vec<u8>>> = attempt_counter::Entity::find()
        .select_only()
        .column(attempt_counter::Column::AccountKey)
        .distinct()
        .filter(
            attempt_counter::Column::AccountKey.is_in(account_keys.iter().map(|key| key.to_vec())),
        )
        .filter(attempt_counter::Column::LockedUntil.gt(instant::to_column(now)))
        .into_tuple()
        .all(db.db())
        .await?;
    rows.into_iter().flatten().map(to_key).collect()
}

/// Forgets every failure counted for a name; returns how many rows had any.
///
/// The rows stay, with the next version, so that an attempt under way can't write back what it saw.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn clear_account(
    tx: &Tx,
    account_key: [u8; 32],
    now: Timestamp,
) -> Result<u64, StoreError> {
    // Locked in the order in which attempts lock them.
    let locked: Vec<Vec<u8>> = attempt_counter::Entity::find()
        .select_only()
        .column(attempt_counter::Column::Key)
        .filter(attempt_counter::Column::AccountKey.eq(account_key.to_vec()))
        .order_by_asc(attempt_counter::Column::Key)
        .lock_exclusive()
        .into_tuple()
        .all(tx.db())
        .await?;
    if locked.is_empty() {
        return Ok(0);
    }
    let text = "UPDATE login_counters SET version = version + 1, failures = 0, pending = 0, \
                pending_since = NULL, window_started_at = NULL, locked_until = NULL, \
                full_at = NULL, updated_at = $2 WHERE account_key = $1 \
                AND (failures > 0 OR pending > 0 OR locked_until IS NOT NULL \
                OR full_at IS NOT NULL)";
    let values = [account_key.to_vec().into(), instant::to_column(now).into()];
    sql::execute(tx.db(), text, values).await
}

/// Counts the rows, for tests and metrics.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn count(db: &impl Read) -> Result<u64, StoreError> {
    Ok(attempt_counter::Entity::find().count(db.db()).await?)
}

/// Forgets rows that nothing touched since `before` and whose bucket is full; returns how many.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn purge(db: &Autocommit, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
    let text = "DELETE FROM login_counters WHERE updated_at < $1 \
                AND (full_at IS NULL OR full_at <= $2)";
    let values = [instant::to_column(before).into(), instant::to_column(now).into()];
    sql::execute(db.db(), text, values).await
}

fn to_key(bytes: Vec<u8>) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Corrupt("key of attempts"))
}

pub(crate) fn to_row(row: attempt_counter::Model) -> Result<AttemptsRow, StoreError> {
    let number = |n: i64| u32::try_from(n).map_err(|_| StoreError::Corrupt("number of attempts"));
    Ok(AttemptsRow {
        key: to_key(row.key)?,
        account_key: row.account_key.map(to_key).transpose()?,
        version: row.version,
        failures: number(row.failures)?,
        pending: number(row.pending)?,
        pending_since: instant::from_nullable(row.pending_since)?,
        window_started_at: instant::from_nullable(row.window_started_at)?,
        locked_until: instant::from_nullable(row.locked_until)?,
        full_at: instant::from_nullable(row.full_at)?,
    })
}
