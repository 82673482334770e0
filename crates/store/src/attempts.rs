//! What is remembered of attempts to prove who one is: the rows of `login_counters`.
//!
//! The policy is pure and lives in the security core; this module keeps its numbers. A change is a
//! compare-and-swap on the row's version, so two processes can't both take the last attempt.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use crate::{
    Autocommit, Read, StoreError, Tx, Write, entity::login_counter, instant, sql,
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
        }
    }
}

/// Reads the rows among `keys` that exist.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read, keys: &[[u8; 32]]) -> Result<Vec<AttemptsRow>, StoreError> {
    let rows = login_counter::Entity::find()
        .filter(login_counter::Column::Key.is_in(keys.iter().map(|key| key.to_vec())))
        .all(db.db())
        .await?;
    rows.into_iter().map(to_row).collect()
}

/// Reads a row and locks it until the transaction ends, if it exists.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock(tx: &Tx, key: &[u8; 32]) -> Result<Option<AttemptsRow>, StoreError> {
    let found = login_counter::Entity::find_by_id(key.to_vec()).lock_exclusive();
    found.one(tx.db()).await?.map(to_row).transpose()
}

/// Writes a row if nobody has changed it since it was read; tells whether it was written. Its
/// version is then the one that was stored.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn swap(
    db: &impl Write,
    row: &mut AttemptsRow,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // A row that was deleted meanwhile stays so: whoever did that has forgotten its failures.
    let text = if row.version == 0 {
        "INSERT INTO login_counters (key, account_key, version, failures, pending, pending_since, \
         window_started_at, locked_until, updated_at) VALUES ($1, $2, $3 + 1, $4, $5, $6, $7, $8, \
         $9) ON CONFLICT (key) DO NOTHING"
    } else {
        "UPDATE login_counters SET account_key = $2, version = $3 + 1, failures = $4, \
         pending = $5, pending_since = $6, window_started_at = $7, locked_until = $8, \
         updated_at = $9 WHERE key = $1 AND version = $3"
    };
    let values = [
        row.key.to_vec().into(),
        row.account_key.map(|key| key.to_vec()).into(),
        row.version.into(),
        i64::from(row.failures).into(),
        i64::from(row.pending).into(),
        row.pending_since.map(instant::to_column).into(),
        row.window_started_at.map(instant::to_column).into(),
        row.locked_until.map(instant::to_column).into(),
        instant::to_column(now).into(),
    ];
    let written = sql::execute(db.db(), text, values).await? == 1;
    row.version += i64::from(written);
    Ok(written)
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
    let rows: Vec<Option<Vec<u8>>> = login_counter::Entity::find()
        .select_only()
        .column(login_counter::Column::AccountKey)
        .distinct()
        .filter(
            login_counter::Column::AccountKey.is_in(account_keys.iter().map(|key| key.to_vec())),
        )
        .filter(login_counter::Column::LockedUntil.gt(instant::to_column(now)))
        .into_tuple()
        .all(db.db())
        .await?;
    rows.into_iter().flatten().map(to_key).collect()
}

/// Forgets every failure counted for a name; returns how many rows there were.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn clear_account(tx: &Tx, account_key: [u8; 32]) -> Result<u64, StoreError> {
    let deleted = login_counter::Entity::delete_many()
        .filter(login_counter::Column::AccountKey.eq(account_key.to_vec()))
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected)
}

/// Counts the rows, for tests and metrics.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn count(db: &impl Read) -> Result<u64, StoreError> {
    Ok(login_counter::Entity::find().count(db.db()).await?)
}

/// Forgets rows that nothing touched since `before`; returns how many.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn purge(db: &Autocommit, before: Timestamp) -> Result<u64, StoreError> {
    let deleted = login_counter::Entity::delete_many()
        .filter(login_counter::Column::UpdatedAt.lt(instant::to_column(before)))
        .exec(db.db())
        .await?;
    Ok(deleted.rows_affected)
}

fn to_key(bytes: Vec<u8>) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Corrupt("key of attempts"))
}

fn to_row(row: login_counter::Model) -> Result<AttemptsRow, StoreError> {
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
    })
}
