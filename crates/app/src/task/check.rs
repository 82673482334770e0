//! What of other rows a task names: its parent, what it depends on, and who is to do it.

use umbra_domain::{
    TaskId,
    task::{MAX_DEPTH, Task, Unsound},
};
use umbra_store::{
    Tx,
    task::{self, Unknown},
};

use crate::errors::ChangeError;

/// Why a task could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TaskRefused {
    /// Its fields don't go together.
    #[error(transparent)]
    Unsound(#[from] Unsound),
    /// There is no such parent in the project.
    #[error("the parent isn't in the project")]
    UnknownParent,
    /// It would be a part of itself.
    #[error("the task would be a part of itself")]
    WithinItself,
    /// There would be too many levels.
    #[error("there would be too many levels of tasks")]
    TooDeep,
    /// There is no such task in the project that it could depend on.
    #[error("a dependency isn't in the project")]
    UnknownDependency,
    /// It would have to be done before itself.
    #[error("the task would depend on itself")]
    Circular,
    /// Somebody who is assigned isn't a member of the project.
    #[error("an assignee isn't a member of the project")]
    UnknownAssignee,
}

/// Checks where a task comes to stand below another one.
pub(super) async fn check_parent(
    tx: &Tx,
    id: Option<TaskId>,
    body: &Task,
) -> Result<(), ChangeError<TaskRefused>> {
    let Some(parent) = body.parent else { return Ok(()) };
    let family = task::family(tx, body.project, id, parent).await?;
    let Some(levels) = family.levels else {
        return Err(ChangeError::Refused(TaskRefused::UnknownParent));
    };
    if family.is_within {
        return Err(ChangeError::Refused(TaskRefused::WithinItself));
    }
    if levels > MAX_DEPTH {
        return Err(ChangeError::Refused(TaskRefused::TooDeep));
    }
    Ok(())
}

/// Writes who is assigned and what has to be done before, unless it is refused.
pub(super) async fn link(
    tx: &Tx,
    id: TaskId,
    before: Option<&Task>,
    body: &Task,
) -> Result<(), ChangeError<TaskRefused>> {
    let is_new = before.is_none_or(|before| before.depends_on != body.depends_on);
    if is_new && task::would_loop(tx, id, &body.depends_on).await? {
        return Err(ChangeError::Refused(TaskRefused::Circular));
    }
    task::write_links(tx, id, before, body).await?.map_err(|unknown| {
        ChangeError::Refused(match unknown {
            Unknown::Assignee => TaskRefused::UnknownAssignee,
            Unknown::Dependency => TaskRefused::UnknownDependency,
        })
    })
}
