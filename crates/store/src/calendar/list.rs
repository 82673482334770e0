//! The list of calendars: one statement, by keyset.

use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use umbra_domain::{
    UserId,
    calendar::{Calendar, SeenCalendar},
    page::{Keyset, Limit, Page},
    text::sort_key,
};

use super::seen::{self, SeenRow};
use crate::{
    Read, StoreError,
    entity::{calendar::Column, calendar_member::Column as OfMember},
    rights::{self, Held},
    sql,
};

/// Lists the calendars that a person may see by the sort order they have given them, then by name, then
/// by id.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn list(
    db: &impl Read,
    who: UserId,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<SeenCalendar>, StoreError> {
    let mut select = seen::with_preferences(rights::visible::<Calendar>(who));
    if let Some(after) = after {
        let there = sql::placed_name(&after.key)?.into_iter().chain([after.id.into()]);
        let here =
            [OfMember::SortOrder.into_expr(), Column::NameKey.into_expr(), Column::Id.into_expr()];
        select = select.filter(Expr::tuple(here).gt(Expr::tuple(there.map(Expr::val))));
    }
    let select = select
        .order_by_asc(OfMember::SortOrder)
        .order_by_asc(Column::NameKey)
        .order_by_asc(Column::Id)
        .limit(limit.get() + 1);
    let select = rights::with_right::<Calendar>(select);
    let statement = select.build(db.db().get_database_backend());
    let rows = rights::rows::<SeenRow>(db.db(), statement).await?.into_iter();
    let items = rows.map(|Held { row, right }| seen::to_seen(row, right));
    let items = items.collect::<Result<Vec<_>, StoreError>>()?;
    Ok(Page::from_overfetched(items, limit, |one| Keyset {
        key: format!("{}:{}", one.preferences.sort_order.get(), sort_key(one.name.as_str())),
        id: one.id.0,
    }))
}
