//! Reminders: rows only their owner finds.
//!
//! A reminder on an event is a row like any other, which the event's feature keeps up: see
//! [`of_event`], [`create`], [`write_states`] and [`forget`].

mod claim;
mod due;
mod list;
mod on_event;
mod place;
mod row;

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use umbra_domain::{
    ReminderId, UserId,
    reminder::{NewReminder, Reminder},
};

pub use claim::{Claimed, any_due, claim_due, write_states};
pub use due::{fired, unfired};
pub use list::{ReminderQuery, list};
pub use on_event::{forget, move_days, of_event};
pub use place::Place;

use crate::{
    Edit, Granted, Read, StoreError, Tx, View, Write, entity::reminder, sql, tx::handle::Handle,
};

/// Finds a reminder that a person may see.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_view(
    db: &impl Read,
    who: UserId,
    id: ReminderId,
) -> Result<Option<Granted<Reminder, View>>, StoreError> {
    let found = reminder::Entity::find_by_id(id.0).filter(reminder::Column::UserId.eq(who.0));
    let found = found.one(db.db()).await?;
    Ok(row::to_reminders(db, Vec::from_iter(found)).await?.pop().map(Granted::new))
}

/// Finds a reminder that a person may change, and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_edit(
    tx: &Tx,
    who: UserId,
    id: ReminderId,
) -> Result<Option<Granted<Reminder, Edit>>, StoreError> {
    let found = reminder::Entity::find_by_id(id.0).filter(reminder::Column::UserId.eq(who.0));
    let found = found.lock_exclusive().one(tx.db()).await?;
    Ok(row::to_reminders(tx, Vec::from_iter(found)).await?.pop().map(Granted::new))
}

/// Makes a reminder, of its own or on an event.
///
/// # Errors
/// [`StoreError`] when the database fails, also when a person has one on the same event so many
/// minutes before already.
pub async fn create(
    db: &impl Write,
    owner: UserId,
    new: NewReminder,
    now: Timestamp,
) -> Result<Reminder, StoreError> {
    let NewReminder { subject, state } = new;
    let mut made = Reminder {
        id: ReminderId(0),
        version: 1,
        subject,
        state,
        created_at: now,
        updated_at: now,
    };
    let mut model = row::to_model(&made);
    model.user_id = Set(owner.0);
    let inserted = reminder::Entity::insert(model).exec(db.db()).await?;
    made.id = ReminderId(inserted.last_insert_id);
    Ok(made)
}

/// Writes a changed reminder and returns it with its new version.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn update(
    tx: &Tx,
    granted: Granted<Reminder, Edit>,
    now: Timestamp,
) -> Result<Reminder, StoreError> {
    let mut changed = granted.into_row();
    changed.version += 1;
    changed.updated_at = now;
    let mut model = row::to_model(&changed);
    model.id = Set(changed.id.0);
    reminder::Entity::update_many()
        .set(model)
        .filter(reminder::Column::Id.eq(changed.id.0))
        .exec(tx.db())
        .await?;
    Ok(changed)
}

/// Deletes a reminder.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete(tx: &Tx, granted: Granted<Reminder, Edit>) -> Result<(), StoreError> {
    let id = granted.row().id;
    sql::execute(tx.db(), "DELETE FROM reminders WHERE id = $1", [id.0.into()]).await?;
    Ok(())
}
