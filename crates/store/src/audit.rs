//! The audit log's chain.

mod list;
mod trim;

use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use umbra_domain::{AuditId, UserId, audit::Entry};

pub use self::list::{AuditFilter, AuditRecord, list};
pub use self::trim::{Trim, delete_trimmed, last_trim, link, trim, untrimmed_from};

use crate::{
    Autocommit, Read, StoreError, Tx, Write,
    entity::{audit_head, audit_log},
    instant, sql,
    tx::handle::Handle,
};

/// The end of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last entry's place; 0 before the first.
    pub last: i64,
    /// The last entry's MAC; zeros before the first.
    pub mac: [u8; 32],
    /// Whether somebody has been told that there is something to mirror, and hasn't begun.
    pub mirror_due: bool,
    /// The last entry's place that is known to have reached the log stream.
    pub mirrored: i64,
    /// Up to this place entries are deleted, being too old; 0 before the first was.
    pub trimmed: i64,
}

/// What has to reach the log stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Unmirrored {
    /// The last entry's place that is known to have reached it.
    pub mirrored_id: i64,
    /// The last entry's place.
    pub last_id: i64,
}

/// Locks the end of the chain until the transaction ends. Take it last: everyone who records
/// something waits here.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock_head(tx: &Tx) -> Result<Head, StoreError> {
    to_head(audit_head::Entity::find_by_id(1).lock_exclusive().one(tx.db()).await?)
}

/// Reads the end of the chain.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn head(db: &impl Read) -> Result<Head, StoreError> {
    to_head(audit_head::Entity::find_by_id(1).one(db.db()).await?)
}

fn to_head(row: Option<audit_head::Model>) -> Result<Head, StoreError> {
    let row = row.ok_or(StoreError::Corrupt("audit head"))?;
    Ok(Head {
        last: row.last_id,
        mac: to_mac(row.mac)?,
        mirror_due: row.mirror_due,
        mirrored: row.mirrored_id,
        trimmed: row.trimmed_id,
    })
}

fn to_mac(bytes: Vec<u8>) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Corrupt("audit MAC"))
}

/// Reads the oldest entry that there is.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn oldest(db: &impl Read) -> Result<Option<Entry>, StoreError> {
    Ok(after(db, i64::MIN, 1).await?.pop())
}

/// Appends an entry; the caller worked its place and MAC out from the locked head, which the
/// database moves there. It is due to be mirrored.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn append(tx: &Tx, entry: &Entry) -> Result<(), StoreError> {
    let text = "INSERT INTO audit_log (id, at, actor_id, action, target_id, outcome, address, \
                detail, mac) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = [
        entry.id.0.into(),
        instant::to_column(entry.at).into(),
        entry.actor.map(|user| user.0).into(),
        entry.action.clone().into(),
        entry.target.map(|user| user.0).into(),
        entry.outcome.clone().into(),
        entry.address.clone().into(),
        entry.detail.clone().into(),
        entry.mac.to_vec().into(),
    ];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Begins to mirror: tells what is to do, and lets the next entry give notice again.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn begin_mirroring(db: &Autocommit) -> Result<Unmirrored, StoreError> {
    let text = "UPDATE audit_head SET mirror_due = FALSE WHERE id = 1 \
                RETURNING mirrored_id, last_id";
    sql::one(db.db(), text, []).await?.ok_or(StoreError::Corrupt("audit head"))
}

/// Notes up to which place entries have reached the log stream, and tells whether they had been known
/// to have up to `from`: nobody else has mirrored any meanwhile.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn mirrored(db: &impl Write, from: i64, place: i64) -> Result<bool, StoreError> {
    let text = "UPDATE audit_head SET mirrored_id = $2 WHERE id = 1 AND mirrored_id = $1";
    Ok(sql::execute(db.db(), text, [from.into(), place.into()]).await? > 0)
}

/// Reads entries after a place in the chain, in order, at most `limit`.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn after(db: &impl Read, place: i64, limit: u64) -> Result<Vec<Entry>, StoreError> {
    let rows = audit_log::Entity::find()
        .filter(audit_log::Column::Id.gt(place))
        .order_by_asc(audit_log::Column::Id)
        .limit(limit)
        .all(db.db())
        .await?;
    rows.into_iter().map(to_entry).collect()
}

fn to_entry(row: audit_log::Model) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: AuditId(row.id),
        at: instant::from_column(row.at)?,
        actor: row.actor_id.map(UserId),
        action: row.action,
        target: row.target_id.map(UserId),
        outcome: row.outcome,
        address: row.address,
        detail: row.detail,
        mac: to_mac(row.mac)?,
    })
}
