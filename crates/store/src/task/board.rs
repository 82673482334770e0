//! A board: the tasks of a project by status and place, in one statement.

use sea_orm::{
    ColumnTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Alias, Expr, ExprTrait, Query},
};
use umbra_domain::{
    ProjectId, Stored, UserId,
    page::{Keyset, Limit},
    task::{Status, Task},
};

use super::row::{Row, to_task};
use crate::{Read, StoreError, entity::task, rights};

/// A column of a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// How far the tasks in it have come.
    pub status: Status,
    /// How many there are.
    pub total: u64,
    /// The first of them, by place.
    pub tasks: Vec<Stored<Task>>,
}

impl Column {
    /// Tells where the list of this status goes on; `None` when all are here.
    #[must_use]
    pub fn next(&self) -> Option<Keyset> {
        let shown = u64::try_from(self.tasks.len()).unwrap_or(u64::MAX);
        let last = self.tasks.last().filter(|_| shown < self.total)?;
        Some(Keyset { key: last.sort_order.get().to_string(), id: last.id.0 })
    }
}

#[derive(FromQueryResult)]
struct OnBoard {
    #[sea_orm(nested)]
    row: Row,
    total: i64,
}

/// Reads all columns of a board, of each the first tasks.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn board(
    db: &impl Read,
    who: UserId,
    project: ProjectId,
    limit: Limit,
) -> Result<Vec<Column>, StoreError> {
    // Numbers only, so that what is long is read of the tasks that are shown.
    let numbered = Query::select()
        .expr_as(Expr::col(task::Column::Id), "id")
        .expr_as(
            Expr::cust("row_number() OVER (PARTITION BY status ORDER BY sort_order, id)"),
            "number",
        )
        .expr_as(Expr::cust("count(*) OVER (PARTITION BY status)"), "total")
        .from(task::Entity)
        .and_where(task::Column::ProjectId.eq(project.0))
        .take();
    let board = Alias::new("board");
    let column = |name: &str| Expr::col((board.clone(), Alias::new(name)));
    let on = column("id").eq(task::Column::Id.into_expr());
    let limit = i64::try_from(limit.get()).unwrap_or(i64::MAX);
    let mut select = rights::visible::<Task>(who).filter(task::Column::ProjectId.eq(project.0));
    QueryTrait::query(&mut select).join_subquery(JoinType::InnerJoin, numbered, board.clone(), on);
    let rows = select
        .expr_as(column("total"), "total")
        .filter(column("number").lte(limit))
        .order_by_asc(task::Column::Status)
        .order_by_asc(task::Column::SortOrder)
        .order_by_asc(task::Column::Id)
        .into_model::<OnBoard>()
        .all(db.db())
        .await?;
    let empty = |status| Column { status, total: 0, tasks: Vec::new() };
    let mut columns: Vec<_> = Status::ALL.into_iter().map(empty).collect();
    for OnBoard { row, total } in rows {
        let task = to_task(row)?;
        if let Some(column) = columns.iter_mut().find(|column| column.status == task.status) {
            column.total = total.try_into().map_err(|_| StoreError::Corrupt("count"))?;
            column.tasks.push(task);
        }
    }
    Ok(columns)
}
