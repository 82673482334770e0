//! Connections: beginning and ending them.

use jiff::Timestamp;
use sea_orm::FromQueryResult;
use umbra_domain::{
    ConnectionId, UserId,
    connection::{Connection, Peer},
    user::{PreferredName, UsernameKey, username_key},
};

use super::{Pair, request, shares};
use crate::{StoreError, Tx, instant, sql, tx::handle::Handle as _};

#[derive(FromQueryResult)]
struct Number {
    id: i64,
}

#[derive(FromQueryResult)]
struct PeerRow {
    id: i64,
    username: String,
    preferred_name: Option<String>,
}

/// Connects two people who aren't connected. Requests between them are over with that, and so is
/// what either had against the other's requests.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn connect(tx: &Tx, pair: &Pair, now: Timestamp) -> Result<Connection, StoreError> {
    let [who, other] = [pair.who().0, pair.other().0];
    let [lower, higher] = pair.ordered();
    let text = "INSERT INTO connections (lower_id, higher_id, created_at) VALUES ($1, $2, $3) \
                RETURNING id";
    let values = [lower.into(), higher.into(), instant::to_column(now).into()];
    let made: Option<Number> = sql::one(tx.db(), text, values).await?;
    let made = made.ok_or(StoreError::Corrupt("connection"))?;
    let text = "DELETE FROM connection_rejections WHERE (user_id = $1 AND rejected_id = $2) \
                OR (user_id = $2 AND rejected_id = $1)";
    sql::execute(tx.db(), text, [who.into(), other.into()]).await?;
    let text = "SELECT u.id, u.username, p.preferred_name FROM users u \
                LEFT JOIN settings p ON p.user_id = u.id WHERE u.id IN ($1, $2)";
    let statement = sql::statement(tx.db(), text, [who.into(), other.into()]);
    let (mut with, mut names) = (None, Vec::new());
    for row in PeerRow::find_by_statement(statement).all(tx.db()).await? {
        names.push((UserId(row.id), username_key(&row.username)));
        if row.id == other {
            with = Some(Peer {
                id: pair.other(),
                username: row.username,
                preferred_name: row.preferred_name.map(PreferredName::from_stored),
            });
        }
    }
    for (id, key) in names {
        let sender = if id == pair.who() { pair.other() } else { pair.who() };
        forget_requests(tx, sender, id, &key).await?;
    }
    let with = with.ok_or(StoreError::Corrupt("connection"))?;
    Ok(Connection { id: ConnectionId(made.id), with, created_at: now })
}

/// Deletes a person's open requests to somebody, also one that named them before they were there.
pub(super) async fn forget_requests(
    tx: &Tx,
    sender: UserId,
    recipient: UserId,
    key: &UsernameKey,
) -> Result<(), StoreError> {
    let sent = request::sent(tx, sender).await?.into_iter();
    let over = sent.filter(|sent| match sent.recipient {
        Some(id) => id == recipient,
        None => sent.names(key),
    });
    let over: Vec<_> = over.map(|sent| sent.id.0).collect();
    if !over.is_empty() {
        let text = format!("DELETE FROM connection_requests WHERE id {}", sql::one_of(tx.db(), 1));
        sql::execute(tx.db(), text, [sql::ids(&over)]).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct OtherRow {
    other_id: i64,
}

/// Finds with whom somebody is connected by a connection of theirs.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn other_of(
    tx: &Tx,
    who: UserId,
    id: ConnectionId,
) -> Result<Option<UserId>, StoreError> {
    let text = "SELECT CASE lower_id WHEN $2 THEN higher_id ELSE lower_id END AS other_id \
                FROM connections WHERE id = $1 AND (lower_id = $2 OR higher_id = $2)";
    let row: Option<OtherRow> = sql::one(tx.db(), text, [id.0.into(), who.0.into()]).await?;
    Ok(row.map(|row| UserId(row.other_id)))
}

/// Ends the connection of two people, and with it everything that either shares with the other.
/// Tells whether they were connected.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn disconnect(tx: &Tx, pair: &Pair) -> Result<bool, StoreError> {
    let [lower, higher] = pair.ordered();
    let text = "DELETE FROM connections WHERE lower_id = $1 AND higher_id = $2";
    if sql::execute(tx.db(), text, [lower.into(), higher.into()]).await? == 0 {
        return Ok(false);
    }
    shares::end(tx, pair).await?;
    Ok(true)
}
