//! What is due, as far as the rows tell.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use umbra_domain::{Stored, UserId, page::Limit, reminder::Reminder};

use super::{
    place::{Place, beyond},
    row::OF_REMINDER,
};
use crate::{
    Read, StoreError,
    entity::reminder::{Column, Entity},
    instant, rights,
    table::Table,
    union_query::UnionQuery,
};

/// Lists, in no order, a person's reminders that are due or may be, also those on events: those that
/// were fired and are due still, one more than `limit`, and all that no worker has fired yet though
/// they were to be looked at by `now`. Where workers run the latter are few. Fired in memory, what
/// isn't due shows.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn due(
    db: &impl Read,
    who: UserId,
    now: Timestamp,
    after: Option<Place>,
    limit: Limit,
) -> Result<Vec<Stored<Reminder>>, StoreError> {
    let all = may_be_due(who, now, after, limit).into_iter();
    let all =
        all.fold(UnionQuery::default(), |all, due| all.things::<Reminder>(0, due, &OF_REMINDER));
    Reminder::read(db, all.read(db).await?.take(0)?).await
}

/// Selects what [`due`] lists, no reminder twice.
pub(crate) fn may_be_due(
    who: UserId,
    now: Timestamp,
    after: Option<Place>,
    limit: Limit,
) -> [Select<Entity>; 2] {
    let unfired =
        rights::visible::<Reminder>(who).filter(Column::DueAt.lte(instant::to_column(now)));
    let mut fired = rights::visible::<Reminder>(who)
        .filter(Column::FiredAt.is_not_null())
        // The words of the index, which is of no use to a condition with a parameter.
        .filter(Expr::cust("NOT is_dismissed AND snoozed_until IS NULL AND is_active"))
        .filter(Column::DueAt.is_null().or(Column::DueAt.gt(instant::to_column(now))));
    if let Some(Place { at: Some(at), id }) = after {
        fired = fired.filter(beyond(Column::FiredAt, at, id));
    }
    let fired = fired.order_by_asc(Column::FiredAt).order_by_asc(Column::Id);
    [unfired, fired.limit(limit.get() + 1)]
}
