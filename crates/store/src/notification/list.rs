//! The list by keyset, the newest first, and how many are unread.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait as _, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use umbra_domain::{
    DeliveryId, NotificationId, UserId,
    notification::Notification,
    page::{Keyset, Limit, Page},
};

use super::{
    gathered::name_gathered,
    row::{Row, to_notification, with_texts},
    shown::{may_see, shown},
};
use crate::{
    Read, StoreError,
    entity::{
        delivery,
        notification::{Column, Entity},
    },
    instant,
    rights::{self, Who},
    sql,
    union_query::{Named, Rows},
};

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct NotificationQuery {
    /// Only what is unread, or isn't.
    pub unread: Option<bool>,
    /// After which one.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
}

/// Lists what a person was told and may still see, the newest first: by when it happened last, then by
/// id.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn list(
    db: &impl Read,
    who: UserId,
    query: &NotificationQuery,
) -> Result<Page<Notification>, StoreError> {
    let mut select = with_texts(shown(who));
    match query.unread {
        // The words of the index.
        Some(true) => select = select.filter(Expr::cust("notifications.read_at IS NULL")),
        Some(false) => select = select.filter(Expr::cust("notifications.read_at IS NOT NULL")),
        None => {}
    }
    if let Some(Keyset { key, id }) = &query.after {
        let at = instant::to_column(instant::from_cursor(key)?);
        let here = [Column::UpdatedAt, Column::Id].map(|one| Expr::col(one.as_column_ref()));
        let there = [Expr::value(at), Expr::value(*id)];
        select = select.filter(Expr::tuple(here).lt(Expr::tuple(there)));
    }
    let rows = select
        .order_by_desc(Column::UpdatedAt)
        .order_by_desc(Column::Id)
        .limit(query.limit.get() + 1)
        .into_model::<Row>()
        .all(db.db())
        .await?;
    let page = Page::from_overfetched(rows, query.limit, |row| Keyset {
        key: row.updated_at().timestamp_micros().to_string(),
        id: row.id(),
    });
    let Page { items, next } = page;
    let items = items.into_iter().filter_map(|row| to_notification(row, db.zones()).transpose());
    let mut items = items.collect::<Result<Vec<_>, _>>()?;
    name_gathered(db, who, &mut items).await?;
    Ok(Page { items, next })
}

/// Finds one that a person was told and may still see.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(
    db: &impl Read,
    who: UserId,
    id: NotificationId,
) -> Result<Option<Notification>, StoreError> {
    let select = with_texts(shown(who)).filter(Column::Id.eq(id.0));
    let row = select.into_model::<Row>().one(db.db()).await?;
    let mut found = row.map(|row| to_notification(row, db.zones())).transpose()?.flatten();
    name_gathered(db, who, &mut found).await?;
    Ok(found)
}

/// Finds those of some that a person was told and may still see, by their ids; without any it asks nothing.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn of_ids(
    db: &impl Read,
    who: UserId,
    ids: &[NotificationId],
) -> Result<HashMap<NotificationId, Notification>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers: Vec<_> = ids.iter().map(|id| id.0).collect();
    let one_of = sql::is_one_of(db.db(), "notifications.id", &numbers);
    let select = with_texts(shown(who)).filter(one_of);
    let rows = select.into_model::<Row>().all(db.db()).await?;
    let read = rows.into_iter().filter_map(|row| to_notification(row, db.zones()).transpose());
    let read = read.map(|told| told.map(|told| (told.id, told)));
    let mut found = read.collect::<Result<HashMap<_, _>, _>>()?;
    name_gathered(db, who, found.values_mut()).await?;
    Ok(found)
}

/// Finds what tells, in the app, of what is to be sent, as far as whom each is for may still see it, in one
/// statement, or two when there are digests. Of what can't be read it tells so: one row doesn't hold up the others.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn of_deliveries(
    db: &impl Read,
    ids: &[DeliveryId],
) -> Result<HashMap<NotificationId, Result<Notification, StoreError>>, StoreError> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    let mut select =
        with_texts(shown(Who::Recipient)).filter(sql::is_one_of(db.db(), "deliveries.id", &ids));
    QueryTrait::query(&mut select).inner_join(delivery::Entity, rights::is_delivery_to_recipient());
    let statement = select.build(db.db().get_database_backend());
    let read = |row: QueryResult| {
        let id = NotificationId(row.try_get("", "id").ok()?);
        let told = Row::from_query_result(&row, "").map_err(StoreError::from);
        let told = told.and_then(|row| to_notification(row, db.zones())).transpose()?;
        Some((id, told))
    };
    let rows = db.db().query_all_raw(statement).await?;
    let mut found: HashMap<_, _> = rows.into_iter().filter_map(read).collect();
    let digests = found.values_mut().filter_map(|told| told.as_mut().ok());
    name_gathered(db, Who::Recipient, digests).await?;
    Ok(found)
}

/// The columns of [`unread_of`].
pub(crate) const UNREAD: [Named; 1] = [("counted", "bigint")];

/// Selects how many a person may see and hasn't read.
pub(crate) fn unread_of(who: UserId) -> SelectStatement {
    Entity::find()
        .select_only()
        .expr_as(Expr::cust("count(*)"), "counted")
        .filter(may_see(who))
        .filter(Expr::cust("notifications.read_at IS NULL"))
        .into_query()
}

#[derive(FromQueryResult)]
struct Counted {
    counted: i64,
}

impl Counted {
    fn get(self) -> Result<u64, StoreError> {
        self.counted.try_into().map_err(|_| StoreError::Corrupt("count"))
    }
}

/// Reads [`unread_of`].
pub(crate) fn read_unread(rows: &mut Rows, kind: i16) -> Result<u64, StoreError> {
    let mut counted = rows.take::<Counted>(kind)?;
    counted.pop().map_or(Ok(0), Counted::get)
}

/// Counts what a person may see and hasn't read.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn unread(db: &impl Read, who: UserId) -> Result<u64, StoreError> {
    let backend = db.db().get_database_backend();
    let statement = backend.build(&unread_of(who));
    let counted = Counted::find_by_statement(statement).one(db.db()).await?;
    counted.map_or(Ok(0), Counted::get)
}
