//! Writing a todo down.

use umbra_domain::{Stored, UserId, todo::Todo};
use umbra_store::StoreError;

use crate::{
    App,
    idempotency::{Once, OnceError, Outcome},
};

impl App {
    /// Writes a todo down; one that is `completed` is done already, for good even if it recurs.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_todo(
        &self,
        who: UserId,
        todo: Todo,
        completed: bool,
        once: Option<Once<Stored<Todo>>>,
    ) -> Result<Outcome<Stored<Todo>>, OnceError<StoreError>> {
        let completed_at = completed.then(|| self.clock.now());
        self.create_thing(who, &who, Todo { completed_at, ..todo }, once).await
    }
}
