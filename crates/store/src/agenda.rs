//! What is to be done by a day: todos, tasks, and how many projects there are, in one statement.
//!
//! The lists of todos and tasks show the same; each of them is read here by the columns that both
//! tables have, and those that only tasks have.

use chrono::{DateTime, Utc};
use jiff::civil::Date;
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, EntityTrait, FromQueryResult, IdenStatic, Iterable as _,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Asterisk, Expr, ExprTrait, Query, SelectStatement, UnionType},
};
use umbra_domain::{
    Stored, UserId,
    page::Limit,
    project::Project,
    task::Task,
    todo::{Due, Todo},
};

use crate::{
    Read, StoreError,
    entity::{project, task, task_assignee, todo},
    rights,
    task::row as task_row,
    todo::row as todo_row,
};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToDo {
    /// Open todos that are due by then, by when they are: the first ones.
    pub todos: Vec<Stored<Todo>>,
    /// Open tasks that are due by then, by when they are: the first ones.
    pub tasks: Vec<Stored<Task>>,
    /// How many projects that aren't put away there are of each status, in the order of
    /// [`umbra_domain::project::Status::ALL`].
    pub projects: [u64; 5],
}

const TODO: i16 = 0;
const TASK: i16 = 1;
const PROJECTS: i16 = 2;

/// One row: a todo, a task, or how many projects there are of a status.
#[derive(FromQueryResult)]
struct Row {
    kind: i16,
    /// The id, or how many projects.
    id: i64,
    /// The owner, or the project.
    place: i64,
    version: i64,
    title: String,
    description: Option<String>,
    priority: i16,
    due_rank: String,
    recurrence_rule: Option<String>,
    recurrence_basis: Option<String>,
    recurrence_anchor: Option<String>,
    recurrence_done: i64,
    last_completed_at: Option<DateTime<Utc>>,
    created_at: Option<DateTime<Utc>>,
    updated_at: Option<DateTime<Utc>>,
    category: Option<String>,
    created_by: Option<i64>,
    status: i16,
    start_date: Option<String>,
    parent_id: Option<i64>,
    sort_order: i64,
    assignees: String,
    depends_on: String,
    is_blocked: bool,
}

/// The columns after `kind`, `id` and `place`, each with what it is where a table hasn't got it.
const COLUMNS: [(&str, &str); 21] = [
    ("version", "CAST(0 AS bigint)"),
    ("title", "''"),
    ("description", "CAST(NULL AS text)"),
    ("priority", "CAST(0 AS smallint)"),
    ("due_rank", "''"),
    ("recurrence_rule", "CAST(NULL AS text)"),
    ("recurrence_basis", "CAST(NULL AS text)"),
    ("recurrence_anchor", "CAST(NULL AS text)"),
    ("recurrence_done", "CAST(0 AS bigint)"),
    ("last_completed_at", "CAST(NULL AS timestamptz)"),
    ("created_at", "CAST(NULL AS timestamptz)"),
    ("updated_at", "CAST(NULL AS timestamptz)"),
    ("category", "CAST(NULL AS text)"),
    ("created_by", "CAST(NULL AS bigint)"),
    ("status", "CAST(0 AS smallint)"),
    ("start_date", "CAST(NULL AS text)"),
    ("parent_id", "CAST(NULL AS bigint)"),
    ("sort_order", "CAST(0 AS bigint)"),
    ("assignees", "''"),
    ("depends_on", "''"),
    ("is_blocked", "FALSE"),
];

/// Reads what somebody has to do by a day: their open todos; the open tasks that are theirs or
/// nobody's, of projects that they may see and that aren't put away; and how many projects these are.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn to_do(
    db: &impl Read,
    who: UserId,
    last: Date,
    limit: Limit,
) -> Result<ToDo, StoreError> {
    let last = Due::rank(Some(Due { date: last, time: None }));
    let mut all = whole(todos(who, &last, limit), "due_todos");
    all.union(UnionType::All, whole(tasks(who, &last, limit), "due_tasks"));
    all.union(UnionType::All, whole(projects(who), "counted_projects"));
    let statement = db.db().get_database_backend().build(&all);
    let mut found = ToDo::default();
    for row in Row::find_by_statement(statement).all(db.db()).await? {
        match row.kind {
            TODO => found.todos.push(todo_row::to_todo(row.into_todo()?)?),
            TASK => found.tasks.push(task_row::to_task(row.into_task()?)?),
            _ => {
                let of_status = usize::try_from(row.status).ok();
                let count = of_status.and_then(|status| found.projects.get_mut(status));
                let count = count.ok_or(StoreError::Corrupt("project"))?;
                *count = row.id.try_into().map_err(|_| StoreError::Corrupt("count"))?;
            }
        }
    }
    // A union has no order of its own.
    found.todos.sort_by_key(|todo| (Due::rank(todo.due), todo.id));
    found.tasks.sort_by_key(|task| (Due::rank(task.due), task.id));
    Ok(found)
}

