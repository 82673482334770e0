//! Blocking.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait as _, DatabaseBackend, FromQueryResult};
use umbra_domain::{UserId, connection::BlockedPerson, user::username_key};

use super::{
    Pair,
    connect::{disconnect, forget_requests},
    shares,
};
use crate::{
    Autocommit, StoreError, Tx, instant, notification::IN_ORDER, rights, sql,
    tx::handle::Handle as _,
};

#[derive(FromQueryResult)]
struct Known {
    known: bool,
}

/// Tells whether somebody may block an account: whether they know of it. They are connected, its owner
/// asks them or was rejected, they are in one project or calendar, or they block it already. Anybody else is as unknown as nobody.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn may_block(tx: &Tx, who: UserId, other: UserId) -> Result<bool, StoreError> {
    let text = format!(
        "SELECT {are_connected} \
         OR EXISTS (SELECT 1 FROM connection_requests r WHERE r.sender_id = $2 AND {is_asked}) \
         OR EXISTS (SELECT 1 FROM connection_rejections WHERE user_id = $1 AND rejected_id = $2) \
         OR EXISTS (SELECT 1 FROM project_members theirs JOIN project_members mine \
         ON {is_in_project} WHERE {is_theirs}) \
         OR EXISTS (SELECT 1 FROM calendar_members theirs WHERE {is_theirs} AND {sees_members}) \
         OR {blocks} AS known",
        are_connected = rights::are_connected("$1", "$2"),
        is_asked = rights::sees_request("r", "$1"),
        is_theirs = rights::own("theirs", "$2"),
        is_in_project = rights::member_of_project("mine", "theirs.project_id", "$1"),
        // Who sees no more of a calendar than busy times doesn't see who else is in it.
        sees_members = rights::sees_calendar("theirs.calendar_id", "$1"),
        blocks = rights::blocks("$1", "$2"),
    );
    let values = [who.0.into(), other.0.into()];
    let row: Option<Known> = sql::one(tx.db(), text, values).await?;
    Ok(row.is_some_and(|row| row.known))
}

/// Selects whom somebody blocks, and who blocks them; `who` is an expression for their id.
pub(crate) fn either_way(who: &str) -> String {
    format!(
        "SELECT blocked_id FROM connection_blocks WHERE user_id = {who} \
         UNION SELECT user_id FROM connection_blocks WHERE blocked_id = {who}"
    )
}

#[derive(FromQueryResult)]
struct BlockedRow {
    username: String,
    created_at: DateTime<Utc>,
}

/// Blocks the other one: ends the connection, hides their requests and takes back one's own. Somebody
/// who is blocked already stays so.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn block(tx: &Tx, pair: &Pair, now: Timestamp) -> Result<BlockedPerson, StoreError> {
    let people = || [pair.who().0.into(), pair.other().0.into()];
    let [who, other] = people();
    let text = "INSERT INTO connection_blocks (user_id, blocked_id, created_at) \
                VALUES ($1, $2, $3) ON CONFLICT (user_id, blocked_id) DO NOTHING";
    sql::execute(tx.db(), text, [who, other, instant::to_column(now).into()]).await?;
    let text = "UPDATE connection_requests SET is_delivered = FALSE WHERE recipient_id = $1 \
                AND sender_id = $2";
    sql::execute(tx.db(), text, people()).await?;
    let text = "SELECT u.username, b.created_at FROM connection_blocks b \
                JOIN users u ON u.id = b.blocked_id WHERE b.user_id = $1 AND b.blocked_id = $2";
    let row: Option<BlockedRow> = sql::one(tx.db(), text, people()).await?;
    let row = row.ok_or(StoreError::Corrupt("block"))?;
    forget_requests(tx, pair.who(), pair.other(), &username_key(&row.username)).await?;
    let own = rights::own("notifications", "$1");
    if tx.db().get_database_backend() == DatabaseBackend::Postgres {
        let text = format!("SELECT id FROM notifications WHERE {own} AND actor_id = $2 {IN_ORDER}");
        sql::execute(tx.db(), text, people()).await?;
    }
    let text = format!("DELETE FROM notifications WHERE {own} AND actor_id = $2");
    sql::execute(tx.db(), text, people()).await?;
    // People in a project of a third person's needn't be connected, and may come to own it.
    if !disconnect(tx, pair).await? {
        shares::end(tx, pair).await?;
    }
    let created_at = instant::from_column(row.created_at)?;
    Ok(BlockedPerson { id: pair.other(), username: row.username, created_at })
}

/// Stops blocking somebody, which brings nothing back; tells whether they were blocked.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn unblock(db: &Autocommit, who: UserId, other: UserId) -> Result<bool, StoreError> {
    let text = "DELETE FROM connection_blocks WHERE user_id = $1 AND blocked_id = $2";
    Ok(sql::execute(db.db(), text, [who.0.into(), other.0.into()]).await? > 0)
}
