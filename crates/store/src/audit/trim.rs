//! Deleting entries that are older than they are kept.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use umbra_domain::{
    AuditId,
    audit::{Action, Mark},
};

use crate::{
    Autocommit, Read, StoreError, Tx, entity::audit_log, instant, sql, tx::handle::Handle,
};

/// How many entries one statement deletes: it takes the only writer of an SQLite database.
const BATCH: i64 = 1000;

/// An entry that says up to which one entries were deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trim {
    /// Its own place.
    pub id: AuditId,
    /// When it was recorded.
    pub at: Timestamp,
    /// The last entry that was deleted.
    pub upto: Mark,
}

/// Finds the newest entry that says up to which one entries were deleted.
///
/// # Errors
/// [`StoreError`] when the database fails. An entry that can't be read is none.
pub async fn last_trim(db: &impl Read) -> Result<Option<Trim>, StoreError> {
    let row = audit_log::Entity::find()
        .filter(audit_log::Column::Action.eq(Action::TrimAudit.as_str()))
        .order_by_desc(audit_log::Column::Id)
        .limit(1)
        .one(db.db())
        .await?;
    Ok(row.and_then(|row| {
        let upto: Mark = row.detail?.parse().ok()?;
        let at = instant::from_column(row.at).ok()?;
        (upto.id.0 < row.id).then_some(Trim { id: AuditId(row.id), at, upto })
    }))
}

#[derive(FromQueryResult)]
struct Place {
    id: i64,
}

/// Finds the first entry that isn't older than `since`: none before it is as young.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn untrimmed_from(
    db: &impl Read,
    since: Timestamp,
) -> Result<Option<AuditId>, StoreError> {
    // By place and not by time: clocks are set back, and what is kept is one piece of the chain.
    let text = "SELECT id FROM audit_log WHERE at >= $1 ORDER BY id LIMIT 1";
    let row: Option<Place> = sql::one(db.db(), text, [instant::to_column(since).into()]).await?;
    Ok(row.map(|row| AuditId(row.id)))
}

#[derive(FromQueryResult)]
struct Link {
    mac: Vec<u8>,
}

/// Reads an entry's link of the chain.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn link(db: &impl Read, id: AuditId) -> Result<Option<Mark>, StoreError> {
    let text = "SELECT mac FROM audit_log WHERE id = $1";
    let row: Option<Link> = sql::one(db.db(), text, [id.0.into()]).await?;
    row.map(|row| Ok(Mark { id, mac: super::to_mac(row.mac)? })).transpose()
}

/// Lets entries be deleted up to this place, which the caller has recorded in the chain.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn trim(tx: &Tx, upto: AuditId) -> Result<(), StoreError> {
    let text = "UPDATE audit_head SET trimmed_id = $1 WHERE id = 1 AND trimmed_id < $1";
    sql::execute(tx.db(), text, [upto.0.into()]).await?;
    Ok(())
}

/// Deletes some of the entries that [`trim`] released, the oldest first, and tells how many. None are
/// left when it deletes none.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete_trimmed(db: &Autocommit) -> Result<u64, StoreError> {
    let text = "DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log \
                WHERE id <= (SELECT trimmed_id FROM audit_head WHERE id = 1) \
                ORDER BY id LIMIT $1)";
    sql::execute(db.db(), text, [BATCH.into()]).await
}
