//! The list of projects: one statement, by keyset.

use sea_orm::{ColumnTrait, QueryFilter, sea_query::Order};
use umbra_domain::{
    Stored, UserId,
    page::{Keyset, Limit, Page},
    project::{Project, ProjectFilter},
    text::sort_key,
};

use crate::{
    Read, StoreError,
    entity::project::Column,
    resource::{self, Paging},
    rights, sql,
};

/// Lists the projects that a person may see by sort order, then by name whatever its case, then by
/// id.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn list(
    db: &impl Read,
    who: UserId,
    filter: &ProjectFilter,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<Stored<Project>>, StoreError> {
    let mut select = rights::visible::<Project>(who);
    if let Some(status) = filter.status {
        select = select.filter(Column::Status.eq(status.rank()));
    }
    if let Some(is_archived) = filter.is_archived {
        select = select.filter(Column::IsArchived.eq(is_archived));
    }
    if let Some(text) = &filter.search {
        select = select.filter(sql::contains(Column::SearchText, text));
    }
    let after = after.map(|after| Ok::<_, StoreError>((sql::placed_name(&after.key)?, after.id)));
    let keys = &[Column::SortOrder, Column::NameKey];
    let paging = Paging { keys, order: Order::Asc, after: after.transpose()?, limit };
    resource::page::<Project>(db, select, paging, |project| {
        format!("{}:{}", project.sort_order.get(), sort_key(project.name.as_str()))
    })
    .await
}
