//! Writing a todo down.

use umbra_domain::{
    UserId,
    todo::{NewTodo, Todo},
};
use umbra_store::{StoreError, idempotency::Answer, todo};

use crate::{
    App,
    idempotency::{Once, OnceError, Outcome},
};

/// Why a todo could not be written down.
#[derive(Debug, thiserror::Error)]
pub enum CreateTodoError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Writes a todo down, in one statement.
    ///
    /// # Errors
    /// [`CreateTodoError`].
    pub async fn create_todo(&self, who: UserId, new: NewTodo) -> Result<Todo, CreateTodoError> {
        let now = self.clock.now();
        Ok(todo::create(self.store.autocommit(), who, new, now).await?)
    }

    /// Writes a todo down unless this request did so before.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_todo_once(
        &self,
        who: UserId,
        new: NewTodo,
        once: &Once,
        render: impl FnOnce(&Todo) -> Answer,
    ) -> Result<Outcome<Todo>, OnceError<CreateTodoError>> {
        let now = self.clock.now();
        let work = async |tx: &umbra_store::Tx| Ok(todo::create(tx, who, new, now).await?);
        self.once(who, once, work, render).await
    }
}
