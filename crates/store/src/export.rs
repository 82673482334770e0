//! All that is a person's own, in the order of its ids, to be read from the beginning to the end.
//!
//! Ids never change, so nothing is read twice or passed over however much changes meanwhile. They are read in long
//! strides from an index, and the rows in short ones by their ids: each statement is short, and holds neither locks
//! nor much memory.

mod completions;
mod personal;

use sea_orm::{
    ColumnTrait, EntityName as _, FromQueryResult, IdenStatic as _, QueryFilter, QueryOrder,
    QuerySelect,
};
use umbra_domain::{Stored, UserId, event::Event, id::Id as _, rights::Right};

pub use self::{
    completions::{TaskCompletion, TodoCompletion, task_completions, todo_completions},
    personal::{Preferences, preferences, with_preferences},
};
use crate::{
    Read, StoreError,
    event::{self, Found},
    resource::Resource,
    rights, sql,
};

#[derive(FromQueryResult)]
struct Number {
    id: i64,
}

/// Lists the ids of what is a person's own or in what they own, after `after`, so many at most.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn ids<T: Resource>(
    db: &impl Read,
    who: UserId,
    after: i64,
    limit: u64,
) -> Result<Vec<i64>, StoreError> {
    let rows = rights::owned::<T>(who)
        .filter(T::COLUMNS.id.gt(after))
        .order_by_asc(T::COLUMNS.id)
        .limit(limit)
        .into_model::<Number>();
    Ok(rows.all(db.db()).await?.into_iter().map(|row| row.id).collect())
}

/// Reads those of these things that still are a person's own, in the order of their ids.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn read<T: Resource>(
    db: &impl Read,
    who: UserId,
    ids: &[i64],
) -> Result<Vec<Stored<T>>, StoreError> {
    let rows = rights::at_least::<T>(who, Right::Own)
        .filter(sql::is_one_of(db.db(), &id_of::<T>(), ids))
        .into_model::<T::Row>();
    let mut all = T::read(db, rows.all(db.db()).await?).await?;
    all.sort_unstable_by_key(|row| row.id.get());
    Ok(all)
}

/// Reads those of these events that still are in a calendar of a person's own, in the order of their ids: each with all
/// of its overrides, and what the person has on it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn events(db: &impl Read, who: UserId, ids: &[i64]) -> Result<Vec<Found>, StoreError> {
    let rows = rights::owned::<Event>(who)
        .filter(sql::is_one_of(db.db(), &id_of::<Event>(), ids))
        .into_model::<Number>();
    let own: Vec<_> = rows.all(db.db()).await?.into_iter().map(|row| row.id).collect();
    let mut found: Vec<_> = event::seen_by(db, &own, who).await?.into_values().collect();
    found.sort_unstable_by_key(|one| one.event.id);
    Ok(found)
}

/// Writes the full name of the column with the ids.
fn id_of<T: Resource>() -> String {
    format!("{}.{}", T::Entity::default().table_name(), T::COLUMNS.id.as_str())
}
