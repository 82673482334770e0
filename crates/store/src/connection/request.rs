//! Requests.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::FromQueryResult;
use umbra_domain::{
    ConnectionRequestId, UserId,
    connection::OutgoingRequest,
    user::{Username, UsernameKey},
};

use super::Pair;
use crate::{Autocommit, StoreError, Tx, instant, rights, sql, tx::handle::Handle as _};

/// A request that a person has open.
#[derive(Debug)]
pub struct Sent {
    /// Names it.
    pub id: ConnectionRequestId,
    /// The name as it was typed.
    pub username: Username,
    /// The account that it is for, if there was one.
    pub recipient: Option<UserId>,
    /// Whether that person sees it.
    pub is_delivered: bool,
}

impl Sent {
    /// Tells whether it names whoever has this key.
    #[must_use]
    pub fn names(&self, key: &UsernameKey) -> bool {
        self.username.key().as_str() == key.as_str()
    }
}

#[derive(FromQueryResult)]
struct SentRow {
    id: i64,
    username: String,
    recipient_id: Option<i64>,
    is_delivered: bool,
}

/// Reads all requests that a person has open.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn sent(tx: &Tx, who: UserId) -> Result<Vec<Sent>, StoreError> {
    let text = "SELECT id, username, recipient_id, is_delivered FROM connection_requests \
                WHERE sender_id = $1";
    let statement = sql::statement(tx.db(), text, [who.0.into()]);
    let rows = SentRow::find_by_statement(statement).all(tx.db()).await?.into_iter();
    let sent = rows.map(|row| Sent {
        id: ConnectionRequestId(row.id),
        username: Username::from_stored(row.username),
        recipient: row.recipient_id.map(UserId),
        is_delivered: row.is_delivered,
    });
    Ok(sent.collect())
}

#[derive(FromQueryResult)]
struct Allowance {
    used_until: DateTime<Utc>,
}

/// Reads until when a person's allowance of requests is used up.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn used_until(tx: &Tx, who: UserId) -> Result<Option<Timestamp>, StoreError> {
    let text = "SELECT used_until FROM connection_allowances WHERE user_id = $1";
    let row: Option<Allowance> = sql::one(tx.db(), text, [who.0.into()]).await?;
    row.map(|row| instant::from_column(row.used_until)).transpose()
}

/// Notes until when a person's allowance of requests is used up. Their row is locked.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn spend(tx: &Tx, who: UserId, used_until: Timestamp) -> Result<(), StoreError> {
    let text = "INSERT INTO connection_allowances (user_id, used_until) VALUES ($1, $2) \
                ON CONFLICT (user_id) DO UPDATE SET used_until = excluded.used_until";
    sql::execute(tx.db(), text, [who.0.into(), instant::to_column(used_until).into()]).await?;
    Ok(())
}

/// A request about to be written.
#[derive(Debug)]
pub struct Sending<'a> {
    /// Who asks.
    pub sender: UserId,
    /// The request to the same name that is open, and is sent anew.
    pub open: Option<ConnectionRequestId>,
    /// The name as it was typed.
    pub username: &'a Username,
    /// The account that has this name, if there is one.
    pub recipient: Option<UserId>,
    /// Whether that person gets to see it.
    pub is_delivered: bool,
}

#[derive(FromQueryResult)]
struct OutgoingRow {
    id: i64,
    created_at: DateTime<Utc>,
}

