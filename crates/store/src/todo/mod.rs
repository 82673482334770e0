//! Todos: rows only their owner finds.

mod completion;
mod list;
mod row;

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use umbra_domain::{
    TodoId, UserId,
    todo::{NewTodo, Todo},
};

pub use completion::{record_completion, take_latest_completion};
pub use list::{TodoQuery, list};

use crate::{
    Edit, Granted, Read, StoreError, Tx, View, Write, entity::todo, sql, tx::handle::Handle,
};

/// Finds a todo that a person may see.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_view(
    db: &impl Read,
    who: UserId,
    id: TodoId,
) -> Result<Option<Granted<Todo, View>>, StoreError> {
    let found = todo::Entity::find_by_id(id.0).filter(todo::Column::UserId.eq(who.0));
    let found = found.one(db.db()).await?;
    Ok(found.map(row::to_todo).transpose()?.map(Granted::new))
}

/// Finds a todo that a person may change, and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_edit(
    tx: &Tx,
    who: UserId,
    id: TodoId,
) -> Result<Option<Granted<Todo, Edit>>, StoreError> {
    let found = todo::Entity::find_by_id(id.0).filter(todo::Column::UserId.eq(who.0));
    let found = found.lock_exclusive().one(tx.db()).await?;
    Ok(found.map(row::to_todo).transpose()?.map(Granted::new))
}

/// Writes a new todo down.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn create(
    db: &impl Write,
    owner: UserId,
    new: NewTodo,
    now: Timestamp,
) -> Result<Todo, StoreError> {
    let mut made = Todo {
        id: TodoId(0),
        version: 1,
        title: new.title,
        description: new.description,
        priority: new.priority,
        category: new.category,
        due: new.due,
        recurrence: new.recurrence,
        last_completed_at: None,
        completed_at: new.completed.then_some(now),
        created_at: now,
        updated_at: now,
    };
    let mut model = row::to_model(&made);
    model.user_id = Set(owner.0);
    let inserted = todo::Entity::insert(model).exec(db.db()).await?;
    made.id = TodoId(inserted.last_insert_id);
    Ok(made)
}

/// Writes a changed todo and returns it with its new version.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn update(
    tx: &Tx,
    granted: Granted<Todo, Edit>,
    now: Timestamp,
) -> Result<Todo, StoreError> {
    let mut changed = granted.into_row();
    changed.version += 1;
    changed.updated_at = now;
    let mut model = row::to_model(&changed);
    model.id = Set(changed.id.0);
    todo::Entity::update_many()
        .set(model)
        .filter(todo::Column::Id.eq(changed.id.0))
        .exec(tx.db())
        .await?;
    Ok(changed)
}

/// Deletes a todo.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete(tx: &Tx, granted: Granted<Todo, Edit>) -> Result<(), StoreError> {
    let id = granted.row().id;
    sql::execute(tx.db(), "DELETE FROM todos WHERE id = $1", [id.0.into()]).await?;
    Ok(())
}
