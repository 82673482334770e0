//! Tasks of projects.
//!
//! Each change takes the lock on the project first, see `store::task`.

mod check;
mod create;
mod delete;
mod list;
mod reorder;
mod status;
mod update;

use umbra_domain::{ProjectId, Stored, TaskId, UserId, rights::Denied, task::Task};
use umbra_store::{StoreError, Tx, View, resource};

pub use check::TaskRefused;
pub use list::ListTasks;
pub use reorder::{Destination, UnknownTask};

pub use umbra_store::task::Column as BoardColumn;

use crate::{App, errors::ReadError};

impl App {
    /// Reads a task that the caller may see.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn task(
        &self,
        who: UserId,
        project: ProjectId,
        id: TaskId,
    ) -> Result<Stored<Task>, ReadError> {
        let task = self.read_thing::<Task>(who, id).await?;
        // The path of a task goes through its own project.
        if task.project == project { Ok(task) } else { Err(Denied::Missing.into()) }
    }
}

/// Reads a task back that was just written, with what other rows say of it.
async fn written(tx: &Tx, who: UserId, id: TaskId) -> Result<Stored<Task>, StoreError> {
    let found = resource::find::<Task, View>(tx, who, id).await?.granted();
    Ok(found.map_err(|_| StoreError::Corrupt("task"))?.into_row())
}
