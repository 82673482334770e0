//! The list of calendars: one statement, by keyset.

use sea_orm::sea_query::Order;
use umbra_domain::{
    Stored, UserId,
    calendar::Calendar,
    page::{Keyset, Limit, Page},
    text::sort_key,
};

use crate::{
    Read, StoreError,
    entity::calendar::Column,
    resource::{self, Paging},
    rights, sql,
};

/// Lists the calendars that a person may see by sort order, then by name, then by id.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn list(
    db: &impl Read,
    who: UserId,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<Stored<Calendar>>, StoreError> {
    let after = after.map(|after| Ok::<_, StoreError>((split(&after.key)?, after.id)));
    let keys = &[Column::SortOrder, Column::NameKey];
    let paging = Paging { keys, order: Order::Asc, after: after.transpose()?, limit };
    resource::page::<Calendar>(db, rights::visible::<Calendar>(who), paging, |calendar| {
        format!("{}:{}", calendar.sort_order.get(), sort_key(calendar.name.as_str()))
    })
    .await
}

/// Splits a cursor's key into the sort order and the key of the name.
fn split(key: &str) -> Result<Vec<sea_orm::Value>, StoreError> {
    let (sort_order, name_key) = key.split_once(':').ok_or(StoreError::BadCursor)?;
    let sort_order: i32 = sort_order.parse().map_err(|_| StoreError::BadCursor)?;
    Ok(vec![i64::from(sort_order).into(), sql::cursor_text(name_key)?])
}
