//! Events: rows that the owner of their calendar finds.
//!
//! Whoever changes an event holds the lock on its row, also when only an override changes: of two
//! edits of a series the second one sees what the first one did.

mod joined;
mod overrides;
mod row;
mod window;

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
};
use umbra_domain::{
    EventId, UserId,
    event::{Event, NewEvent, Override},
};

pub use joined::Found;
pub(crate) use joined::with_overrides;
pub use overrides::{overrides, set_override, set_overrides};
pub use window::{WindowQuery, in_window};

use crate::{
    Edit, Granted, Read, StoreError, Tx, View, Write,
    entity::{calendar, event},
    sql,
    tx::handle::Handle,
};

fn owned(who: UserId, id: EventId) -> Select<event::Entity> {
    let calendars = calendar::Entity::find()
        .select_only()
        .column(calendar::Column::Id)
        .filter(calendar::Column::UserId.eq(who.0));
    event::Entity::find_by_id(id.0)
        .filter(event::Column::CalendarId.in_subquery(calendars.into_query()))
}

/// Finds an event that a person may see.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_view(
    db: &impl Read,
    who: UserId,
    id: EventId,
) -> Result<Option<Granted<Event, View>>, StoreError> {
    let found = owned(who, id).one(db.db()).await?;
    Ok(found.map(row::to_event).transpose()?.map(Granted::new))
}

/// Finds an event that a person may change, and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_edit(
    tx: &Tx,
    who: UserId,
    id: EventId,
) -> Result<Option<Granted<Event, Edit>>, StoreError> {
    let found = owned(who, id).lock_exclusive().one(tx.db()).await?;
    Ok(found.map(row::to_event).transpose()?.map(Granted::new))
}

/// Makes an event, without overrides. Its calendar is one that
/// [`crate::calendar::for_events`] found.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::Dangling`] when the calendar has gone.
pub async fn create(db: &impl Write, new: NewEvent, now: Timestamp) -> Result<Event, StoreError> {
    insert(db, new, &[], now).await
}

async fn insert(
    db: &impl Write,
    body: NewEvent,
    overrides: &[Override],
    now: Timestamp,
) -> Result<Event, StoreError> {
    let mut made = Event { id: EventId(0), version: 1, created_at: now, updated_at: now, body };
    let inserted = event::Entity::insert(row::to_model(&made, overrides)).exec(db.db()).await?;
    made.id = EventId(inserted.last_insert_id);
    Ok(made)
}

/// Makes the event that a part of another one becomes, with its overrides.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::Dangling`] when the calendar has gone.
pub async fn create_part(
    tx: &Tx,
    new: NewEvent,
    overrides: &[Override],
    now: Timestamp,
) -> Result<Event, StoreError> {
    let made = insert(tx, new, overrides, now).await?;
    overrides::insert(tx, &made, overrides).await?;
    Ok(made)
}

/// Writes a changed event and returns it with its new version. `overrides` are all that it has
/// now; they are written by [`set_override`] or [`set_overrides`].
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::Dangling`] when its new calendar has
/// gone.
pub async fn update(
    tx: &Tx,
    granted: Granted<Event, Edit>,
    overrides: &[Override],
    now: Timestamp,
) -> Result<Event, StoreError> {
    let mut changed = granted.into_row();
    changed.version += 1;
    changed.updated_at = now;
    let mut model = row::to_model(&changed, overrides);
    model.id = Set(changed.id.0);
    event::Entity::update_many()
        .set(model)
        .filter(event::Column::Id.eq(changed.id.0))
        .exec(tx.db())
        .await?;
    Ok(changed)
}

/// Deletes an event, and its overrides with it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete(tx: &Tx, granted: Granted<Event, Edit>) -> Result<(), StoreError> {
    let id = granted.row().id;
    sql::execute(tx.db(), "DELETE FROM events WHERE id = $1", [id.0.into()]).await?;
    Ok(())
}
