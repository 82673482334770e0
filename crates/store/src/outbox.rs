//! Facts committed together with the change they tell of.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use umbra_domain::{OutboxId, fact::Fact};

use crate::{Autocommit, Read, StoreError, Tx, entity::outbox, instant, tx::handle::Handle};

/// A fact waiting to be acted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Names the row, and is the idempotency key of the job made from it.
    pub id: OutboxId,
    /// The fact; `None` when a newer version wrote what this one can't read.
    pub fact: Option<Fact>,
}

/// Writes facts down, all in one statement. They are committed with the change they tell of.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn push(tx: &Tx, facts: &[Fact], now: jiff::Timestamp) -> Result<(), StoreError> {
    if facts.is_empty() {
        return Ok(());
    }
    let rows = facts.iter().map(|fact| outbox::ActiveModel {
        kind: Set(fact.kind().to_owned()),
        subject_id: Set(fact.subject()),
        payload: Set(fact.payload()),
        created_at: Set(instant::to_column(now)),
        ..outbox::ActiveModel::default()
    });
    outbox::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Reads the oldest facts, at most `limit`.
///
/// Two relays may read the same rows; the queue's idempotency key keeps one job of each.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn pending(db: &impl Read, limit: u64) -> Result<Vec<Pending>, StoreError> {
    let rows =
        outbox::Entity::find().order_by_asc(outbox::Column::Id).limit(limit).all(db.db()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Pending {
            id: OutboxId(row.id),
            fact: Fact::from_stored(&row.kind, row.subject_id, row.payload.as_deref()),
        })
        .collect())
}

/// Forgets facts whose jobs are safely in the queue.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete(db: &Autocommit, ids: &[OutboxId]) -> Result<(), StoreError> {
    outbox::Entity::delete_many()
        .filter(outbox::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .exec(db.db())
        .await?;
    Ok(())
}
