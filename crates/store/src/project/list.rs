//! The list of projects: one statement, by keyset.

use sea_orm::{
    ColumnTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use umbra_domain::{
    Stored, UserId,
    page::{Keyset, Limit, Page},
    project::{Project, ProjectFilter},
    text::sort_key,
};

use super::row::Row;
use crate::{
    Read, StoreError,
    entity::{project::Column, project_member::Column as Own},
    rights, sql,
    table::Table as _,
};

/// Lists the projects that a person may see by the place that they have given them, then by name
/// whatever its case, then by id.
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
        select = select.filter(Own::IsArchived.eq(is_archived));
    }
    if let Some(text) = &filter.search {
        select = select.filter(sql::contains(Column::SearchText, text));
    }
    if let Some(Keyset { key, id }) = after {
        let here =
            [Own::SortOrder.into_expr(), Column::NameKey.into_expr(), Column::Id.into_expr()];
        let there = sql::placed_name(key)?.into_iter().chain([(*id).into()]).map(Expr::val);
        select = select.filter(Expr::tuple(here).gt(Expr::tuple(there)));
    }
    let rows = select
        .order_by_asc(Own::SortOrder)
        .order_by_asc(Column::NameKey)
        .order_by_asc(Column::Id)
        .limit(limit.get() + 1)
        .into_model::<Row>()
        .all(db.db())
        .await?;
    let projects = Project::read(db, rows).await?;
    Ok(Page::from_overfetched(projects, limit, |project| Keyset {
        key: format!("{}:{}", project.sort_order.get(), sort_key(project.name.as_str())),
        id: project.id.0,
    }))
}
