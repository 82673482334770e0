//! What was completed of todos and tasks that recur: each due date, which no answer of the API lists.

use serde::Serialize;
use umbra_app::{
    App,
    export::{Completions, TaskCompletion, TodoCompletion},
};
use umbra_domain::{UserId, task::Reopened};

use crate::{export::archive::Archive, http::Problem, task::TaskStatusName};

/// A due date of a todo that was completed.
#[derive(Serialize)]
struct TodoCompletionBody {
    id: i64,
    todo_id: i64,
    due_date: String,
    completed_at: String,
}

impl From<TodoCompletion> for TodoCompletionBody {
    fn from(TodoCompletion { id, todo, completion }: TodoCompletion) -> Self {
        Self {
            id,
            todo_id: todo.0,
            due_date: completion.due.to_string(),
            completed_at: completion.completed_at.to_string(),
        }
    }
}

/// A due date of a task that was completed.
#[derive(Serialize)]
struct TaskCompletionBody {
    id: i64,
    task_id: i64,
    due_date: String,
    completed_at: String,
    /// How far the task had come before that.
    status: TaskStatusName,
    /// Parts of the task that had been done for that date, and were to be done again for the next one.
    reopened_parts: Vec<PartBody>,
}

/// A part of a task, and when it had been done.
#[derive(Serialize)]
struct PartBody {
    task_id: i64,
    completed_at: String,
}

impl From<Reopened> for PartBody {
    fn from(Reopened { task, completed_at }: Reopened) -> Self {
        Self { task_id: task.0, completed_at: completed_at.to_string() }
    }
}

impl From<TaskCompletion> for TaskCompletionBody {
    fn from(TaskCompletion { id, task, done, reopened }: TaskCompletion) -> Self {
        Self {
            id,
            task_id: task.0,
            due_date: done.completion.due.to_string(),
            completed_at: done.completion.completed_at.to_string(),
            status: done.status.into(),
            reopened_parts: reopened.into_iter().map(PartBody::from).collect(),
        }
    }
}

pub(super) async fn todos(app: &App, who: UserId, archive: &mut Archive) -> Result<(), Problem> {
    let (mut place, mut list) = (Completions::new(who), archive.list("todo_completions.json")?);
    while let Some(completions) = app.next_todo_completions(&mut place).await? {
        list.add(completions.into_iter().map(TodoCompletionBody::from)).await?;
    }
    list.end().await
}

pub(super) async fn tasks(app: &App, who: UserId, archive: &mut Archive) -> Result<(), Problem> {
    let (mut place, mut list) = (Completions::new(who), archive.list("task_completions.json")?);
    while let Some(completions) = app.next_task_completions(&mut place).await? {
        list.add(completions.into_iter().map(TaskCompletionBody::from)).await?;
    }
    list.end().await
}
