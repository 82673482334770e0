//! Reading one todo.

use umbra_domain::{TodoId, UserId, todo::Todo};
use umbra_store::{StoreError, todo};

use crate::App;

/// Why a todo could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadTodoError {
    /// There is none, or the caller may not see it.
    #[error("there is no such todo")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Reads a todo that the caller may see.
    ///
    /// # Errors
    /// [`ReadTodoError`].
    pub async fn todo(&self, who: UserId, id: TodoId) -> Result<Todo, ReadTodoError> {
        let found = todo::for_view(self.store.reader(), who, id).await?;
        Ok(found.ok_or(ReadTodoError::NotFound)?.into_row())
    }
}
