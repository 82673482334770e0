//! Reminders on events, for the feature that keeps them up.

use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use umbra_domain::{
    EventId, ReminderId, Stored, UserId, reminder::Reminder, rights::Right, settings::Zone,
};

use super::{
    claim::{self, Claimed},
    row::Row,
};
use crate::{
    StoreError, Tx,
    entity::{
        event, event_override,
        reminder::{ActiveModel, Column, Entity},
    },
    instant, rights,
    table::Table,
    tx::handle::Handle,
};

/// Finds the reminders of some people on an event, by id, and locks them until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn of_event(
    tx: &Tx,
    event: EventId,
    people: &[UserId],
) -> Result<Vec<Claimed>, StoreError> {
    let rows = Entity::find()
        .filter(Column::EventId.eq(event.0))
        .filter(Column::UserId.is_in(people.iter().map(|who| who.0)))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    claim::to_claimed(tx, rows).await?.into_iter().map(|(_, read)| read).collect()
}

/// How many rows are written at a time: no more parameters than SQLite takes.
const CHUNK: usize = 500;

/// Makes reminders on events, each for a person.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn create_on_event(
    tx: &Tx,
    new: &[(UserId, Reminder)],
    now: Timestamp,
) -> Result<(), StoreError> {
    const FIRST: i64 = 1;
    for chunk in new.chunks(CHUNK) {
        let rows = chunk.iter().map(|(who, reminder)| ActiveModel {
            user_id: Set(who.0),
            version: Set(FIRST),
            created_at: Set(instant::to_column(now)),
            updated_at: Set(instant::to_column(now)),
            ..reminder.to_row()
        });
        Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(())
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

/// Puts reminders on the event that a part of theirs has become. They are locked, and the event has no others.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn take_along(tx: &Tx, ids: &[ReminderId], part: EventId) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::EventId, part.0.into())
        .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(Column::EventId.is_not_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Gives a person's reminders on events another zone, which says where days begin for them, finds
/// those on events with whole days, and locks them until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn move_days(
    tx: &Tx,
    owner: UserId,
    zone: &Zone,
) -> Result<Vec<Stored<Reminder>>, StoreError> {
    let own = rights::numbers::<Reminder>(owner, Right::Own);
    let on_events = own.filter(Column::EventId.is_not_null());
    Entity::update_many()
        .col_expr(Column::Timezone, zone.as_str().into())
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.in_subquery(on_events.into_query()))
        .exec(tx.db())
        .await?;
    let whole_days = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::Timezone.is_null());
    // Also a single occurrence of a timed series may be of whole days.
    let made_so = event_override::Entity::find()
        .select_only()
        .column(event_override::Column::EventId)
        .filter(event_override::Column::Dtstart.is_not_null())
        .filter(event_override::Column::Timezone.is_null());
    let rows = rights::visible::<Reminder>(owner)
        .filter(
            Column::EventId
                .in_subquery(whole_days.into_query())
                .or(Column::EventId.in_subquery(made_so.into_query())),
        )
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .into_model::<Row>()
        .all(tx.db())
        .await?;
    Reminder::read(tx, rows).await
}
