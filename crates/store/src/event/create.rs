//! Making an event in one statement.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue, ColumnTrait as _, DatabaseBackend, FromQueryResult,
    IdenStatic as _, Iterable as _, QuerySelect as _,
    sea_query::{Expr, LockType},
};
use umbra_domain::{
    CalendarId, EventId, Stored, UserId,
    calendar::Calendar,
    event::{Event, EventDraft},
};

use super::row;
use crate::{
    Autocommit, StoreError, calendar,
    entity::{calendar::Column as OfCalendar, event::Column},
    instant, rights,
    tx::handle::Handle as _,
};

#[derive(FromQueryResult)]
struct Made {
    id: i64,
    calendar_id: i64,
}

/// Makes an event on which nobody has anything for themselves, in the calendar that a person names or in
/// their default one, if they may put events there; `None` otherwise. Whoever takes the right away comes
/// before it or after it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn create_alone(
    db: &Autocommit,
    who: UserId,
    calendar: Option<CalendarId>,
    new: EventDraft,
    now: Timestamp,
) -> Result<Option<Stored<Event>>, StoreError> {
    const FIRST: i64 = 1;
    let mut row = row::to_draft_row(&new, who);
    row.version = ActiveValue::Set(FIRST);
    row.created_at = ActiveValue::Set(instant::to_column(now));
    row.updated_at = ActiveValue::Set(instant::to_column(now));
    let mut select = calendar::to_fill(who, calendar);
    let mut columns = Vec::new();
    for column in Column::iter() {
        let value = match row.take(column) {
            _ if matches!(column, Column::CalendarId) => Expr::col(OfCalendar::Id.as_column_ref()),
            ActiveValue::Set(value) | ActiveValue::Unchanged(value) => Expr::val(value),
            ActiveValue::NotSet => continue,
        };
        columns.push(column.as_str());
        select = select.expr_as(value, column.as_str());
    }
    let mut statement = rights::with_locks::<Calendar>(select, LockType::KeyShare, db.db());
    statement.sql = format!(
        "INSERT INTO events ({}) {} RETURNING id, calendar_id",
        columns.join(", "),
        statement.sql
    );
    let mut made = Made::find_by_statement(statement.clone()).one(db.db()).await?;
    if made.is_none() && db.db().get_database_backend() == DatabaseBackend::Postgres {
        // As whoever locks looks again.
        made = Made::find_by_statement(statement).one(db.db()).await?;
    }
    let Some(Made { id, calendar_id }) = made else { return Ok(None) };
    let body = new.in_calendar(CalendarId(calendar_id), who);
    Ok(Some(Stored { id: EventId(id), version: FIRST, created_at: now, updated_at: now, body }))
}
