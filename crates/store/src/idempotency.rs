//! First answers, kept so that a retry gets the same one.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
};
use umbra_domain::UserId;

use crate::{
    Autocommit, StoreError, Tx, entity::idempotency_key, instant, sql, tx::handle::Handle,
};

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers that belong to the answer, as a JSON object.
    pub headers: String,
    /// The JSON body.
    pub body: String,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Nothing: the request is the first.
    First,
    /// Another request with this key is being worked on.
    InFlight,
    /// A request with this key was answered.
    Answered {
        /// Hash of that request.
        fingerprint: Vec<u8>,
        /// Its answer.
        answer: Answer,
    },
}

#[derive(FromQueryResult)]
struct Locked {
    locked: bool,
}

/// Claims a key for this transaction and looks up what is known of it.
///
/// On PostgreSQL an advisory lock held until the transaction ends tells that somebody else is at
/// it; on SQLite the single writer means nobody is.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn claim(
    tx: &Tx,
    user: UserId,
    key: &str,
    lock: i64,
    not_before: Timestamp,
) -> Result<Seen, StoreError> {
    if tx.db().get_database_backend() == sea_orm::DatabaseBackend::Postgres {
        let text = "SELECT pg_try_advisory_xact_lock($1) AS locked";
        let row: Option<Locked> = sql::one(tx.db(), text, [lock.into()]).await?;
        if !row.is_some_and(|row| row.locked) {
            return Ok(Seen::InFlight);
        }
    }
    let id = (user.0, key.to_owned());
    let Some(row) = idempotency_key::Entity::find_by_id(id.clone()).one(tx.db()).await? else {
        return Ok(Seen::First);
    };
    if row.created_at < instant::to_column(not_before) {
        idempotency_key::Entity::delete_by_id(id).exec(tx.db()).await?;
        return Ok(Seen::First);
    }
    let status = u16::try_from(row.status).map_err(|_| StoreError::Corrupt("status"))?;
    let answer = Answer { status, headers: row.headers, body: row.body };
    Ok(Seen::Answered { fingerprint: row.fingerprint, answer })
}

/// Keeps the first answer, in the transaction that made it true.
///
/// # Errors
/// [`StoreError::Conflict`] when the key was used meanwhile.
pub async fn keep(
    tx: &Tx,
    user: UserId,
    key: &str,
    fingerprint: &[u8],
    answer: &Answer,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = idempotency_key::ActiveModel {
        user_id: Set(user.0),
        key: Set(key.to_owned()),
        fingerprint: Set(fingerprint.to_vec()),
        status: Set(i16::try_from(answer.status).map_err(|_| StoreError::Corrupt("status"))?),
        headers: Set(answer.headers.clone()),
        body: Set(answer.body.clone()),
        created_at: Set(instant::to_column(now)),
    };
    idempotency_key::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Forgets answers older than `before`; returns how many.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn purge(db: &Autocommit, before: Timestamp) -> Result<u64, StoreError> {
    let deleted = idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::CreatedAt.lt(instant::to_column(before)))
        .exec(db.db())
        .await?;
    Ok(deleted.rows_affected)
}
