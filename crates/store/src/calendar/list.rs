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
    let after = after.map(|after| Ok::<_, StoreError>((sql::placed_name(&after.key)?, after.id)));
    let keys = &[Column::SortOrder, Column::NameKey];
    let paging = Paging { keys, order: Order::Asc, after: after.transpose()?, limit };
    resource::page::<Calendar>(db, rights::visible::<Calendar>(who), paging, |calendar| {
        format!("{}:{}", calendar.sort_order.get(), sort_key(calendar.name.as_str()))
    })
    .await
}
