//! Calendars, and which of them events go into.
//!
//! Whoever creates, changes or deletes one of their own holds the lock on their own row
//! ([`crate::user::lock_owner`]). That keeps the number of calendars and which of them is the
//! default from changing meanwhile, and it is the first lock taken, so two who change calendars
//! don't deadlock. Who divides a series while its calendar goes may, on PostgreSQL: one of the two
//! is told to try again.

mod list;
mod members;
mod row;
mod seen;
mod shared;

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{ExprTrait, LockType},
};
use umbra_domain::{CalendarId, UserId, calendar::Calendar, rights::Right};

pub use list::list;
pub use members::{
    accept, find_member, hand_over, has_room, members, offer, remove, set_right, withdraw,
};
pub use seen::{create, find_seen, lock_seen, update, update_preferences};
pub use shared::{shared_with, sharing};

use crate::{
    Access, Edit, Read, StoreError, Tx,
    entity::calendar::{Column, Entity},
    instant, rights,
    tx::handle::Handle,
};

/// Keeps the calendar that is a person's default one, and theirs.
fn is_own_default() -> Condition {
    Condition::all().add(Column::IsDefault.eq(true)).add(rights::holds(Right::Own))
}

/// Finds the calendar into which a person may put events: the one they name, or their default one. It
/// can't be deleted, nor the right be taken away, until the transaction ends: whoever takes it away finds
/// all that was put there with it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_events(
    tx: &Tx,
    who: UserId,
    id: Option<CalendarId>,
) -> Result<Access<CalendarId, Edit>, StoreError> {
    locked(tx, wanted(who, id).column(Column::Id)).await
}

/// Selects, without a column yet, the calendar that a person names, or their default one, if they hold
/// anything on it.
fn wanted(who: UserId, id: Option<CalendarId>) -> Select<Entity> {
    let wanted = match id {
        Some(id) => Condition::all().add(Column::Id.eq(id.0)),
        None => is_own_default(),
    };
    rights::joined::<Calendar>(Entity::find().select_only().filter(wanted), who)
}

/// The same for a statement that puts an event into it.
pub(crate) fn to_fill(who: UserId, id: Option<CalendarId>) -> Select<Entity> {
    wanted(who, id).filter(rights::holds(Right::Edit))
}

/// Tells whether a person may know of a calendar, if only of when somebody is busy by it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn is_known(db: &impl Read, who: UserId, id: CalendarId) -> Result<bool, StoreError> {
    let found = rights::numbers::<Calendar>(who, Right::Busy).filter(Column::Id.eq(id.0));
    Ok(found.into_tuple::<i64>().one(db.db()).await?.is_some())
}

/// Finds the calendar into which a copy goes: the one that its original names, or the default one
/// when that has gone, isn't the person's to change any more, or none is named. It can't be deleted
/// until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_copy(
    tx: &Tx,
    who: UserId,
    named: Option<CalendarId>,
) -> Result<Access<CalendarId, Edit>, StoreError> {
    let changeable = |id: CalendarId| Column::Id.eq(id.0).and(rights::holds(Right::Edit));
    let wanted = Condition::any().add(is_own_default()).add_option(named.map(changeable));
    let numbers = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(wanted)
        // Of the two the default one comes last.
        .order_by_asc(Column::IsDefault)
        .limit(1);
    locked(tx, rights::joined::<Calendar>(numbers, who)).await
}

async fn locked(tx: &Tx, select: Select<Entity>) -> Result<Access<CalendarId, Edit>, StoreError> {
    let statement = rights::locking::<Calendar>(select, LockType::KeyShare, tx.db());
    rights::decide_locked::<Calendar, _, _>(tx.db(), statement, CalendarId).await
}

/// Takes the flag from a person's default calendar, which gets a new version. The same transaction
/// has to give it to another one, and holds the lock on the person's row.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn clear_default(tx: &Tx, who: UserId, now: Timestamp) -> Result<(), StoreError> {
    let number = rights::numbers::<Calendar>(who, Right::Own).filter(Column::IsDefault.eq(true));
    Entity::update_many()
        .col_expr(Column::IsDefault, false.into())
        .col_expr(Column::Version, Column::Version.into_expr().add(1))
        .col_expr(Column::UpdatedAt, instant::to_column(now).into())
        .filter(Column::Id.in_subquery(number.into_query()))
        .exec(tx.db())
        .await?;
    Ok(())
}
