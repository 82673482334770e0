//! Overrides: what differs between an occurrence and its series.
//!
//! All of these are called under the lock of the event's row.

use jiff::civil::DateTime;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::ExprTrait as _,
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
    let event = granted.row();
    let text = "DELETE FROM event_overrides WHERE event_id = $1";
    sql::execute(tx.db(), text, [event.id.0.into()]).await?;
    insert(tx, event, overrides).await
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
    let text = "DELETE FROM event_overrides WHERE event_id = $1 AND recurrence_id = $2";
    let values = [event.id.0.into(), format_local(recurrence_id).into()];
    sql::execute(tx.db(), text, values).await?;
    insert(tx, event, changed.map(std::slice::from_ref).unwrap_or_default()).await
}

pub(super) async fn insert(
    tx: &Tx,
    event: &Stored<Event>,
    overrides: &[Override],
) -> Result<(), StoreError> {
    for chunk in overrides.chunks(CHUNK) {
        let rows = chunk.iter().map(|changed| row::to_override_model(event, changed));
        event_override::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}
