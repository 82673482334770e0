//! A project in numbers: one statement.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement, SubQueryStatement},
};
use umbra_domain::{
    ProjectId, UserId,
    project::{Project, ProjectStats, StatsAt},
    task::Status,
    todo::Due,
};

use crate::{
    Access, Read, StoreError, View,
    entity::{
        project::{Column, Entity},
        project_member,
        task::{self, Column as Task},
        task_completion,
    },
    instant,
    rights::{self, Held},
    task::row::{IS_BLOCKED, IS_UNASSIGNED},
};

#[derive(FromQueryResult)]
struct Numbers {
    todo: i64,
    in_progress: i64,
    in_status_blocked: i64,
    review: i64,
    done: i64,
    overdue: i64,
    due_soon: i64,
    blocked: i64,
    unassigned: i64,
    done_once: i64,
    done_again: i64,
}

const OF_STATUS: [(&str, Status); 5] = [
    ("todo", Status::Todo),
    ("in_progress", Status::InProgress),
    ("in_status_blocked", Status::Blocked),
    ("review", Status::Review),
    ("done", Status::Done),
];

/// Counts the tasks of a project that a person may see.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn stats(
    db: &impl Read,
    who: UserId,
    id: ProjectId,
    at: &StatsAt,
) -> Result<Access<ProjectStats, View>, StoreError> {
    let number = Entity::find().select_only().filter(Column::Id.eq(id.0));
    let mut select = rights::with_right::<Project>(rights::joined::<Project>(number, who));
    let of_project = Task::ProjectId.into_expr().eq(Column::Id.into_expr());
    QueryTrait::query(&mut select).left_join(task::Entity, of_project);
    for (name, status) in OF_STATUS {
        select = counted(select, name, Task::Status.eq(status.rank()));
    }
    let day = Due::last_rank_of;
    let recently = instant::to_column(at.recently);
    // A project without tasks is one row without a task, which is not to be counted.
    let open = || Task::Id.is_not_null().and(Task::CompletedAt.is_null());
    let due = |from: Expr| open().and(from);
    let soon = Task::DueRank.gte(day(at.today)).and(Task::DueRank.lte(day(at.soon)));
    select = counted(select, "overdue", due(Task::DueRank.lt(day(at.today))));
    select = counted(select, "due_soon", due(soon));
    select = counted(select, "blocked", open().and(Expr::cust(IS_BLOCKED)));
    select = counted(select, "unassigned", open().and(Expr::cust(IS_UNASSIGNED)));
    let once = Task::RecurrenceRule.is_null().and(Task::CompletedAt.gte(recently));
    let select = counted(select, "done_once", once)
        .expr_as(Expr::from(SubQueryStatement::from(done_again(id, recently))), "done_again")
        .group_by(Column::Id)
        .group_by(project_member::Column::Held);
    let statement = select.build(sea_orm::ConnectionTrait::get_database_backend(db.db()));
    let found = rights::rows::<Numbers>(db.db(), statement).await?.pop();
    Ok(match found {
        Some(Held { row, right }) => Access::decide(to_stats(&row)?, right),
        None => Access::Missing,
    })
}

fn counted(select: Select<Entity>, name: &'static str, condition: Expr) -> Select<Entity> {
    select.expr_as(Func::count(Expr::case(condition, 1)), name)
}

/// Counts the completed due dates of tasks that recur.
fn done_again(id: ProjectId, recently: DateTime<Utc>) -> SelectStatement {
    let of_project = Query::select()
        .column(Task::Id)
        .from(task::Entity)
        .and_where(Task::ProjectId.eq(id.0))
        .take();
    Query::select()
        .expr(Expr::cust("count(*)"))
        .from(task_completion::Entity)
        .and_where(task_completion::Column::CompletedAt.gte(recently))
        .and_where(task_completion::Column::TaskId.in_subquery(of_project))
        .take()
}

fn to_stats(row: &Numbers) -> Result<ProjectStats, StoreError> {
    let count = |count: i64| u64::try_from(count).map_err(|_| StoreError::Corrupt("count"));
    let Numbers { todo, in_progress, in_status_blocked, review, done, .. } = *row;
    let of_status = [todo, in_progress, in_status_blocked, review, done];
    let mut by_status = [0; 5];
    for (to, from) in by_status.iter_mut().zip(of_status) {
        *to = count(from)?;
    }
    Ok(ProjectStats {
        by_status,
        overdue: count(row.overdue)?,
        due_soon: count(row.due_soon)?,
        blocked: count(row.blocked)?,
        unassigned: count(row.unassigned)?,
        completed_recently: count(row.done_once + row.done_again)?,
    })
}
