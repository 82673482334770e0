//! WebAuthn ceremonies under way. A state is deleted when it is first used, so it can't be replayed.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult};
use umbra_domain::{SessionId, UserId, factor::CeremonyPurpose};

use crate::{
    Autocommit, StoreError, Tx, Write, entity::ceremony, instant, sql, tx::handle::Handle,
};

/// A ceremony.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CeremonyRow {
    /// What it is for.
    pub purpose: CeremonyPurpose,
    /// For whom, when it is for somebody.
    pub user: Option<UserId>,
    /// In which session, when it is in one.
    pub session: Option<SessionId>,
    /// The library's state as JSON.
    pub state: String,
    /// Until when it counts.
    pub expires_at: Timestamp,
}

/// Stores a ceremony.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn create(
    db: &impl Write,
    token_hash: [u8; 32],
    row: &CeremonyRow,
) -> Result<(), StoreError> {
    let model = ceremony::ActiveModel {
        token_hash: Set(token_hash.to_vec()),
        purpose: Set(row.purpose.as_str().to_owned()),
        user_id: Set(row.user.map(|user| user.0)),
        session_id: Set(row.session.map(|session| session.0)),
        state: Set(row.state.clone()),
        expires_at: Set(instant::to_column(row.expires_at)),
    };
    ceremony::Entity::insert(model).exec_without_returning(db.db()).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct TakenRow {
    user_id: Option<i64>,
    session_id: Option<i64>,
    state: String,
}

/// Takes a ceremony out, if it has this purpose and hasn't run out: one statement of its own, so of
/// any number of parallel uses one gets it, and it is gone whatever comes of that use.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn take(
    db: &Autocommit,
    token_hash: [u8; 32],
    purpose: CeremonyPurpose,
    now: Timestamp,
) -> Result<Option<CeremonyRow>, StoreError> {
    let text = "DELETE FROM ceremonies WHERE token_hash = $1 AND purpose = $2 \
                AND expires_at > $3 RETURNING user_id, session_id, state";
    let values =
        [token_hash.to_vec().into(), purpose.as_str().into(), instant::to_column(now).into()];
    let row: Option<TakenRow> = sql::one(db.db(), text, values).await?;
    Ok(row.map(|row| CeremonyRow {
        purpose,
        user: row.user_id.map(UserId),
        session: row.session_id.map(SessionId),
        state: row.state,
        expires_at: now,
    }))
}

/// Deletes the ceremonies of a person.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete_all(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    sql::execute(tx.db(), "DELETE FROM ceremonies WHERE user_id = $1", [user.0.into()]).await?;
    Ok(())
}

/// Deletes ceremonies that ran out; returns how many.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn purge(db: &Autocommit, now: Timestamp) -> Result<u64, StoreError> {
    let text = "DELETE FROM ceremonies WHERE expires_at <= $1";
    sql::execute(db.db(), text, [instant::to_column(now).into()]).await
}
