//! Deleting a task.

use umbra_domain::{
    ProjectId, TaskId, UserId,
    precondition::IfMatch,
    rights::{Denied, Forbidden},
    task::Task,
};
use umbra_store::{Edit, Manage, View, resource, task};

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
                let all = task::below(tx, id).await?;
                let may_delete_others = granted.also::<Manage>().is_ok();
                if !may_delete_others && !task::all_made_by(tx, who, &all).await? {
                    return Err(Denied::Forbidden(Forbidden::NotYours).into());
                }
                task::touch_dependents(tx, &all).await?;
                Ok(resource::delete(tx, granted).await?)
            })
            .await
    }
}
