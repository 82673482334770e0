//! What only an admin changes about an account.

use jiff::Timestamp;
use sea_orm::FromQueryResult;
use umbra_domain::{UserId, user::Role};

use super::made;
use crate::{StoreError, Tx, instant, sql, tx::handle::Handle};

/// Gives an account a role.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_role(tx: &Tx, id: UserId, role: Role, now: Timestamp) -> Result<(), StoreError> {
    let text = "UPDATE users SET role = $2, updated_at = $3 WHERE id = $1";
    let values = [id.0.into(), role.as_str().into(), instant::to_column(now).into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Switches an account on or off.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_active(
    tx: &Tx,
    id: UserId,
    active: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = "UPDATE users SET is_active = $2, updated_at = $3 WHERE id = $1";
    sql::execute(tx.db(), text, [id.0.into(), active.into(), instant::to_column(now).into()])
        .await?;
    Ok(())
}

/// Deletes an account with everything that belongs to it. An account that had to share its name with
/// it (see `crate::keys`) then has the name for itself, so that nobody else can take it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete(tx: &Tx, id: UserId) -> Result<(), StoreError> {
    let text = "SELECT username_key FROM users WHERE id = $1";
    let gone: Option<KeyRow> = sql::one(tx.db(), text, [id.0.into()]).await?;
    made::leave(tx, id).await?;
    // What is theirs goes before they do, with all that is in it. Within one cascade, events and tasks are
    // still there when their calendar or project is gone, and PostgreSQL checks again those that change a
    // second time then: events, as the places go in which they are.
    for text in [
        "DELETE FROM calendars WHERE user_id = $1",
        "DELETE FROM projects WHERE user_id = $1",
        "DELETE FROM users WHERE id = $1",
    ] {
        sql::execute(tx.db(), text, [id.0.into()]).await?;
    }
    if let Some(KeyRow { username_key }) = gone {
        let text = "UPDATE users SET username_key = $1 WHERE id = (SELECT MIN(id) FROM users \
                    WHERE former_key IS NOT NULL AND username_key = $1 || '/' || id)";
        sql::execute(tx.db(), text, [username_key.into()]).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct KeyRow {
    username_key: String,
}

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

/// Tells whether an admin would be left who can sign in, were it not for this account. Whoever has but a
/// temporary password that has run out can't.
///
/// True for as long as the caller holds the lock that all changes of admins take,
/// [`crate::config::lock`].
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn has_other_admin(tx: &Tx, id: UserId, now: Timestamp) -> Result<bool, StoreError> {
    let text = "SELECT COUNT(*) AS count FROM users WHERE role = 'admin' AND is_active \
                AND id <> $1 AND (password_expires_at IS NULL OR password_expires_at > $2 \
                OR EXISTS (SELECT 1 FROM passkeys k WHERE k.user_id = users.id))";
    let values = [id.0.into(), instant::to_column(now).into()];
    let row: Option<CountRow> = sql::one(tx.db(), text, values).await?;
    Ok(row.is_some_and(|row| row.count > 0))
}
