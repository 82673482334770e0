//! Reading the completions of all that is somebody's own.

use umbra_domain::{UserId, task::Task, todo::Todo};
use umbra_store::{StoreError, export};

use super::{Own, PAGE, TaskCompletion, TodoCompletion, Walk};
use crate::App;

/// How many completions are read at once.
const MAX_COMPLETIONS_PER_READ: usize = 500;

/// A place in the completions of all that is somebody's own of one kind.
#[derive(Debug)]
pub struct Completions {
    walk: Walk,
    /// The things whose completions are read now.
    ids: Vec<i64>,
    /// Of the first of them, the last completion that was read.
    after: i64,
}

impl Completions {
    /// Begins at the beginning.
    #[must_use]
    pub fn new(who: UserId) -> Self {
        Self { walk: Walk::new(who), ids: Vec::new(), after: 0 }
    }

    /// Goes on to the next things when all completions of the present ones were read. Tells whether there are any.
    async fn next_batch<T: Own>(&mut self, app: &App) -> Result<bool, StoreError> {
        if self.ids.is_empty() {
            (self.ids, self.after) = (self.walk.next::<T>(app, PAGE).await?, 0);
        }
        Ok(!self.ids.is_empty())
    }

    /// Takes note of how many were read, and of the last one: of which thing, and which.
    fn passed(&mut self, count: usize, last: Option<(i64, i64)>) {
        match last {
            Some((thing, id)) if count == MAX_COMPLETIONS_PER_READ => {
                self.ids.retain(|one| *one >= thing);
                self.after = id;
            }
            _ => self.ids.clear(),
        }
    }
}

impl App {
    /// Reads the next completions of somebody's own todos; `None` at the end.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn next_todo_completions(
        &self,
        place: &mut Completions,
    ) -> Result<Option<Vec<TodoCompletion>>, StoreError> {
        if !place.next_batch::<Todo>(self).await? {
            return Ok(None);
        }
        let (db, who) = (self.store.reader(), place.walk.who);
        let read = export::todo_completions(
            db,
            who,
            &place.ids,
            place.after,
            MAX_COMPLETIONS_PER_READ as u64,
        )
        .await?;
        place.passed(read.len(), read.last().map(|one| (one.todo.0, one.id)));
        Ok(Some(read))
    }

    /// Reads the next completions of tasks in projects of somebody's own; `None` at the end.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn next_task_completions(
        &self,
        place: &mut Completions,
    ) -> Result<Option<Vec<TaskCompletion>>, StoreError> {
        if !place.next_batch::<Task>(self).await? {
            return Ok(None);
        }
        let (db, who) = (self.store.reader(), place.walk.who);
        let read = export::task_completions(
            db,
            who,
            &place.ids,
            place.after,
            MAX_COMPLETIONS_PER_READ as u64,
        )
        .await?;
        place.passed(read.len(), read.last().map(|one| (one.task.0, one.id)));
        Ok(Some(read))
    }
}
