//! Writing a task down.

use jiff::Timestamp;
use umbra_domain::{
    Stored, UserId,
    notification::NotificationDraft,
    task::{SortOrder, Status, Task},
};
use umbra_store::{
    Edit, Tx, notification, resource,
    task::{self, Position},
};

use super::{
    TaskRefused,
    check::{check_parent, link},
    written,
};
use crate::{
    App,
    errors::ChangeError,
    idempotency::{Once, OnceError, Outcome},
};

impl App {
    /// Writes a task down in a project that the caller may edit: after all others unless it says
    /// `place`. One with the status `done` is done already, for good even if it recurs.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_task(
        &self,
        who: UserId,
        new: Task,
        place: Option<SortOrder>,
        once: Option<Once<Stored<Task>>>,
    ) -> Result<Outcome<Stored<Task>>, OnceError<ChangeError<TaskRefused>>> {
        let now = self.clock.now();
        self.once(who, once, async |tx| create(tx, who, new, place, now).await).await
    }
}

async fn create(
    tx: &Tx,
    who: UserId,
    new: Task,
    place: Option<SortOrder>,
    now: Timestamp,
) -> Result<Stored<Task>, ChangeError<TaskRefused>> {
    let project = task::lock_project::<Edit>(tx, who, new.project).await?.granted()?;
    check_parent(tx, None, &new).await?;
    let position = place.map_or(Position::Last, Position::At);
    let sort_order = task::make_place(tx, new.project, None, position, now).await?;
    let completed_at = (new.status == Status::Done).then_some(now);
    let body = Task { created_by: Some(who), completed_at, sort_order, ..new };
    let made = resource::create(tx, &project, body.clone(), now).await?;
    link(tx, made.id, None, &body).await?;
    let at = (body.project, made.id);
    let told = [NotificationDraft::task_assigned(who, at, body.assignees.iter().copied())];
    notification::notify(tx, &told, now).await?;
    Ok(written(tx, who, made.id).await?)
}
