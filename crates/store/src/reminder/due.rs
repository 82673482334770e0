//! What is due, as far as the rows tell.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use umbra_domain::{Stored, UserId, page::Limit, reminder::Reminder};

use super::place::{Place, beyond};
use crate::{Read, StoreError, entity::reminder::Column, instant, rights, table::Table};

/// Lists a person's reminders, also those on events, that no worker has fired yet though they were
/// to be looked at by `now`. Where workers run these are few.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn unfired(
    db: &impl Read,
    who: UserId,
    now: Timestamp,
) -> Result<Vec<Stored<Reminder>>, StoreError> {
    let rows = rights::visible::<Reminder>(who)
        .filter(Column::DueAt.lte(instant::to_column(now)))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .all(db.db())
        .await?;
    Reminder::read(db, rows).await
}

/// Lists a person's reminders, also those on events, that were fired and are due still, by when
/// they became so: one more than `limit`, and without those that [`unfired`] lists.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn fired(
    db: &impl Read,
    who: UserId,
    now: Timestamp,
    after: Option<Place>,
    limit: Limit,
) -> Result<Vec<Stored<Reminder>>, StoreError> {
    let mut select = rights::visible::<Reminder>(who)
        .filter(Column::FiredAt.is_not_null())
        // The words of the index, which is of no use to a condition with a parameter.
        .filter(Expr::cust("NOT is_dismissed AND snoozed_until IS NULL AND is_active"))
        .filter(Column::DueAt.is_null().or(Column::DueAt.gt(instant::to_column(now))));
    if let Some(Place { at: Some(at), id }) = after {
        select = select.filter(beyond(Column::FiredAt, at, id));
    }
    let rows = select
        .order_by_asc(Column::FiredAt)
        .order_by_asc(Column::Id)
        .limit(limit.get() + 1)
        .all(db.db())
        .await?;
    Reminder::read(db, rows).await
}
