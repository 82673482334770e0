//! Event templates: rows only their owner finds.
//!
//! Whoever creates one holds the lock on its owner's row ([`crate::user::lock_owner`]), which keeps
//! the number of templates from growing meanwhile.

mod list;
mod row;

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use umbra_domain::{
    CalendarId, TemplateId, UserId,
    calendar::Calendar,
    template::{NewTemplate, Template},
};

pub use list::list;

use crate::{
    Edit, Granted, Read, StoreError, Tx, View,
    entity::event_template::{self, Column},
    instant, sql,
    tx::handle::Handle,
};

/// Finds a template that a person may see.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_view(
    db: &impl Read,
    who: UserId,
    id: TemplateId,
) -> Result<Option<Granted<Template, View>>, StoreError> {
    let found = event_template::Entity::find_by_id(id.0).filter(Column::UserId.eq(who.0));
    let found = found.one(db.db()).await?;
    Ok(found.map(row::to_template).transpose()?.map(Granted::new))
}

/// Finds a template that a person may change, and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_edit(
    tx: &Tx,
    who: UserId,
    id: TemplateId,
) -> Result<Option<Granted<Template, Edit>>, StoreError> {
    let found = event_template::Entity::find_by_id(id.0).filter(Column::UserId.eq(who.0));
    let found = found.lock_exclusive().one(tx.db()).await?;
    Ok(found.map(row::to_template).transpose()?.map(Granted::new))
}

/// Counts a person's templates.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn count(tx: &Tx, owner: UserId) -> Result<u64, StoreError> {
    let all = event_template::Entity::find().filter(Column::UserId.eq(owner.0));
    Ok(all.count(tx.db()).await?)
}

/// Makes a template. Its calendar is one that [`crate::calendar::for_events`] found.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::Dangling`] when the calendar has gone.
pub async fn create(
    tx: &Tx,
    owner: UserId,
    new: NewTemplate,
    now: Timestamp,
) -> Result<Template, StoreError> {
    let id = TemplateId(0);
    let mut made = Template { id, version: 1, created_at: now, updated_at: now, body: new };
    let mut model = row::to_model(&made);
    model.user_id = Set(owner.0);
    let inserted = event_template::Entity::insert(model).exec(tx.db()).await?;
    made.id = TemplateId(inserted.last_insert_id);
    Ok(made)
}

/// Writes a changed template and returns it with its new version.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::Dangling`] when its new calendar has
/// gone.
pub async fn update(
    tx: &Tx,
    granted: Granted<Template, Edit>,
    now: Timestamp,
) -> Result<Template, StoreError> {
    let mut changed = granted.into_row();
    changed.version += 1;
    changed.updated_at = now;
    let mut model = row::to_model(&changed);
    model.id = Set(changed.id.0);
    event_template::Entity::update_many()
        .set(model)
        .filter(Column::Id.eq(changed.id.0))
        .exec(tx.db())
        .await?;
    Ok(changed)
}

/// Takes a calendar that is about to be deleted out of all templates, which get new versions.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn forget_calendar(
    tx: &Tx,
    calendar: &Granted<Calendar, Edit>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let CalendarId(id) = calendar.row().id;
    let text = "UPDATE event_templates \
                SET calendar_id = NULL, version = version + 1, updated_at = $2 \
                WHERE calendar_id = $1";
    sql::execute(tx.db(), text, [id.into(), instant::to_column(now).into()]).await?;
    Ok(())
}

/// Deletes a template.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete(tx: &Tx, granted: Granted<Template, Edit>) -> Result<(), StoreError> {
    let id = granted.row().id;
    sql::execute(tx.db(), "DELETE FROM event_templates WHERE id = $1", [id.0.into()]).await?;
    Ok(())
}
