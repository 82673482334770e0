//! The list of a person's own reminders, by keyset.

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use umbra_domain::{
    Stored, UserId,
    page::{Keyset, Limit, Page},
    reminder::{Reminder, ReminderFilter},
};

use super::{
    place::{Place, beyond},
    row::Row,
};
use crate::{
    Read, StoreError,
    entity::reminder::{Column, Entity},
    instant, rights, sql,
    table::Table,
};

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct ReminderQuery {
    /// Which reminders.
    pub filter: ReminderFilter,
    /// After which one.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
}

/// Lists a person's own reminders by when they ring next, those that don't last, then by id.
///
/// Both kinds have a statement each, because the databases put rows without an instant at
/// different ends of an index.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn list(
    db: &impl Read,
    who: UserId,
    query: &ReminderQuery,
) -> Result<Page<Stored<Reminder>>, StoreError> {
    let ReminderQuery { filter, after, limit } = query;
    let after = after.as_ref().map(Place::read).transpose()?;
    let mut wanted = limit.get() + 1;
    let mut rows = Vec::new();
    let next = match after {
        None => Some(ringing(who, filter)),
        Some(Place { at: Some(at), id }) => {
            Some(ringing(who, filter).filter(beyond(Column::DueAt, at, id)))
        }
        Some(Place { at: None, .. }) => None,
    };
    if let Some(select) = next {
        rows = select.limit(wanted).into_model::<Row>().all(db.db()).await?;
        wanted -= rows.len() as u64;
    }
    if wanted > 0 && filter.from.is_none() && filter.to.is_none() {
        let seen = after.filter(|place| place.at.is_none()).map_or(0, |place| place.id);
        let silent = own(who, filter).filter(Column::DueAt.is_null()).filter(Column::Id.gt(seen));
        let silent = silent.order_by_asc(Column::Id).limit(wanted).into_model::<Row>();
        rows.extend(silent.all(db.db()).await?);
    }
    let items = Reminder::read(db, rows).await?;
    Ok(Page::from_overfetched(items, *limit, |reminder| {
        Place { at: reminder.state.due_at(), id: reminder.id.0 }.keyset()
    }))
}

/// Selects those that ring again, by when they do.
pub(crate) fn ringing(who: UserId, filter: &ReminderFilter) -> Select<Entity> {
    let select = own(who, filter).filter(Column::DueAt.is_not_null());
    select.order_by_asc(Column::DueAt).order_by_asc(Column::Id)
}

fn own(who: UserId, filter: &ReminderFilter) -> Select<Entity> {
    let mut select = rights::visible::<Reminder>(who).filter(Column::EventId.is_null());
    if let Some(active) = filter.active {
        select = select.filter(Column::IsActive.eq(active));
    }
    if let Some(dismissed) = filter.dismissed {
        select = select.filter(Column::IsDismissed.eq(dismissed));
    }
    if let Some(from) = filter.from {
        select = select.filter(Column::DueAt.gte(instant::to_column(from)));
    }
    if let Some(to) = filter.to {
        select = select.filter(Column::DueAt.lt(instant::to_column(to)));
    }
    if let Some(text) = &filter.search {
        select = select.filter(sql::contains(Column::SearchText, text));
    }
    select
}
