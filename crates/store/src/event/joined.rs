//! Events together with their overrides, in one statement.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{FromQueryResult, Iterable, QueryResult};
use umbra_domain::event::{Event, Override};

use super::row;
use crate::{
    Read, StoreError,
    entity::{event, event_override},
    sql,
};

/// An event with the overrides that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The event.
    pub event: Arc<Event>,
    /// Overrides, of a window those of occurrences that were in it, or are now.
    pub overrides: Vec<Override>,
}

/// One row of a statement that joins both.
pub(super) struct Row {
    event: event::Model,
    changed: Option<event_override::Model>,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, sea_orm::DbErr> {
        let event = event::Model::from_query_result(row, "e_")?;
        let is_changed: Option<i64> = row.try_get("o_", "event_id")?;
        let changed = is_changed.map(|_| event_override::Model::from_query_result(row, "o_"));
        Ok(Self { event, changed: changed.transpose()? })
    }
}

/// Finds events with all of their overrides, whosever they are. The caller has found something
/// that belongs to them.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub(crate) async fn with_overrides(
    db: &impl Read,
    ids: &[i64],
) -> Result<HashMap<i64, Found>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!(
        "SELECT {} FROM events e LEFT JOIN event_overrides o ON o.event_id = e.id \
         WHERE e.id {} ORDER BY e.id, o.recurrence_id",
        columns(),
        sql::one_of(db.db(), 1),
    );
    let statement = sql::statement(db.db(), text, [sql::ids(ids)]);
    let found = grouped(Row::find_by_statement(statement).all(db.db()).await?)?;
    Ok(found.into_iter().map(|found| (found.event.id.0, found)).collect())
}

/// Lists the columns of both tables, `e` and `o`, as [`Row`] reads them.
pub(super) fn columns() -> String {
    format!("{}, {}", aliased::<event::Column>("e"), aliased::<event_override::Column>("o"))
}

/// Lists the columns of a table under names that tell the tables apart.
fn aliased<C: Iterable + sea_orm::IdenStatic>(table: &str) -> String {
    let columns = C::iter().map(|column| {
        let name = column.as_str();
        format!("{table}.{name} AS {table}_{name}")
    });
    columns.collect::<Vec<_>>().join(", ")
}

/// Puts the rows of one event, which follow each other, together.
pub(super) fn grouped(rows: Vec<Row>) -> Result<Vec<Found>, StoreError> {
    let mut all: Vec<Found> = Vec::new();
    for Row { event, changed } in rows {
        let changed = changed.map(row::to_override).transpose()?;
        match all.last_mut() {
            Some(last) if last.event.id.0 == event.id => last.overrides.extend(changed),
            _ => all.push(Found {
                event: Arc::new(row::to_event(event)?),
                overrides: changed.into_iter().collect(),
            }),
        }
    }
    Ok(all)
}
