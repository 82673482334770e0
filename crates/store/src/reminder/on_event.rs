//! Reminders on events, for the feature that keeps them up.

use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use umbra_domain::{
    EventId, ReminderId, Stored, UserId, reminder::Reminder, rights::Right, settings::Zone,
};

use super::claim::{self, Claimed};
use crate::{
    StoreError, Tx,
    entity::{
        event, event_override,
        reminder::{Column, Entity},
    },
    rights, sql,
    table::Table,
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

/// Deletes the reminders of those who don't see an event any more: it became private, or is in
/// another calendar now.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn forget_of_others(tx: &Tx, event: EventId) -> Result<(), StoreError> {
    let seen = rights::is_shown("e", "m.held", "reminders.user_id");
    let text = format!(
        "DELETE FROM reminders WHERE event_id = $1 AND NOT EXISTS (SELECT 1 FROM events e \
         JOIN calendar_members m ON m.calendar_id = e.calendar_id AND m.user_id = reminders.user_id \
         WHERE e.id = reminders.event_id AND m.held >= {} AND {seen})",
        Right::View.level(),
    );
    sql::execute(tx.db(), text, [event.0.into()]).await?;
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
        .all(tx.db())
        .await?;
    Reminder::read(tx, rows).await
}
