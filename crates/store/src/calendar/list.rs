//! The list of calendars: one statement, by keyset.

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use umbra_domain::{
    UserId,
    calendar::Calendar,
    page::{Keyset, Limit, Page},
    text::fold,
};

use super::row;
use crate::{
    Read, StoreError,
    entity::calendar::{self, Column},
};

/// Lists a person's calendars by sort order, then by name whatever its case, then by id.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::Corrupt`] for a cursor whose key does not
/// fit.
pub async fn list(
    db: &impl Read,
    who: UserId,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<Calendar>, StoreError> {
    let mut select = calendar::Entity::find().filter(Column::UserId.eq(who.0));
    if let Some(after) = after {
        let (sort_order, name_key) = split(&after.key).ok_or(StoreError::Corrupt("cursor"))?;
        let here = [Column::SortOrder, Column::NameKey, Column::Id].map(Expr::col);
        let there = [Expr::value(sort_order), Expr::value(name_key), Expr::value(after.id)];
        select = select.filter(Expr::tuple(here).gt(Expr::tuple(there)));
    }
    let rows = select
        .order_by_asc(Column::SortOrder)
        .order_by_asc(Column::NameKey)
        .order_by_asc(Column::Id)
        .limit(limit.get() + 1)
        .all(db.db())
        .await?;
    let items = rows.into_iter().map(row::to_calendar).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_overfetched(items, limit, |calendar| Keyset {
        key: format!("{}:{}", calendar.sort_order.get(), fold(calendar.name.as_str())),
        id: calendar.id.0,
    }))
}

/// Splits a cursor's key into the sort order and the folded name, which may have colons too.
fn split(key: &str) -> Option<(i64, &str)> {
    let (sort_order, name_key) = key.split_once(':')?;
    let sort_order: i32 = sort_order.parse().ok()?;
    (!name_key.contains('\0')).then_some((sort_order.into(), name_key))
}