/// Writes a request. The sender's row is locked, and the recipient's if there is one.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn send(
    tx: &Tx,
    sending: &Sending<'_>,
    now: Timestamp,
) -> Result<OutgoingRequest, StoreError> {
    let username = sending.username.as_str();
    let recipient = sending.recipient.map(|id| id.0);
    let is_delivered = sending.is_delivered && recipient.is_some();
    let row: Option<OutgoingRow> = match sending.open {
        Some(open) => {
            let text = "UPDATE connection_requests SET username = $2, recipient_id = $3, \
                        is_delivered = $4 WHERE id = $1 RETURNING id, created_at";
            let values = [open.0.into(), username.into(), recipient.into(), is_delivered.into()];
            sql::one(tx.db(), text, values).await?
        }
        None => None,
    };
    let row = match row {
        Some(row) => row,
        // Also when it was cancelled a moment ago.
        None => {
            let text = "INSERT INTO connection_requests \
                        (sender_id, username, recipient_id, is_delivered, created_at) \
                        VALUES ($1, $2, $3, $4, $5) RETURNING id, created_at";
            let sender = sending.sender.0;
            let at = instant::to_column(now);
            let values =
                [sender.into(), username.into(), recipient.into(), is_delivered.into(), at.into()];
            sql::one(tx.db(), text, values).await?.ok_or(StoreError::Corrupt("request"))?
        }
    };
    Ok(OutgoingRequest {
        id: ConnectionRequestId(row.id),
        username: username.to_owned(),
        created_at: instant::from_column(row.created_at)?,
    })
}

/// Takes the other one's request to who acts, whether who acts sees it or not, to make a connection
/// of it; tells whether it was still there.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn cross(tx: &Tx, pair: &Pair) -> Result<bool, StoreError> {
    let text = "DELETE FROM connection_requests WHERE sender_id = $1 AND recipient_id = $2";
    let values = [pair.other().0.into(), pair.who().0.into()];
    Ok(sql::execute(tx.db(), text, values).await? > 0)
}

#[derive(FromQueryResult)]
struct SenderRow {
    sender_id: i64,
}

/// Finds who sent a request that somebody can answer.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn answerable(
    tx: &Tx,
    who: UserId,
    id: ConnectionRequestId,
) -> Result<Option<UserId>, StoreError> {
    let text = format!(
        "SELECT sender_id FROM connection_requests r WHERE id = $1 AND {}",
        rights::sees_request("r", "$2")
    );
    let row: Option<SenderRow> = sql::one(tx.db(), text, [id.0.into(), who.0.into()]).await?;
    Ok(row.map(|row| UserId(row.sender_id)))
}

/// Takes the other one's request to make a connection of it; tells whether it can still be answered.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn accept(tx: &Tx, pair: &Pair, id: ConnectionRequestId) -> Result<bool, StoreError> {
    let text = format!(
        "DELETE FROM connection_requests WHERE id = $1 AND sender_id = $2 AND {}",
        rights::sees_request("connection_requests", "$3")
    );
    let values = [id.0.into(), pair.other().0.into(), pair.who().0.into()];
    Ok(sql::execute(tx.db(), text, values).await? > 0)
}

/// Rejects the other one's request, which stays where its sender sees it; tells whether it could still
/// be answered.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn reject(
    tx: &Tx,
    pair: &Pair,
    id: ConnectionRequestId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let text = format!(
        "UPDATE connection_requests SET is_delivered = FALSE WHERE id = $1 AND sender_id = $2 AND {}",
        rights::sees_request("connection_requests", "$3")
    );
    let values = [id.0.into(), pair.other().0.into(), pair.who().0.into()];
    if sql::execute(tx.db(), text, values).await? == 0 {
        return Ok(false);
    }
    let text = "INSERT INTO connection_rejections (user_id, rejected_id, rejected_at) \
                VALUES ($1, $2, $3) ON CONFLICT (user_id, rejected_id) \
                DO UPDATE SET rejected_at = excluded.rejected_at";
    let values = [pair.who().0.into(), pair.other().0.into(), instant::to_column(now).into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(true)
}

/// Takes a request of one's own back; tells whether it was there.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn cancel(
    db: &Autocommit,
    who: UserId,
    id: ConnectionRequestId,
) -> Result<bool, StoreError> {
    let text = "DELETE FROM connection_requests WHERE id = $1 AND sender_id = $2";
    Ok(sql::execute(db.db(), text, [id.0.into(), who.0.into()]).await? > 0)
}
