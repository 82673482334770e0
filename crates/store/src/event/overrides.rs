//! Overrides: what differs between an occurrence and its series.
//!
//! All of these are called under the lock of the event's row.

use jiff::civil::DateTime;
use sea_orm::{
    ColumnTrait, EntityTrait, Iterable as _, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{ExprTrait as _, OnConflict},
};
use umbra_domain::{
    Stored,
    civil::format_local,
    event::{Event, Override},
};

use super::row::{self, OverrideRow};
use crate::{
    Granted, MayChange, Needed, StoreError, Tx,
    entity::{
        event_override::{self, Column},
        location,
    },
    sql,
    tx::handle::Handle,
};

/// How many rows are written at a time: no more parameters than SQLite takes.
const CHUNK: usize = 500;

/// Reads all overrides of a series, by their place in it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn overrides<R: Needed>(
    tx: &Tx,
    granted: &Granted<Stored<Event>, R>,
) -> Result<Vec<Override>, StoreError> {
    if granted.row().body.repeat.is_none() {
        return Ok(Vec::new());
    }
    let mut select = event_override::Entity::find()
        .expr_as(location::Column::Name.into_expr(), "place_name")
        .expr_as(location::Column::Address.into_expr(), "place_address")
        .expr_as(location::Column::Label.into_expr(), "place_label");
    let there = location::Column::Id.into_expr().eq(Column::LocationId.into_expr());
    QueryTrait::query(&mut select).left_join(location::Entity, there);
    let rows = select
        .filter(Column::EventId.eq(granted.row().id.0))
        .order_by_asc(Column::RecurrenceId)
        .into_model::<OverrideRow>()
        .all(tx.db())
        .await?;
    rows.into_iter().map(|row| row::to_override(row, tx.zones())).collect()
}

/// Replaces all overrides of a changed series.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_overrides<R: MayChange>(
    tx: &Tx,
    granted: &Granted<Stored<Event>, R>,
    overrides: &[Override],
) -> Result<(), StoreError> {
    replace(tx, granted.row(), overrides).await
}

/// Deletes those that aren't among these, and writes these: what says the same stays the same row, so that the
/// database sees what moves.
pub(super) async fn replace(
    tx: &Tx,
    event: &Stored<Event>,
    overrides: &[Override],
) -> Result<(), StoreError> {
    let kept = overrides.iter().map(|changed| format_local(changed.recurrence_id));
    event_override::Entity::delete_many()
        .filter(Column::EventId.eq(event.id.0))
        .filter(Column::RecurrenceId.is_not_in(kept))
        .exec(tx.db())
        .await?;
    write(tx, event, overrides).await
}

/// Replaces or drops the override of one occurrence.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_override<R: MayChange>(
    tx: &Tx,
    granted: &Granted<Stored<Event>, R>,
    recurrence_id: DateTime,
    changed: Option<&Override>,
) -> Result<(), StoreError> {
    let event = granted.row();
    if let Some(changed) = changed {
        return write(tx, event, std::slice::from_ref(changed)).await;
    }
    let text = "DELETE FROM event_overrides WHERE event_id = $1 AND recurrence_id = $2";
    let values = [event.id.0.into(), format_local(recurrence_id).into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Writes overrides, in place of those of the same occurrences.
pub(super) async fn write(
    tx: &Tx,
    event: &Stored<Event>,
    overrides: &[Override],
) -> Result<(), StoreError> {
    let named = [Column::EventId, Column::RecurrenceId];
    let others =
        Column::iter().filter(|column| !matches!(column, Column::EventId | Column::RecurrenceId));
    let known = OnConflict::columns(named).update_columns(others).to_owned();
    for chunk in overrides.chunks(CHUNK) {
        let rows = chunk.iter().map(|changed| row::to_override_model(event, changed));
        let rows = event_override::Entity::insert_many(rows).on_conflict(known.clone());
        rows.exec_without_returning(tx.db()).await?;
    }
    Ok(())
}
