//! Reminders on events, for the feature that keeps them up.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use umbra_domain::{EventId, ReminderId};

use super::claim::{self, Claimed};
use crate::{
    StoreError, Tx,
    entity::reminder::{Column, Entity},
    tx::handle::Handle,
};

/// Finds everybody's reminders on an event, by id, and locks them until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn of_event(tx: &Tx, event: EventId) -> Result<Vec<Claimed>, StoreError> {
    let rows = Entity::find()
        .filter(Column::EventId.eq(event.0))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    claim::to_claimed(tx, rows).await?.into_iter().map(|(_, read)| read).collect()
}

/// Deletes reminders of an event that isn't to have them any more.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn forget(tx: &Tx, ids: &[ReminderId]) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(Column::EventId.is_not_null())
        .exec(tx.db())
        .await?;
    Ok(())
}
