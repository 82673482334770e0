//! Snoozing: reading what was told, to be told of it again.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, DatabaseBackend, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::{Expr, Func},
};
use umbra_domain::{UserId, due::DueItem};

use super::shown::may_see;
use crate::{
    StoreError, Tx,
    entity::notification::{Column, Entity},
    instant, rights, sql,
    tx::handle::Handle as _,
};

/// Until when to snooze what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSnooze {
    /// Who was told.
    pub who: UserId,
    /// Of what.
    pub item: DueItem,
    /// How often they had snoozed that.
    pub snoozes: u32,
    /// Until when.
    pub until: Timestamp,
    /// Whether to move a snooze that hasn't ended.
    pub moves: bool,
}

#[derive(FromQueryResult)]
struct Row {
    #[expect(dead_code, reason = "that there is one is all that counts")]
    id: i64,
}

/// Snoozes what somebody was told, unless they deleted it or were told again since; tells whether it did. Of
/// several at once that don't [move](NewSnooze::moves) a snooze one does it. What it is about has to be kept from
/// being changed.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn snooze(tx: &Tx, new: &NewSnooze, now: Timestamp) -> Result<bool, StoreError> {
    let once = new.item.once_after(new.snoozes);
    let told = format!(
        "SELECT id FROM notifications WHERE {} AND once_key = $2",
        rights::own("notifications", "$1")
    );
    if tx.db().get_database_backend() == DatabaseBackend::Postgres {
        // Whoever tells it again comes before, and the next statement sees it, or after.
        let text = format!("{told} FOR NO KEY UPDATE");
        sql::execute(tx.db(), text, [new.who.0.into(), once.clone().into()]).await?;
    }
    let next = new.item.once_after(new.snoozes.saturating_add(1));
    let told_again = sql::one::<Row, 2>(tx.db(), told, [new.who.0.into(), next.into()]).await?;
    if told_again.is_some() {
        return Ok(false);
    }
    let read_at = Func::coalesce([
        Expr::col(Column::ReadAt.as_column_ref()),
        Expr::value(instant::to_column(now)),
    ]);
    let mut update = Entity::update_many()
        .col_expr(Column::SnoozedUntil, Expr::value(instant::to_column(new.until)))
        .col_expr(Column::ReadAt, read_at.into())
        .filter(may_see(new.who))
        .filter(Column::OnceKey.eq(once));
    if !new.moves {
        update = update.filter(Expr::cust("notifications.snoozed_until IS NULL"));
    }
    Ok(update.exec(tx.db()).await?.rows_affected > 0)
}
