//! Changing projects: what is everybody's, and what is each member's own.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _},
};
use umbra_domain::{Stored, UserId, project::Project};

use super::row::to_row;
use crate::{
    Granted, MayChange, Needed, StoreError, Tx,
    entity::project::{Column, Entity},
    instant, rights, sql,
    tx::handle::Handle as _,
};

/// Writes what is everybody's of a changed project, which has a new version then.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn update<R: MayChange>(
    tx: &Tx,
    granted: &Granted<Stored<Project>, R>,
    changed: &Project,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut row = to_row(changed);
    row.updated_at = Set(instant::to_column(now));
    Entity::update_many()
        .set(row)
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(granted.row().id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Writes what somebody has of a project for themselves, which nobody else sees. `counts` says whether
/// that is a new version, which it is unless the project itself has one, too.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_own<R: Needed>(
    tx: &Tx,
    who: UserId,
    granted: &Granted<Stored<Project>, R>,
    changed: &Project,
    counts: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = format!(
        "UPDATE project_members SET is_archived = $3, sort_order = $4, updated_at = $5, \
         version = version + $6 WHERE {}",
        rights::member_of_project("project_members", "$1", "$2")
    );
    let values = [
        granted.row().id.0.into(),
        who.0.into(),
        changed.is_archived.into(),
        i64::from(changed.sort_order.get()).into(),
        instant::to_column(now).into(),
        i64::from(counts).into(),
    ];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}
