//! Completions of todos and tasks that are a person's own.
//!
//! Of one that recurs each day there may be thousands, so they are read in pages, in the order of what was completed
//! and then in that in which it was.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::ExprTrait as _,
};
use umbra_domain::{
    TaskId, TodoId, UserId,
    task::{Done, Reopened, Task},
    todo::{Completion, Todo},
};

use crate::{
    Read, StoreError,
    entity::{task_completion, task_reopening, todo_completion},
    instant, rights, sql, task, todo,
};

/// A due date of a todo that was completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TodoCompletion {
    /// Grows with each that is remembered.
    pub id: i64,
    /// Of which todo.
    pub todo: TodoId,
    /// What is remembered of it.
    pub completion: Completion,
}

/// A due date of a task that was completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskCompletion {
    /// Grows with each that is remembered.
    pub id: i64,
    /// Of which task.
    pub task: TaskId,
    /// What is remembered of it.
    pub done: Done,
    /// Its parts that had been done by then, and were open again with the next due date.
    pub reopened: Vec<Reopened>,
}

/// Lists completions of these todos, in the order of their ids, as far as they are a person's own: of the first one
/// those after `after`, so many in all at most.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn todo_completions(
    db: &impl Read,
    who: UserId,
    ids: &[i64],
    after: i64,
    limit: u64,
) -> Result<Vec<TodoCompletion>, StoreError> {
    use todo_completion::{Column, Entity};
    let own = rights::owned::<Todo>(who).filter(sql::is_one_of(db.db(), "todos.id", ids));
    let first = ids.first().copied().unwrap_or_default();
    let rows = Entity::find()
        .filter(Column::TodoId.in_subquery(own.into_query()))
        .filter(Column::TodoId.ne(first).or(Column::Id.gt(after)))
        .order_by_asc(Column::TodoId)
        .order_by_asc(Column::Id)
        .limit(limit);
    let read = |row: todo_completion::Model| {
        let (id, todo) = (row.id, TodoId(row.todo_id));
        Ok(TodoCompletion { id, todo, completion: todo::to_completion(row)? })
    };
    rows.all(db.db()).await?.into_iter().map(read).collect()
}

/// Lists completions of these tasks as [`todo_completions`] does: tasks in projects that are a person's own.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn task_completions(
    db: &impl Read,
    who: UserId,
    ids: &[i64],
    after: i64,
    limit: u64,
) -> Result<Vec<TaskCompletion>, StoreError> {
    use task_completion::{Column, Entity};
    let own = rights::owned::<Task>(who).filter(sql::is_one_of(db.db(), "tasks.id", ids));
    let first = ids.first().copied().unwrap_or_default();
    let rows = Entity::find()
        .filter(Column::TaskId.in_subquery(own.into_query()))
        .filter(Column::TaskId.ne(first).or(Column::Id.gt(after)))
        .order_by_asc(Column::TaskId)
        .order_by_asc(Column::Id)
        .limit(limit);
    let rows = rows.all(db.db()).await?;
    let mut reopened = reopened(db, &rows).await?;
    let read = |row: task_completion::Model| {
        let (id, task) = (row.id, TaskId(row.task_id));
        let reopened = reopened.remove(&id).unwrap_or_default();
        Ok(TaskCompletion { id, task, done: task::to_done(row)?, reopened })
    };
    rows.into_iter().map(read).collect()
}

/// Reads which parts were open again after these completions.
async fn reopened(
    db: &impl Read,
    completions: &[task_completion::Model],
) -> Result<HashMap<i64, Vec<Reopened>>, StoreError> {
    use task_reopening::{Column, Entity};
    let mut reopened = HashMap::<_, Vec<_>>::new();
    if completions.is_empty() {
        return Ok(reopened);
    }
    let ids: Vec<_> = completions.iter().map(|row| row.id).collect();
    let rows = Entity::find()
        .filter(sql::is_one_of(db.db(), "task_reopenings.completion_id", &ids))
        .order_by_asc(Column::CompletionId)
        .order_by_asc(Column::TaskId);
    for row in rows.all(db.db()).await? {
        let completed_at = instant::from_column(row.completed_at)?;
        let part = Reopened { task: TaskId(row.task_id), completed_at };
        reopened.entry(row.completion_id).or_default().push(part);
    }
    Ok(reopened)
}
