//! The list of people: one statement, by keyset.

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, Select};
use umbra_domain::{
    Stored, UserId,
    page::{Keyset, Limit, Page},
    person::{Person, PersonFilter, PersonSort},
};

use super::search;
use crate::{
    Read, StoreError,
    entity::person::{Column, Entity},
    resource::{self, Paging},
    rights,
};

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct PersonQuery {
    /// Whom.
    pub filter: PersonFilter,
    /// In which order.
    pub sort: PersonSort,
    /// After whom.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
}

/// Lists whom a person knows, by name and then by id.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn list(
    db: &impl Read,
    who: UserId,
    query: &PersonQuery,
) -> Result<Page<Stored<Person>>, StoreError> {
    let PersonQuery { filter, sort, after, limit } = query;
    let key = match sort {
        PersonSort::LastName => Column::LastKey,
        PersonSort::FirstName => Column::FirstKey,
    };
    let keys = [key];
    let paging = Paging::<Person>::by_text(&keys, after.as_ref(), *limit)?;
    let mut select = rights::visible::<Person>(who);
    match &filter.search {
        Some(search) if !search.alternatives().is_empty() => {
            let all = || {
                let select = narrowed(rights::visible::<Person>(who), filter);
                select.select_only().column(Column::Id).column(key)
            };
            let (beyond, most) = (paging.beyond(), limit.get() + 1);
            let found = search::found(db.db(), search, all, beyond.as_ref(), key, most);
            select = select.filter(Column::Id.in_subquery(found));
        }
        _ => select = narrowed(select, filter),
    }
    resource::page(db, select, paging, |person: &Stored<Person>| person.sort_key(*sort)).await
}

fn narrowed(mut select: Select<Entity>, filter: &PersonFilter) -> Select<Entity> {
    if let Some(category) = &filter.category {
        select = select.filter(Column::Category.eq(category.as_str()));
    }
    if let Some(is_favorite) = filter.is_favorite {
        select = select.filter(Column::IsFavorite.eq(is_favorite));
    }
    select
}
