//! Reminders that go by the clock of zones whose rules have changed, whosever they are.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use umbra_domain::{Stored, reminder::Reminder};

use super::claim::{self, Claimed};
use crate::{
    StoreError, Tx,
    entity::{
        event,
        reminder::{Column, Entity},
        settings,
    },
    event::in_zones,
    instant,
    table::Table,
    tx::handle::Handle,
};

/// Finds reminders that may ring again and go by the clock of any of these zones, or are on an
/// event that does, by id from the one after `after`, and locks them, after the settings of their
/// owners, until the transaction ends. Returns them and the last id if there may be more. Those
/// that can't be read are left out and told in the log.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock_in_zones(
    tx: &Tx,
    zones: &[String],
    after: i64,
    now: Timestamp,
    limit: u64,
) -> Result<(Vec<Claimed>, Option<i64>), StoreError> {
    let events = event::Entity::find().select_only().column(event::Column::Id);
    let events = events.filter(in_zones(zones)).into_query();
    let there = Condition::any()
        .add(Column::Timezone.is_in(zones.iter().map(String::as_str)))
        .add(Column::EventId.in_subquery(events));
    // One that is switched off has no next moment, but shows its first one.
    let rings = Condition::any()
        .add(Column::NextAt.is_not_null())
        .add(Column::RemindAt.gte(instant::to_column(now)));
    let found: Vec<(i64, i64)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::UserId])
        .filter(Column::Id.gt(after))
        .filter(there)
        .filter(rings)
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(tx.db())
        .await?;
    let last = found.last().map(|(id, _)| *id).filter(|_| found.len() as u64 == limit);
    let (ids, mut owners): (Vec<i64>, Vec<i64>) = found.into_iter().unzip();
    owners.sort_unstable();
    owners.dedup();
    // Whoever moves a person's reminders to another zone holds this.
    settings::Entity::find()
        .filter(settings::Column::UserId.is_in(owners))
        .order_by_asc(settings::Column::UserId)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    let mut reminders = Vec::with_capacity(rows.len());
    for (id, read) in claim::to_claimed(tx, rows).await? {
        match read {
            Ok(reminder) => reminders.push(reminder),
            Err(error) => {
                tracing::error!(reminder = id.0, %error, "a reminder can't be read; left as it is");
            }
        }
    }
    Ok((reminders, last))
}

/// Writes a reminder as it is by the rules that its zone has now, with a new version.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn write_kept(tx: &Tx, reminder: &Stored<Reminder>) -> Result<(), StoreError> {
    let mut row = reminder.body.to_row();
    row.version = Set(reminder.version + 1);
    Entity::update_many().set(row).filter(Column::Id.eq(reminder.id.0)).exec(tx.db()).await?;
    Ok(())
}
