//! The list of templates: one statement, by keyset.

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use umbra_domain::{
    UserId,
    page::{Keyset, Limit, Page},
    template::Template,
    text::fold,
};

use super::row;
use crate::{
    Read, StoreError,
    entity::event_template::{self, Column},
};

/// Lists a person's templates by name whatever its case, then by id.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn list(
    db: &impl Read,
    who: UserId,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<Template>, StoreError> {
    let mut select = event_template::Entity::find().filter(Column::UserId.eq(who.0));
    if let Some(after) = after {
        let here = [Column::NameKey, Column::Id].map(Expr::col);
        let there = [Expr::value(after.key.as_str()), Expr::value(after.id)];
        select = select.filter(Expr::tuple(here).gt(Expr::tuple(there)));
    }
    let rows = select
        .order_by_asc(Column::NameKey)
        .order_by_asc(Column::Id)
        .limit(limit.get() + 1)
        .all(db.db())
        .await?;
    let items = rows.into_iter().map(row::to_template).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_overfetched(items, limit, |template| Keyset {
        key: fold(template.body.name.as_str()),
        id: template.id.0,
    }))
}
