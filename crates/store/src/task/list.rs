//! The list of tasks: one statement, by keyset.

use jiff::civil::DateTime;
use sea_orm::{
    ColumnTrait, QueryFilter, Select, Value,
    sea_query::{Expr, ExprTrait, Order},
};
use umbra_domain::{
    ProjectId, Stored, UserId,
    page::{Keyset, Limit, Page},
    task::{Task, TaskFilter, TaskOrder, TaskSort},
    todo::{Due, DueRange},
};

use super::row::{IS_BLOCKED, IS_UNASSIGNED};
use crate::{
    Read, StoreError,
    entity::task::{Column, Entity},
    instant,
    resource::{self, Paging},
    rights, sql,
};

/// What to list.
#[derive(Debug, Clone)]
pub struct TaskQuery {
    /// Of which project.
    pub project: ProjectId,
    /// Which tasks.
    pub filter: TaskFilter,
    /// In which order.
    pub order: TaskOrder,
    /// After which one.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
    /// The wall-clock time of who asks, which decides what is overdue.
    pub local_now: DateTime,
}

/// Lists the tasks of a project that a person may see.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key
/// doesn't fit the order.
pub async fn list(
    db: &impl Read,
    who: UserId,
    query: &TaskQuery,
) -> Result<Page<Stored<Task>>, StoreError> {
    let by = query.order.by;
    let select = rights::visible::<Task>(who).filter(Column::ProjectId.eq(query.project.0));
    let select = filtered(select, query);
    let after = query.after.as_ref();
    let after =
        after.map(|after| Ok::<_, StoreError>((vec![key_value(by, &after.key)?], after.id)));
    let paging = Paging {
        keys: &[key_column(by)],
        order: if query.order.descending { Order::Desc } else { Order::Asc },
        after: after.transpose()?,
        limit: query.limit,
    };
    resource::page::<Task>(db, select, paging, |task| key_text(by, task)).await
}

fn filtered(select: Select<Entity>, query: &TaskQuery) -> Select<Entity> {
    let filter = &query.filter;
    let select = of_people(of_due(select, query), query);
    let mut conditions: Vec<Expr> = Vec::new();
    conditions.extend(filter.status.map(|status| Column::Status.eq(status.rank())));
    conditions.extend(filter.completed.map(is_completed));
    conditions.extend(filter.priority.map(|priority| Column::Priority.eq(priority.rank())));
    conditions.extend(filter.parent.map(|parent| Column::ParentId.eq(parent.0)));
    conditions.extend(filter.blocked.map(|blocked| is(IS_BLOCKED, blocked)));
    conditions.extend(filter.search.as_ref().map(|text| sql::contains(Column::SearchText, text)));
    conditions.into_iter().fold(select, QueryFilter::filter)
}

fn is_completed(completed: bool) -> Expr {
    if completed { Column::CompletedAt.is_not_null() } else { Column::CompletedAt.is_null() }
}

/// Is true of rows of which a condition is true, or of those of which it isn't.
fn is(condition: &'static str, wanted: bool) -> Expr {
    let condition = Expr::cust(condition);
    if wanted { condition } else { condition.not() }
}

fn of_people(mut select: Select<Entity>, query: &TaskQuery) -> Select<Entity> {
    if let Some(assignee) = query.filter.assignee {
        let theirs = rights::assigned_in(query.project.0, assignee);
        select = select.filter(Column::Id.in_subquery(theirs));
    }
    if let Some(unassigned) = query.filter.unassigned {
        select = select.filter(is(IS_UNASSIGNED, unassigned));
    }
    select
}

fn of_due(mut select: Select<Entity>, query: &TaskQuery) -> Select<Entity> {
    let filter = &query.filter;
    if let Some(from) = filter.due.from() {
        select = select.filter(Column::DueRank.gte(from));
    }
    if let Some(before) = filter.due.before() {
        select = select.filter(Column::DueRank.lt(before));
    }
    if filter.due != DueRange::default() {
        select = select.filter(Column::DueRank.lt(Due::NEVER_RANK));
    }
    if let Some(overdue) = filter.overdue {
        let limit = Due::overdue_before(query.local_now);
        select = select.filter(if overdue {
            Column::CompletedAt.is_null().and(Column::DueRank.lt(limit))
        } else {
            Column::CompletedAt.is_not_null().or(Column::DueRank.gte(limit))
        });
    }
    select
}

const fn key_column(by: TaskSort) -> Column {
    match by {
        TaskSort::Place => Column::SortOrder,
        TaskSort::Created => Column::CreatedAt,
        TaskSort::Due => Column::DueRank,
        TaskSort::Priority => Column::Priority,
    }
}

fn key_text(by: TaskSort, task: &Stored<Task>) -> String {
    match by {
        TaskSort::Place => task.sort_order.get().to_string(),
        TaskSort::Created => task.created_at.as_microsecond().to_string(),
        TaskSort::Due => Due::rank(task.due),
        TaskSort::Priority => task.priority.rank().to_string(),
    }
}

fn key_value(by: TaskSort, text: &str) -> Result<Value, StoreError> {
    Ok(match by {
        TaskSort::Place => text.parse::<i64>().map_err(|_| StoreError::BadCursor)?.into(),
        TaskSort::Created => instant::to_column(instant::from_cursor(text)?).into(),
        TaskSort::Priority => text.parse::<i16>().map_err(|_| StoreError::BadCursor)?.into(),
        TaskSort::Due => sql::cursor_text(text)?,
    })
}
