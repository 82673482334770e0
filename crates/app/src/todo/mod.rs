//! Todos.

mod complete;
mod create;
mod list;
mod undo;
mod update;

use std::convert::Infallible;

use umbra_domain::{Stored, TodoId, UserId, precondition::IfMatch, todo::Todo};

pub use list::ListTodos;
pub(crate) use list::reached;
pub use undo::NothingToUndo;

use crate::{
    App,
    errors::{DeleteError, ReadError},
};

impl App {
    /// Reads a todo that the caller may see.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn todo(&self, who: UserId, id: TodoId) -> Result<Stored<Todo>, ReadError> {
        self.read_thing(who, id).await
    }

    /// Deletes a todo that the caller may edit.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_todo(
        &self,
        who: UserId,
        id: TodoId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteError> {
        self.delete_thing::<Todo, Infallible>(who, id, if_match, |_| Ok(())).await
    }
}
