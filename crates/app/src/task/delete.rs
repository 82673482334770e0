//! Deleting a task.

use umbra_domain::{
    ProjectId, TaskId, UserId,
    precondition::IfMatch,
    rights::{Denied, may_delete},
    task::Task,
};
use umbra_store::{Edit, View, resource, task};

use crate::{App, errors::DeleteError};

impl App {
    /// Deletes a task with all that is part of it. Who may edit deletes what they made themselves; what
    /// others made takes more.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_task(
        &self,
        who: UserId,
        (project, id): (ProjectId, TaskId),
        if_match: &IfMatch,
    ) -> Result<(), DeleteError> {
        self.store
            .write(async |tx| {
                task::lock_project::<View>(tx, who, project).await?.granted()?;
                let granted = resource::lock::<Task, Edit>(tx, who, id).await?.granted()?;
                if granted.row().project != project {
                    return Err(Denied::Missing.into());
                }
                if !if_match.allows(granted.row().version) {
                    return Err(DeleteError::Changed);
                }
                let family = task::below(tx, id).await?;
                for part in &family {
                    may_delete(granted.held(), part.created_by, who)?;
                }
                let all: Vec<_> = family.iter().map(|part| part.id).collect();
                task::touch_dependents(tx, &all).await?;
                Ok(resource::delete(tx, granted).await?)
            })
            .await
    }
}
