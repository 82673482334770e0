//! TOTP secrets, sealed, and the step of the last accepted code.

use jiff::Timestamp;
use sea_orm::{EntityTrait, FromQueryResult, QuerySelect};
use umbra_domain::UserId;

use crate::{Read, StoreError, Tx, entity::totp_secret, instant, sql, tx::handle::Handle};

/// A person's TOTP secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotpRow {
    /// The sealed secret.
    pub sealed: String,
    /// Whether a code was given once, which switches TOTP on.
    pub is_confirmed: bool,
    /// The step of the last accepted code.
    pub last_step: Option<i64>,
}

fn to_row(row: totp_secret::Model) -> TotpRow {
    TotpRow {
        sealed: row.sealed,
        is_confirmed: row.confirmed_at.is_some(),
        last_step: row.last_step,
    }
}

/// Reads a person's secret.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read, user: UserId) -> Result<Option<TotpRow>, StoreError> {
    Ok(totp_secret::Entity::find_by_id(user.0).one(db.db()).await?.map(to_row))
}

/// Reads a person's secret and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock(tx: &Tx, user: UserId) -> Result<Option<TotpRow>, StoreError> {
    let row = totp_secret::Entity::find_by_id(user.0).lock_exclusive().one(tx.db()).await?;
    Ok(row.map(to_row))
}

/// Stores an unconfirmed secret in place of another unconfirmed one. Tells whether it was stored:
/// a confirmed secret stays.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn put_unconfirmed(
    tx: &Tx,
    user: UserId,
    sealed: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let text = "INSERT INTO totp_secrets (user_id, sealed, created_at) VALUES ($1, $2, $3) \
                ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, last_step = NULL, \
                created_at = excluded.created_at WHERE totp_secrets.confirmed_at IS NULL";
    let values = [user.0.into(), sealed.into(), instant::to_column(now).into()];
    Ok(sql::execute(tx.db(), text, values).await? == 1)
}

/// Switches TOTP on with the step of the code that proved it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn confirm(tx: &Tx, user: UserId, step: i64, now: Timestamp) -> Result<(), StoreError> {
    let text = "UPDATE totp_secrets SET confirmed_at = $3, last_step = $2 WHERE user_id = $1";
    sql::execute(tx.db(), text, [user.0.into(), step.into(), instant::to_column(now).into()])
        .await?;
    Ok(())
}

/// Notes the step of an accepted code unless another took it meanwhile; tells whether it did.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn accept(
    tx: &Tx,
    user: UserId,
    before: Option<i64>,
    step: i64,
) -> Result<bool, StoreError> {
    let text = "UPDATE totp_secrets SET last_step = $2 \
                WHERE user_id = $1 AND (last_step = $3 OR (last_step IS NULL AND $4))";
    let values = [user.0.into(), step.into(), before.unwrap_or(-1).into(), before.is_none().into()];
    Ok(sql::execute(tx.db(), text, values).await? == 1)
}

/// Replaces the sealed form of a secret, if it is still the one that was read.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn reseal(tx: &Tx, user: UserId, before: &str, after: &str) -> Result<bool, StoreError> {
    let text = "UPDATE totp_secrets SET sealed = $3 WHERE user_id = $1 AND sealed = $2";
    Ok(sql::execute(tx.db(), text, [user.0.into(), before.into(), after.into()]).await? == 1)
}

/// Reads sealed secrets of people after one, in order of their ids, at most `limit`.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn sealed_after(
    db: &impl Read,
    user: UserId,
    limit: u64,
) -> Result<Vec<(UserId, String)>, StoreError> {
    use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
    let rows: Vec<(i64, String)> = totp_secret::Entity::find()
        .select_only()
        .columns([totp_secret::Column::UserId, totp_secret::Column::Sealed])
        .filter(totp_secret::Column::UserId.gt(user.0))
        .order_by_asc(totp_secret::Column::UserId)
        .limit(limit)
        .into_tuple()
        .all(db.db())
        .await?;
    Ok(rows.into_iter().map(|(user, sealed)| (UserId(user), sealed)).collect())
}

/// Forgets a person's secret; tells whether there was one.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete(tx: &Tx, user: UserId) -> Result<bool, StoreError> {
    let text = "DELETE FROM totp_secrets WHERE user_id = $1";
    Ok(sql::execute(tx.db(), text, [user.0.into()]).await? == 1)
}

/// Stores a secret that was confirmed elsewhere.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn put_confirmed(
    tx: &Tx,
    user: UserId,
    sealed: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = "INSERT INTO totp_secrets (user_id, sealed, confirmed_at, created_at) \
                VALUES ($1, $2, $3, $3)";
    sql::execute(tx.db(), text, [user.0.into(), sealed.into(), instant::to_column(now).into()])
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct SealedByRow {
    key_id: String,
    count: i64,
}

/// Counts the secrets that each key sealed, by the id that stands before the first dot.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn count_by_key(db: &impl Read) -> Result<Vec<(String, i64)>, StoreError> {
    // The id has eight digits.
    let text = "SELECT SUBSTR(sealed, 1, 8) AS key_id, COUNT(*) AS count FROM totp_secrets \
                GROUP BY SUBSTR(sealed, 1, 8) ORDER BY 1";
    let statement = sql::statement(db.db(), text, []);
    let rows = SealedByRow::find_by_statement(statement).all(db.db()).await?;
    Ok(rows.into_iter().map(|row| (row.key_id, row.count)).collect())
}
