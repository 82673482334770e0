//! Calendars: rows only their owner finds.
//!
//! Whoever creates, changes or deletes one holds the lock on its owner's row
//! ([`crate::user::lock_owner`]). That keeps the number of calendars and which of them is the
//! default from changing meanwhile, and it is the first lock taken, so two who change calendars
//! don't deadlock. Who divides a series while its calendar goes may, on PostgreSQL: one of the two
//! is told to try again.

mod list;
mod row;

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::LockType,
};
use umbra_domain::{
    CalendarId, UserId,
    calendar::{Calendar, NewCalendar},
};

pub use list::list;

use crate::{
    Edit, Granted, Read, StoreError, Tx, View, entity::calendar, instant, sql, tx::handle::Handle,
};

/// Finds a calendar that a person may see.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_view(
    db: &impl Read,
    who: UserId,
    id: CalendarId,
) -> Result<Option<Granted<Calendar, View>>, StoreError> {
    let found = calendar::Entity::find_by_id(id.0).filter(calendar::Column::UserId.eq(who.0));
    let found = found.one(db.db()).await?;
    Ok(found.map(row::to_calendar).transpose()?.map(Granted::new))
}

/// Finds a calendar that a person may change, and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_edit(
    tx: &Tx,
    who: UserId,
    id: CalendarId,
) -> Result<Option<Granted<Calendar, Edit>>, StoreError> {
    let found = calendar::Entity::find_by_id(id.0).filter(calendar::Column::UserId.eq(who.0));
    let found = found.lock_exclusive().one(tx.db()).await?;
    Ok(found.map(row::to_calendar).transpose()?.map(Granted::new))
}

/// Finds the calendar into which a person may put events: the one they name, or their default one.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_events(
    db: &impl Read,
    who: UserId,
    id: Option<CalendarId>,
) -> Result<Option<CalendarId>, StoreError> {
    let own = calendar::Entity::find().filter(calendar::Column::UserId.eq(who.0));
    let found = match id {
        Some(id) => own.filter(calendar::Column::Id.eq(id.0)),
        None => own.filter(calendar::Column::IsDefault.eq(true)),
    };
    let found = found.select_only().column(calendar::Column::Id);
    let found: Option<i64> = found.into_tuple().one(db.db()).await?;
    Ok(found.map(CalendarId))
}

/// Finds the calendar into which a copy goes: the one that its original names, or the default one
/// when that has gone or none is named. It can't be deleted until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_copy(
    tx: &Tx,
    who: UserId,
    named: Option<CalendarId>,
) -> Result<Option<CalendarId>, StoreError> {
    let wanted = Condition::any()
        .add(calendar::Column::IsDefault.eq(true))
        .add_option(named.map(|id| calendar::Column::Id.eq(id.0)));
    let found = calendar::Entity::find()
        .filter(calendar::Column::UserId.eq(who.0))
        .filter(wanted)
        // Of the two the default one comes last.
        .order_by_asc(calendar::Column::IsDefault)
        .select_only()
        .column(calendar::Column::Id)
        .lock(LockType::KeyShare);
    let found: Option<i64> = found.into_tuple().one(tx.db()).await?;
    Ok(found.map(CalendarId))
}

/// Counts a person's calendars.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn count(tx: &Tx, owner: UserId) -> Result<u64, StoreError> {
    let all = calendar::Entity::find().filter(calendar::Column::UserId.eq(owner.0));
    Ok(all.count(tx.db()).await?)
}

/// Makes a calendar. Before a new default one, [`clear_default`].
///
/// # Errors
/// [`StoreError`] when the database fails, also when there is a default calendar already.
pub async fn create(
    tx: &Tx,
    owner: UserId,
    new: NewCalendar,
    now: Timestamp,
) -> Result<Calendar, StoreError> {
    let mut made = Calendar {
        id: CalendarId(0),
        version: 1,
        name: new.name,
        color: new.color,
        description: new.description,
        is_default: new.is_default,
        is_visible: new.is_visible,
        sort_order: new.sort_order,
        created_at: now,
        updated_at: now,
    };
    let mut model = row::to_model(&made);
    model.user_id = Set(owner.0);
    let inserted = calendar::Entity::insert(model).exec(tx.db()).await?;
    made.id = CalendarId(inserted.last_insert_id);
    Ok(made)
}

/// Takes the flag from a person's default calendar, which gets a new version. The same transaction
/// has to give it to another one.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn clear_default(tx: &Tx, owner: UserId, now: Timestamp) -> Result<(), StoreError> {
    let text = "UPDATE calendars SET is_default = $2, version = version + 1, updated_at = $3 \
                WHERE user_id = $1 AND is_default";
    let values = [owner.0.into(), false.into(), instant::to_column(now).into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Writes a changed calendar and returns it with its new version. Before it becomes the default
/// one, [`clear_default`].
///
/// # Errors
/// [`StoreError`] when the database fails, also when another calendar is the default one.
pub async fn update(
    tx: &Tx,
    granted: Granted<Calendar, Edit>,
    now: Timestamp,
) -> Result<Calendar, StoreError> {
    let mut changed = granted.into_row();
    changed.version += 1;
    changed.updated_at = now;
    let mut model = row::to_model(&changed);
    model.id = Set(changed.id.0);
    calendar::Entity::update_many()
        .set(model)
        .filter(calendar::Column::Id.eq(changed.id.0))
        .exec(tx.db())
        .await?;
    Ok(changed)
}

/// Deletes a calendar.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete(tx: &Tx, granted: Granted<Calendar, Edit>) -> Result<(), StoreError> {
    let id = granted.row().id;
    sql::execute(tx.db(), "DELETE FROM calendars WHERE id = $1", [id.0.into()]).await?;
    Ok(())
}
