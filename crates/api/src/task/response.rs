//! What clients get to see of tasks.

use serde::Serialize;
use umbra_app::task::BoardColumn;
use umbra_domain::{
    Stored,
    task::Task,
    todo::{Description, IN_SHORT_MONTHS, Recurrence},
};
use utoipa::ToSchema;

use super::request::TaskStatusName;
use crate::{
    http::resource::Exposed,
    recurrence::ShortMonthsName,
    todo::{BasisName, PriorityName},
};

/// A task of a project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Task)]
pub(crate) struct TaskBody {
    /// The id of the task.
    #[schema(minimum = 1)]
    id: i64,
    /// The project that it is in.
    #[schema(minimum = 1)]
    project_id: i64,
    /// The title.
    #[schema(example = "Measure the walls")]
    title: String,
    /// A description.
    description: Option<String>,
    /// The status.
    status: TaskStatusName,
    /// Its priority.
    priority: PriorityName,
    /// The day on which it begins.
    #[schema(format = Date, example = "2026-12-24")]
    start_date: Option<String>,
    /// The day on which it is due.
    #[schema(format = Date, example = "2026-12-31")]
    due_date: Option<String>,
    /// How it recurs, in canonical form.
    #[schema(example = "FREQ=MONTHLY")]
    recurrence_rule: Option<String>,
    /// What becomes of a day that a month doesn't have, `last_day` by default; `null` if it doesn't
    /// recur by months or years, or takes the day after (`SKIP=FORWARD`).
    short_months: Option<ShortMonthsName>,
    /// From where the next due date is counted; `null` if it doesn't recur.
    recurrence_basis: Option<BasisName>,
    /// The task of which it is a part.
    #[schema(minimum = 1)]
    parent_task_id: Option<i64>,
    /// The ids of the accounts that it is assigned to, in order.
    assignee_ids: Vec<i64>,
    /// The ids of the tasks that have to be done before, in order.
    depends_on: Vec<i64>,
    /// Whether any of `depends_on` is open. A recurring task is open until its series has ended.
    is_blocked: bool,
    /// Its place in the project: lower numbers come first, and no two tasks have the same.
    sort_order: i64,
    /// The id of the account that created it; `null` when that account was deleted.
    #[schema(minimum = 1)]
    created_by: Option<i64>,
    /// When one of its due dates was last completed, if it recurs.
    #[schema(format = DateTime)]
    last_completed_at: Option<String>,
    /// When it was completed: a task that recurs is so only after its last due date.
    #[schema(format = DateTime)]
    completed_at: Option<String>,
    /// Its version. In quotes (`"17"`) it is what `If-Match` takes, so a client can change an item of a
    /// list without reading it again.
    #[schema(minimum = 1, example = 17)]
    version: i64,
    /// When it was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Stored<Task>> for TaskBody {
    fn from(task: Stored<Task>) -> Self {
        let Stored { id, body: task, version, created_at, updated_at, .. } = task;
        Self {
            id: id.0,
            project_id: task.project.0,
            title: task.title.into_string(),
            description: task.description.map(Description::into_string),
            status: task.status.into(),
            priority: task.priority.into(),
            start_date: task.start.map(|day| day.to_string()),
            due_date: task.due.map(|due| due.date.to_string()),
            recurrence_rule: task.recurrence.as_ref().map(|series| series.rule().to_string()),
            short_months: task
                .recurrence
                .as_ref()
                .and_then(|series| ShortMonthsName::of(series.rule(), IN_SHORT_MONTHS)),
            recurrence_basis: task.recurrence.as_ref().map(Recurrence::basis).map(Into::into),
            parent_task_id: task.parent.map(|id| id.0),
            assignee_ids: task.assignees.into_iter().map(|id| id.0).collect(),
            depends_on: task.depends_on.into_iter().map(|id| id.0).collect(),
            is_blocked: task.is_blocked,
            sort_order: task.sort_order.get(),
            created_by: task.created_by.map(|id| id.0),
            last_completed_at: task.last_completed_at.map(|at| at.to_string()),
            completed_at: task.completed_at.map(|at| at.to_string()),
            version,
            created_at: created_at.to_string(),
            updated_at: updated_at.to_string(),
        }
    }
}

impl Exposed for Task {
    const PATH: &'static str = "/api/projects";
    type Body = TaskBody;

    fn location(task: &Stored<Self>) -> String {
        format!("{}/{}/tasks/{}", Self::PATH, task.project, task.id)
    }
}

/// A column of a board.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BoardColumn)]
pub(super) struct ColumnBody {
    /// The status of its tasks.
    status: TaskStatusName,
    /// How many there are.
    total: u64,
    /// Its first tasks, ordered by `sort_order`.
    tasks: Vec<TaskBody>,
    /// The path that lists the other tasks of the column; `null` when `tasks` has all.
    #[schema(example = "/api/projects/1/tasks?status=done&cursor=eyJvIjoidGFza19zb3J0X29yZGVyIn0")]
    next: Option<String>,
}

impl ColumnBody {
    /// Shows a column that goes on at `next`.
    pub(super) fn of(column: BoardColumn, next: Option<String>) -> Self {
        let BoardColumn { status, total, tasks } = column;
        let tasks = tasks.into_iter().map(TaskBody::from).collect();
        Self { status: status.into(), total, tasks, next }
    }
}
