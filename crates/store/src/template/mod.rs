//! Event templates.
//!
//! Whoever creates one holds the lock on their own row ([`crate::user::lock_owner`]), which keeps
//! the number of templates from growing meanwhile.

mod list;
mod row;

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait as _},
};
use umbra_domain::{Stored, calendar::Calendar};

pub use list::list;

use crate::{
    Granted, Own, StoreError, Tx,
    entity::event_template::{Column, Entity},
    instant,
    tx::handle::Handle,
};

/// Takes a calendar that is about to be deleted out of all templates, which get new versions.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn forget_calendar(
    tx: &Tx,
    calendar: &Granted<Stored<Calendar>, Own>,
    now: Timestamp,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::CalendarId, Expr::cust("NULL"))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, instant::to_column(now).into())
        .filter(Column::CalendarId.eq(calendar.row().id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}
