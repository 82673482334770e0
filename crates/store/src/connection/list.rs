//! The lists: one statement each, by keyset.

use chrono::{DateTime, Utc};
use sea_orm::{FromQueryResult, Value};
use umbra_domain::{
    ConnectionId, ConnectionRequestId, UserId,
    connection::{BlockedPerson, Connection, IncomingRequest, OutgoingRequest, Peer},
    page::{Keyset, Limit, Page},
    text::sort_key,
    user::PreferredName,
};

use crate::{Read, StoreError, instant, rights, sql};

/// A row of a list, with an id and what it shows of somebody.
#[derive(FromQueryResult)]
struct PeerRow {
    id: i64,
    user_id: i64,
    username: String,
    preferred_name: Option<String>,
    created_at: DateTime<Utc>,
}

impl PeerRow {
    fn into_peer(self) -> Peer {
        let preferred_name = self.preferred_name.map(PreferredName::from_stored);
        Peer { id: UserId(self.user_id), username: self.username, preferred_name }
    }
}

/// Lists a person's connections by name, then by id.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn connections(
    db: &impl Read,
    who: UserId,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<Connection>, StoreError> {
    let from = "(SELECT id, higher_id AS user_id, created_at FROM connections WHERE lower_id = $1 \
                UNION ALL SELECT id, lower_id, created_at FROM connections WHERE higher_id = $1) c \
                JOIN users u ON u.id = c.user_id LEFT JOIN settings p ON p.user_id = u.id";
    let columns = "c.id, c.user_id, u.username, p.preferred_name, c.created_at";
    let order = ByName { name: "u.username_order", id: "c.id" };
    let rows = by_name::<PeerRow>(db, who, columns, from, &order, after, limit).await?;
    let items = rows.into_iter().map(|row| {
        let (id, created_at) = (ConnectionId(row.id), instant::from_column(row.created_at)?);
        Ok(Connection { id, with: row.into_peer(), created_at })
    });
    let items = items.collect::<Result<Vec<_>, StoreError>>()?;
    Ok(Page::from_overfetched(items, limit, |one| Keyset {
        key: sort_key(&one.with.username),
        id: one.id.0,
    }))
}

/// Lists the requests that a person can answer, the newest first.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn incoming(
    db: &impl Read,
    who: UserId,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<IncomingRequest>, StoreError> {
    let text = format!(
        "SELECT r.id, r.sender_id AS user_id, u.username, p.preferred_name, r.created_at \
         FROM connection_requests r JOIN users u ON u.id = r.sender_id \
         LEFT JOIN settings p ON p.user_id = u.id WHERE {}",
        rights::sees_request("r", "$1")
    );
    let rows = newest::<PeerRow>(db, who, &text, after, limit).await?;
    let items = rows.into_iter().map(|row| {
        let (id, created_at) = (ConnectionRequestId(row.id), instant::from_column(row.created_at)?);
        Ok(IncomingRequest { id, from: row.into_peer(), created_at })
    });
    let items = items.collect::<Result<Vec<_>, StoreError>>()?;
    Ok(Page::from_overfetched(items, limit, |one| by_id(one.id)))
}

#[derive(FromQueryResult)]
struct OutgoingRow {
    id: i64,
    username: String,
    created_at: DateTime<Utc>,
}

/// Lists the requests that a person has open, the newest first. Nothing is read of those whom they
/// are for.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn outgoing(
    db: &impl Read,
    who: UserId,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<OutgoingRequest>, StoreError> {
    let text = "SELECT r.id, r.username, r.created_at FROM connection_requests r \
                WHERE r.sender_id = $1";
    let rows = newest::<OutgoingRow>(db, who, text, after, limit).await?;
    let items = rows.into_iter().map(|row| {
        let created_at = instant::from_column(row.created_at)?;
        let (id, username) = (ConnectionRequestId(row.id), row.username);
        Ok(OutgoingRequest { id, username, created_at })
    });
    let items = items.collect::<Result<Vec<_>, StoreError>>()?;
    Ok(Page::from_overfetched(items, limit, |one| by_id(one.id)))
}

#[derive(FromQueryResult)]
struct BlockedRow {
    id: i64,
    username: String,
    created_at: DateTime<Utc>,
}

/// Lists those whom a person blocks by name, then by id.
///
/// # Errors
/// As [`connections`].
pub async fn blocked(
    db: &impl Read,
    who: UserId,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<BlockedPerson>, StoreError> {
    let from = "(SELECT blocked_id, created_at FROM connection_blocks WHERE user_id = $1) b \
                JOIN users u ON u.id = b.blocked_id";
    let order = ByName { name: "u.username_order", id: "u.id" };
    let columns = "u.id, u.username, b.created_at";
    let rows = by_name::<BlockedRow>(db, who, columns, from, &order, after, limit).await?;
    let items = rows.into_iter().map(|row| {
        let created_at = instant::from_column(row.created_at)?;
        Ok(BlockedPerson { id: UserId(row.id), username: row.username, created_at })
    });
    let items = items.collect::<Result<Vec<_>, StoreError>>()?;
    Ok(Page::from_overfetched(items, limit, |one| Keyset {
        key: sort_key(&one.username),
        id: one.id.0,
    }))
}

fn by_id(id: ConnectionRequestId) -> Keyset {
    Keyset { key: String::new(), id: id.0 }
}

/// The columns that a list by name is ordered by.
struct ByName {
    name: &'static str,
    id: &'static str,
}

async fn by_name<Row: FromQueryResult>(
    db: &impl Read,
    who: UserId,
    columns: &str,
    from: &str,
    ByName { name, id }: &ByName,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Vec<Row>, StoreError> {
    let select = format!("SELECT {columns} FROM {from}");
    let order = format!("ORDER BY {name}, {id}");
    let limit = fetched(limit);
    let statement = match after {
        None => {
            let text = format!("{select} {order} LIMIT $2");
            sql::statement(db.db(), text, [who.0.into(), limit])
        }
        Some(after) => {
            let text = format!("{select} WHERE ({name}, {id}) > ($2, $3) {order} LIMIT $4");
            let values = [who.0.into(), sql::cursor_text(&after.key)?, after.id.into(), limit];
            sql::statement(db.db(), text, values)
        }
    };
    Ok(Row::find_by_statement(statement).all(db.db()).await?)
}

async fn newest<Row: FromQueryResult>(
    db: &impl Read,
    who: UserId,
    select: &str,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Vec<Row>, StoreError> {
    // No id is greater.
    let before = after.map_or(i64::MAX, |after| after.id);
    let text = format!("{select} AND r.id < $2 ORDER BY r.id DESC LIMIT $3");
    let statement = sql::statement(db.db(), text, [who.0.into(), before.into(), fetched(limit)]);
    Ok(Row::find_by_statement(statement).all(db.db()).await?)
}

/// One row more than asked for tells whether another page follows.
fn fetched(limit: Limit) -> Value {
    i64::try_from(limit.get() + 1).unwrap_or(i64::MAX).into()
}
