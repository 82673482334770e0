//! Selections of todos, tasks and projects.

use jiff::civil::Date;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};
use umbra_domain::{
    UserId,
    page::Limit,
    project::Project,
    task::Task,
    todo::{Due, Todo},
};

use crate::{
    StoreError,
    entity::{project, project_member, task, todo},
    rights::{self, Unassigned},
    union_query::{Named, Rows},
};

/// What a task's row has beside its columns.
pub(crate) const OF_TASK: [Named; 3] =
    [("assignees", "text"), ("depends_on", "text"), ("is_blocked", "boolean")];

/// The columns of [`project_counts`].
pub(super) const COUNTED: [Named; 2] = [("status", "smallint"), ("counted", "bigint")];

/// Selects the open todos that are due by a day: the first ones.
pub(super) fn due_todos(who: UserId, last: Date, limit: Limit) -> Select<todo::Entity> {
    use todo::Column;
    rights::visible::<Todo>(who)
        .filter(Column::CompletedAt.is_null())
        .filter(Column::DueRank.lte(Due::last_rank_of(last)))
        .order_by_asc(Column::DueRank)
        .order_by_asc(Column::Id)
        .limit(limit.get())
}

/// Selects the open tasks that are due by a day and that are the person's or nobody's: the first ones.
pub(super) fn due_tasks(who: UserId, last: Date, limit: Limit) -> Select<task::Entity> {
    use task::Column;
    tasks_in_use(who)
        .filter(Column::CompletedAt.is_null())
        .filter(Column::DueRank.lte(Due::last_rank_of(last)))
        .filter(rights::tasks_of(who, Unassigned::Everybodys))
        .order_by_asc(Column::DueRank)
        .order_by_asc(Column::Id)
        .limit(limit.get())
}

/// Selects the tasks that a person may see, of projects that they haven't put away.
pub(super) fn tasks_in_use(who: UserId) -> Select<task::Entity> {
    rights::visible::<Task>(who).filter(in_use())
}

/// Is true of what is in projects that the person hasn't put away, in a selection that is joined to what
/// they hold on the project.
pub(super) fn in_use() -> Expr {
    project_member::Column::IsArchived.eq(false)
}

/// Selects how many projects of each status a person may see that they haven't put away.
pub(super) fn project_counts(who: UserId) -> SelectStatement {
    use project::Column;
    rights::seen::<Project>(project::Entity::find().select_only(), who)
        .filter(in_use())
        .group_by(Column::Status)
        .column(Column::Status)
        .expr_as(Expr::cust("count(*)"), "counted")
        .into_query()
}

/// Reads [`project_counts`], in the order of [`umbra_domain::project::Status::ALL`].
pub(super) fn read_counts(rows: &mut Rows, kind: i16) -> Result<[u64; 5], StoreError> {
    #[derive(sea_orm::FromQueryResult)]
    struct Counted {
        status: i16,
        counted: i64,
    }
    let mut counts = [0; 5];
    for Counted { status, counted } in rows.take::<Counted>(kind)? {
        let place = usize::try_from(status).ok().and_then(|status| counts.get_mut(status));
        let place = place.ok_or(StoreError::Corrupt("project"))?;
        *place = counted.try_into().map_err(|_| StoreError::Corrupt("count"))?;
    }
    Ok(counts)
}
