//! Reading and deleting, each a statement that sees to what the person may see.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, DatabaseBackend, EntityTrait, QueryFilter, UpdateMany, sea_query::Expr,
};
use umbra_domain::{NotificationId, UserId};

use super::shown::may_see;
use crate::{
    Autocommit, StoreError,
    entity::notification::{Column, Entity},
    instant, rights,
    tx::handle::Handle as _,
};

/// Marks one as read, which it stays as of the first time.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn mark_read(
    db: &Autocommit,
    who: UserId,
    id: NotificationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    read(who, now).filter(Column::Id.eq(id.0)).exec(db.db()).await?;
    Ok(())
}

/// Locks a person's rows in the order in which whoever tells them of several things comes to them, on
/// PostgreSQL: a statement that changed them in another one could wait for whoever waits for it.
pub(crate) const IN_ORDER: &str = "ORDER BY group_key COLLATE \"C\", id FOR NO KEY UPDATE";

/// Marks as read what was told up to an instant, and returns how many that were. What happens again
/// afterwards stays unread.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn mark_all_read(
    db: &Autocommit,
    who: UserId,
    up_to: Timestamp,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut all = read(who, now).filter(Column::UpdatedAt.lte(instant::to_column(up_to)));
    if db.db().get_database_backend() == DatabaseBackend::Postgres {
        let locked = format!(
            "notifications.id IN (SELECT id FROM notifications WHERE {} AND read_at IS NULL {IN_ORDER})",
            rights::own("notifications", "$1")
        );
        all = all.filter(Expr::cust_with_values(locked, [who.0]));
    }
    Ok(all.exec(db.db()).await?.rows_affected)
}

fn read(who: UserId, now: Timestamp) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(instant::to_column(now)))
        .filter(may_see(who))
        .filter(Expr::cust("notifications.read_at IS NULL"))
}

/// Deletes one for its reader; tells whether it was there. The row stays for a while, so that what is told
/// once isn't told again. What they have snoozed doesn't come again.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete(
    db: &Autocommit,
    who: UserId,
    id: NotificationId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let deleted = Entity::update_many()
        .col_expr(Column::IsDeleted, Expr::value(true))
        .col_expr(Column::SnoozedUntil, Expr::cust("NULL"))
        .col_expr(Column::ReadAt, Expr::value(instant::to_column(now)))
        .filter(may_see(who))
        .filter(Column::Id.eq(id.0));
    Ok(deleted.exec(db.db()).await?.rows_affected > 0)
}
