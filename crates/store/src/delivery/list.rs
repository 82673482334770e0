//! What became of it: for whom it was for, and for admins.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, SelectModel, Selector,
    sea_query::Expr,
};
use umbra_domain::{
    DeliveryId, NotificationId, UserId,
    delivery::{Delivery, DeliveryState},
    page::{Keyset, Limit, Page},
};

use super::row::{SHOWN, Shown, to_delivery};
use crate::{
    Read, StoreError, Tx,
    entity::delivery::{Column, Entity},
    instant, notification, rights, sql,
    tx::handle::Handle as _,
};

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct DeliveryQuery {
    /// Only those in this state.
    pub state: Option<DeliveryState>,
    /// Only those to a person.
    pub to: Option<UserId>,
    /// Only those of a notification.
    pub notification: Option<NotificationId>,
    /// Only those about something: a kind of thing and an id.
    pub subject: Option<(String, i64)>,
    /// After which one.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
}

fn narrowed(mut select: Select<Entity>, query: &DeliveryQuery) -> Select<Entity> {
    if let Some(state) = query.state {
        // As words, so that the index of those that failed serves.
        select = select.filter(Expr::cust(format!("deliveries.state = {}", state.number())));
    }
    if let Some(who) = query.to {
        select = select.filter(rights::is_delivery_to(who));
    }
    if let Some(id) = query.notification {
        select = select.filter(Column::NotificationId.eq(id.0));
    }
    if let Some((kind, id)) = &query.subject {
        select = select.filter(Column::SubjectType.eq(kind.as_str()));
        select = select.filter(Column::SubjectId.eq(*id));
    }
    if let Some(Keyset { id, .. }) = query.after {
        select = select.filter(Column::Id.lt(id));
    }
    select.order_by_desc(Column::Id).limit(query.limit.get() + 1)
}

fn shown(select: Select<Entity>) -> Selector<SelectModel<Shown>> {
    select.select_only().columns(SHOWN).into_model::<Shown>()
}

async fn page(
    db: &impl Read,
    select: Select<Entity>,
    query: &DeliveryQuery,
) -> Result<Page<Delivery>, StoreError> {
    let rows = shown(narrowed(select, query)).all(db.db()).await?;
    let place = |row: &Shown| Keyset { key: String::new(), id: row.id };
    let Page { items, next } = Page::from_overfetched(rows, query.limit, place);
    let items = items.into_iter().filter_map(|row| to_delivery(row).transpose());
    Ok(Page { items: items.collect::<Result<_, _>>()?, next })
}

/// Lists what was to be sent to a person, the newest first, with what it tells of as far as they may see
/// that still: two statements.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn list(
    db: &impl Read,
    who: UserId,
    query: &DeliveryQuery,
) -> Result<Page<Delivery>, StoreError> {
    let own = Entity::find().filter(rights::is_delivery_to(who));
    let mut page = page(db, own, query).await?;
    let ids: Vec<_> = page.items.iter().map(|one| one.notification).collect();
    let mut told = notification::of_ids(db, who, &ids).await?;
    for delivery in &mut page.items {
        delivery.told = told.remove(&delivery.notification);
    }
    Ok(page)
}

/// Lists what was to be sent to anybody, the newest first, without what it tells of.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read, query: &DeliveryQuery) -> Result<Page<Delivery>, StoreError> {
    page(db, Entity::find(), query).await
}

/// Finds one, whoever it is for, and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn by_id(tx: &Tx, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
    let row = shown(Entity::find_by_id(id.0).lock_exclusive()).one(tx.db()).await?;
    Ok(row.map(to_delivery).transpose()?.flatten())
}

/// Lets something that failed be sent after all, as if it were new, and the server be called.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn retry(tx: &Tx, delivery: &Delivery, now: Timestamp) -> Result<(), StoreError> {
    let text = "UPDATE deliveries SET state = 0, reason = NULL, status = NULL, attempts = 0, \
                claim = NULL, next_at = $2, created_at = $2, updated_at = $2 \
                WHERE id = $1 AND state = 4";
    let values = [delivery.id.0.into(), instant::to_column(now).into()];
    sql::execute(tx.db(), text, values).await?;
    let text = "DELETE FROM delivery_pauses WHERE user_id = $1";
    sql::execute(tx.db(), text, [delivery.to.0.into()]).await?;
    Ok(())
}