fn todos(who: UserId, last: &str, limit: Limit) -> SelectStatement {
    use todo::Column;
    let select = rights::seen::<Todo>(todo::Entity::find().select_only(), who)
        .filter(Column::CompletedAt.is_null())
        .filter(Column::DueRank.lte(last))
        .order_by_asc(Column::DueRank)
        .order_by_asc(Column::Id)
        .limit(limit.get());
    let own = |name: &str| Column::iter().find(|column| column.as_str() == name);
    columns(
        select.into_query(),
        TODO,
        (Column::Id.into_expr(), Column::UserId.into_expr()),
        |name| own(name).map(|column| column.into_expr()),
    )
}

fn tasks(who: UserId, last: &str, limit: Limit) -> SelectStatement {
    use task::Column;
    let assigned = || {
        let of_task = task_assignee::Column::TaskId.into_expr().eq(Column::Id.into_expr());
        let mut assigned = Query::select();
        assigned.expr(Expr::cust("1")).from(task_assignee::Entity).and_where(of_task).take()
    };
    let to_them = assigned().and_where(task_assignee::Column::UserId.eq(who.0)).take();
    let mut select = rights::seen::<Task>(task::Entity::find().select_only(), who);
    let of_project = project::Column::Id.into_expr().eq(Column::ProjectId.into_expr());
    QueryTrait::query(&mut select).inner_join(project::Entity, of_project);
    let select = select
        .filter(project::Column::IsArchived.eq(false))
        .filter(Column::CompletedAt.is_null())
        .filter(Column::DueRank.lte(last))
        .filter(Expr::exists(to_them).or(Expr::not_exists(assigned())))
        .order_by_asc(Column::DueRank)
        .order_by_asc(Column::Id)
        .limit(limit.get());
    let place = (Column::Id.into_expr(), Column::ProjectId.into_expr());
    columns(select.into_query(), TASK, place, |name| match name {
        "assignees" => Some(Expr::cust(task_row::ASSIGNEES)),
        "depends_on" => Some(Expr::cust(task_row::DEPENDS_ON)),
        "is_blocked" => Some(Expr::cust(task_row::IS_BLOCKED)),
        _ => Column::iter().find(|column| column.as_str() == name).map(|one| one.into_expr()),
    })
}

fn projects(who: UserId) -> SelectStatement {
    use project::Column;
    let select = rights::seen::<Project>(project::Entity::find().select_only(), who)
        .filter(Column::IsArchived.eq(false))
        .group_by(Column::Status);
    let place = (Expr::cust("count(*)"), Expr::cust("CAST(0 AS bigint)"));
    columns(select.into_query(), PROJECTS, place, |name| {
        (name == "status").then(|| Column::Status.into_expr())
    })
}

/// Selects the columns of [`Row`], from a table what it has.
fn columns(
    mut select: SelectStatement,
    kind: i16,
    (id, place): (Expr, Expr),
    own: impl Fn(&str) -> Option<Expr>,
) -> SelectStatement {
    select.expr_as(Expr::cust(format!("CAST({kind} AS smallint)")), "kind");
    select.expr_as(id, "id").expr_as(place, "place");
    for (name, without) in COLUMNS {
        select.expr_as(own(name).unwrap_or_else(|| Expr::cust(without)), name);
    }
    select
}

/// Selects all rows of a part, which may then have an order and a limit of its own.
fn whole(part: SelectStatement, name: &'static str) -> SelectStatement {
    Query::select().column(Asterisk).from_subquery(part, name).take()
}

impl Row {
    fn into_todo(self) -> Result<todo::Model, StoreError> {
        const BAD: StoreError = StoreError::Corrupt("todo");
        Ok(todo::Model {
            id: self.id,
            user_id: self.place,
            version: self.version,
            title: self.title,
            title_key: String::new(),
            description: self.description,
            priority: self.priority,
            category: self.category,
            due_rank: self.due_rank,
            completed_at: None,
            search_text: String::new(),
            created_at: self.created_at.ok_or(BAD)?,
            updated_at: self.updated_at.ok_or(BAD)?,
            recurrence_rule: self.recurrence_rule,
            recurrence_basis: self.recurrence_basis,
            recurrence_anchor: self.recurrence_anchor,
            recurrence_done: self.recurrence_done,
            last_completed_at: self.last_completed_at,
        })
    }

    fn into_task(self) -> Result<task_row::Row, StoreError> {
        const BAD: StoreError = StoreError::Corrupt("task");
        let task = task::Model {
            id: self.id,
            project_id: self.place,
            created_by: self.created_by,
            version: self.version,
            title: self.title,
            description: self.description,
            status: self.status,
            priority: self.priority,
            start_date: self.start_date,
            due_rank: self.due_rank,
            recurrence_rule: self.recurrence_rule,
            recurrence_basis: self.recurrence_basis,
            recurrence_anchor: self.recurrence_anchor,
            recurrence_done: self.recurrence_done,
            last_completed_at: self.last_completed_at,
            completed_at: None,
            parent_id: self.parent_id,
            sort_order: self.sort_order,
            search_text: String::new(),
            created_at: self.created_at.ok_or(BAD)?,
            updated_at: self.updated_at.ok_or(BAD)?,
        };
        let (assignees, depends_on) = (self.assignees, self.depends_on);
        Ok(task_row::Row { task, assignees, depends_on, is_blocked: self.is_blocked })
    }
}
