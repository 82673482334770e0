//! Putting tasks into another order.

use umbra_domain::{ProjectId, TaskId, UserId};
use umbra_store::{
    Edit,
    task::{self, Ordered},
};

use crate::{App, errors::ChangeError};

/// Why tasks could not be put into another order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnknownTask {
    /// One of those that are to move isn't in the project.
    #[error("a task isn't in the project")]
    Moved,
    /// The one after which they are to stand isn't, or is to move itself.
    #[error("the task to stand after isn't in the project, or is to move itself")]
    After,
}

/// Where tasks go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// They take the places that they have, in their new order.
    OwnPlaces,
    /// Right after this one, or before all others.
    After(Option<TaskId>),
}

impl App {
    /// Puts tasks of a project that the caller may edit into another order. Tasks that get another
    /// place have a new version, and no more of them do than have to.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn reorder_tasks(
        &self,
        who: UserId,
        project: ProjectId,
        tasks: &[TaskId],
        to: Destination,
    ) -> Result<(), ChangeError<UnknownTask>> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let project = task::lock_project::<Edit>(tx, who, project).await?.granted()?;
                let ordered = match to {
                    Destination::OwnPlaces => task::reorder(tx, &project, tasks, now).await?,
                    Destination::After(anchor) => {
                        task::put_after(tx, &project, tasks, anchor, now).await?
                    }
                };
                match ordered {
                    Ordered::Done => Ok(()),
                    Ordered::UnknownTask => Err(ChangeError::Refused(UnknownTask::Moved)),
                    Ordered::UnknownAnchor => Err(ChangeError::Refused(UnknownTask::After)),
                }
            })
            .await
    }
}
