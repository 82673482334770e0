//! Tasks between the domain and their columns.

use sea_orm::{ActiveValue::Set, FromQueryResult, QuerySelect, Select, sea_query::Expr};
use umbra_domain::{
    ProjectId, Stored, TaskId, UserId,
    task::{SortOrder, Status, Task},
    text::searchable,
    todo::{Description, Due, Priority, Title},
};

use crate::{
    Edit, Granted, Read, StoreError,
    entity::task::{ActiveModel, Column, Entity, Model},
    instant, recurrence,
    table::{Columns, Container, Table, stored},
};

const BAD: StoreError = StoreError::Corrupt("task");

/// A row, and what of other tables belongs to it.
#[derive(Debug, FromQueryResult)]
pub struct Row {
    #[sea_orm(nested)]
    pub(crate) task: Model,
    /// Ids with commas between them.
    pub(crate) assignees: String,
    pub(crate) depends_on: String,
    pub(crate) is_blocked: bool,
}

/// The ids of who is assigned.
pub(crate) const ASSIGNEES: &str = "COALESCE((SELECT string_agg(CAST(a.user_id AS text), ',') \
    FROM task_assignees a WHERE a.task_id = tasks.id), '')";

/// The ids of what has to be done before.
pub(crate) const DEPENDS_ON: &str = "COALESCE((SELECT string_agg(CAST(d.depends_on_id AS text), ',') \
    FROM task_dependencies d WHERE d.task_id = tasks.id), '')";

/// Is true of tasks with an open dependency. Not by `EXISTS`, which PostgreSQL may answer by reading
/// everybody's open tasks at once: it doesn't know that a page looks at a hundred.
pub(crate) const IS_BLOCKED: &str = "COALESCE((SELECT TRUE FROM task_dependencies d \
    JOIN tasks b ON b.id = d.depends_on_id \
    WHERE d.task_id = tasks.id AND b.completed_at IS NULL LIMIT 1), FALSE)";

/// Is true of tasks that nobody is assigned to.
pub(crate) const IS_UNASSIGNED: &str =
    "NOT EXISTS (SELECT 1 FROM task_assignees a WHERE a.task_id = tasks.id)";

impl Table for Task {
    type Entity = Entity;
    type Row = Row;
    type NewRow = ActiveModel;
    type Place = Granted<ProjectId, Edit>;

    const COLUMNS: Columns<Column> = Columns {
        id: Column::Id,
        version: Column::Version,
        created_at: Column::CreatedAt,
        updated_at: Column::UpdatedAt,
        place: Column::ProjectId,
        container: Container::Project,
        write_only: &[Column::SearchText],
    };

    async fn read(_: &impl Read, rows: Vec<Row>) -> Result<Vec<Stored<Self>>, StoreError> {
        rows.into_iter().map(to_task).collect()
    }

    fn to_row(&self) -> ActiveModel {
        let description = self.description.as_ref().map(Description::as_str);
        let series = self.recurrence.as_ref();
        ActiveModel {
            created_by: Set(self.created_by.map(|id| id.0)),
            title: Set(self.title.as_str().to_owned()),
            description: Set(description.map(str::to_owned)),
            status: Set(self.status.rank()),
            priority: Set(self.priority.rank()),
            start_date: Set(self.start.map(|day| day.to_string())),
            due_rank: Set(Due::rank(self.due)),
            recurrence_rule: Set(series.map(|series| series.rule().to_string())),
            recurrence_basis: Set(series.map(|series| series.basis().as_str().to_owned())),
            recurrence_anchor: Set(series.map(|series| series.anchor().to_string())),
            recurrence_done: Set(series.map_or(0, |series| series.done().into())),
            last_completed_at: Set(self.last_completed_at.map(instant::to_column)),
            completed_at: Set(self.completed_at.map(instant::to_column)),
            parent_id: Set(self.parent.map(|id| id.0)),
            sort_order: Set(self.sort_order.get()),
            search_text: Set(searchable([Some(self.title.as_str()), description])),
            ..ActiveModel::default()
        }
    }

    fn with_more(select: Select<Entity>) -> Select<Entity> {
        select
            .expr_as(Expr::cust(ASSIGNEES), "assignees")
            .expr_as(Expr::cust(DEPENDS_ON), "depends_on")
            .expr_as(Expr::cust(IS_BLOCKED), "is_blocked")
    }
}

/// Reads a row.
pub(crate) fn to_task(row: Row) -> Result<Stored<Task>, StoreError> {
    let Row { task: row, assignees, depends_on, is_blocked } = row;
    let series = recurrence::Columns {
        rule: row.recurrence_rule.as_deref(),
        basis: row.recurrence_basis.as_deref(),
        anchor: row.recurrence_anchor.as_deref(),
        done: row.recurrence_done,
    };
    let task = Task {
        project: ProjectId(row.project_id),
        created_by: row.created_by.map(UserId),
        recurrence: recurrence::read(&series)?,
        title: Title::from_stored(row.title),
        description: row.description.map(Description::from_stored),
        status: Status::from_rank(row.status).ok_or(BAD)?,
        priority: Priority::from_rank(row.priority),
        start: row.start_date.map(|day| day.parse()).transpose().map_err(|_| BAD)?,
        due: Due::from_rank(&row.due_rank).ok_or(BAD)?,
        last_completed_at: instant::from_nullable(row.last_completed_at)?,
        completed_at: instant::from_nullable(row.completed_at)?,
        parent: row.parent_id.map(TaskId),
        assignees: ids(&assignees)?.into_iter().map(UserId).collect(),
        depends_on: ids(&depends_on)?.into_iter().map(TaskId).collect(),
        sort_order: SortOrder::from_stored(row.sort_order).ok_or(BAD)?,
        is_blocked,
    };
    stored(TaskId(row.id), row.version, row.created_at, row.updated_at, task)
}

/// Reads ids with commas between them, in ascending order.
fn ids(text: &str) -> Result<Vec<i64>, StoreError> {
    let parts = text.split(',').filter(|part| !part.is_empty());
    let mut ids: Vec<i64> = parts.map(str::parse).collect::<Result<_, _>>().map_err(|_| BAD)?;
    ids.sort_unstable();
    Ok(ids)
}
