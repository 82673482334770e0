//! What clients get to see of todos.

use serde::Serialize;
use umbra_domain::{
    Stored,
    civil::format_time,
    todo::{Category, Description, IN_SHORT_MONTHS, Recurrence, Todo},
};
use utoipa::ToSchema;

use crate::{http::resource::Exposed, recurrence::ShortMonthsName};

use super::request::{BasisName, PriorityName};

/// A todo.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Todo)]
pub(crate) struct TodoBody {
    /// The id of the todo.
    #[schema(minimum = 1)]
    id: i64,
    /// The title.
    #[schema(example = "Buy milk")]
    title: String,
    /// A description.
    description: Option<String>,
    /// Its priority.
    priority: PriorityName,
    /// A category to group todos by.
    category: Option<String>,
    /// The day on which it is due, in the owner's time zone.
    #[schema(format = Date, example = "2026-12-31")]
    due_date: Option<String>,
    /// The time on that day, `HH:MM:SS`.
    #[schema(example = "09:30:00")]
    due_time: Option<String>,
    /// How it recurs, in canonical form.
    #[schema(example = "FREQ=MONTHLY")]
    recurrence_rule: Option<String>,
    /// What becomes of a day that a month doesn't have, `last_day` by default; `null` if it doesn't
    /// recur by months or years, or takes the day after (`SKIP=FORWARD`).
    short_months: Option<ShortMonthsName>,
    /// From where the next due date is counted; `null` if it doesn't recur.
    recurrence_basis: Option<BasisName>,
    /// When one of its due dates was last completed, if it recurs.
    #[schema(format = DateTime)]
    last_completed_at: Option<String>,
    /// Whether it is completed: a todo that recurs is so only after its last due date.
    completed: bool,
    /// When it was completed.
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

impl From<Stored<Todo>> for TodoBody {
    fn from(todo: Stored<Todo>) -> Self {
        let Stored { id, body: todo, version, created_at, updated_at, .. } = todo;
        Self {
            id: id.0,
            title: todo.title.into_string(),
            description: todo.description.map(Description::into_string),
            priority: todo.priority.into(),
            category: todo.category.map(Category::into_string),
            due_date: todo.due.map(|due| due.date.to_string()),
            due_time: todo.due.and_then(|due| due.time).map(format_time),
            recurrence_rule: todo.recurrence.as_ref().map(|series| series.rule().to_string()),
            short_months: todo
                .recurrence
                .as_ref()
                .and_then(|series| ShortMonthsName::of(series.rule(), IN_SHORT_MONTHS)),
            recurrence_basis: todo.recurrence.as_ref().map(Recurrence::basis).map(Into::into),
            last_completed_at: todo.last_completed_at.map(|at| at.to_string()),
            completed: todo.completed_at.is_some(),
            completed_at: todo.completed_at.map(|at| at.to_string()),
            version,
            created_at: created_at.to_string(),
            updated_at: updated_at.to_string(),
        }
    }
}

impl Exposed for Todo {
    const PATH: &'static str = "/api/todos";
    type Body = TodoBody;
}
