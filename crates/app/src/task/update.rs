//! Changing a task.

use jiff::{Timestamp, tz::TimeZone};
use umbra_domain::{
    ProjectId, Stored, TaskId, UserId,
    notification::NotificationDraft,
    precondition::IfMatch,
    rights::Denied,
    settings::Zone,
    task::{Status, Task, TaskPatch},
    todo::Due,
};
use umbra_store::{
    Edit, Granted, StoreError, Tx, View, notification, resource,
    task::{self, Position},
};

use super::{
    TaskRefused,
    check::{check_parent, link},
    status::{set_status, take_back},
    written,
};
use crate::{
    App,
    errors::{ChangeError, NotDue, acted},
    todo::NothingToUndo,
};

impl App {
    /// Changes a task that the caller may edit. A change that changes nothing keeps the version. What
    /// day it is for a completion is decided by the wall clock of `zone`.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_task(
        &self,
        who: UserId,
        zone: &Zone,
        (project, id): (ProjectId, TaskId),
        patch: TaskPatch,
        if_match: &IfMatch,
    ) -> Result<Stored<Task>, ChangeError<TaskRefused>> {
        let (now, zone) = (self.clock.now(), zone.rules());
        self.edit_task(who, (project, id), if_match, async |tx, task| {
            apply(tx, task, patch, now, &zone).await
        })
        .await
    }

    /// Takes the latest completion of a recurring task back, however long ago it was. Parts of it
    /// that were open again because of it, and still are to be done, are done again.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn undo_task_completion(
        &self,
        who: UserId,
        (project, id): (ProjectId, TaskId),
        if_match: &IfMatch,
    ) -> Result<Stored<Task>, ChangeError<NothingToUndo>> {
        let now = self.clock.now();
        self.edit_task(who, (project, id), if_match, async |tx, task| {
            if take_back(tx, task, now).await? {
                Ok(())
            } else {
                Err(ChangeError::Refused(NothingToUndo))
            }
        })
        .await
    }

    /// Completes a task as far as it is open and due as it was, as a button on a phone does; tells
    /// whether it was, and theirs to do.
    pub(crate) async fn complete_task_as_due(
        &self,
        tx: &Tx,
        who: UserId,
        zone: &Zone,
        task: (ProjectId, TaskId),
        due: Option<Due>,
    ) -> Result<bool, StoreError> {
        let (now, zone) = (self.clock.now(), zone.rules());
        let complete = async |tx: &Tx, task: &mut Granted<Stored<Task>, Edit>| {
            if task.row().completed_at.is_some() || task.row().due != due {
                return Err(ChangeError::Refused(NotDue));
            }
            Ok(set_status(tx, task, Status::Done, now, &zone).await?)
        };
        acted(edit_task_in(tx, who, task, &IfMatch::Any, now, complete).await)
    }

    /// Changes a task as `edit` says, under its lock and its project's.
    async fn edit_task<E: std::error::Error + 'static>(
        &self,
        who: UserId,
        (project, id): (ProjectId, TaskId),
        if_match: &IfMatch,
        edit: impl AsyncFnOnce(&Tx, &mut Granted<Stored<Task>, Edit>) -> Result<(), ChangeError<E>>,
    ) -> Result<Stored<Task>, ChangeError<E>> {
        let now = self.clock.now();
        let edit = async |tx: &Tx| edit_task_in(tx, who, (project, id), if_match, now, edit).await;
        self.store.write(edit).await
    }
}

/// Changes a task in a transaction that does more.
async fn edit_task_in<E: std::error::Error + 'static>(
    tx: &Tx,
    who: UserId,
    (project, id): (ProjectId, TaskId),
    if_match: &IfMatch,
    now: Timestamp,
    edit: impl AsyncFnOnce(&Tx, &mut Granted<Stored<Task>, Edit>) -> Result<(), ChangeError<E>>,
) -> Result<Stored<Task>, ChangeError<E>> {
    task::lock_project::<View>(tx, who, project).await?.granted()?;
    let mut granted = resource::lock::<Task, Edit>(tx, who, id).await?.granted()?;
    if granted.row().project != project {
        return Err(Denied::Missing.into());
    }
    if !if_match.allows(granted.row().version) {
        return Err(ChangeError::Changed);
    }
    let before = granted.row().body.clone();
    edit(tx, &mut granted).await?;
    if granted.row().body == before {
        return Ok(granted.into_row());
    }
    if granted.row().completed_at.is_some() != before.completed_at.is_some() {
        task::touch_dependents(tx, &[id]).await?;
    }
    let changed = resource::update(tx, granted, now).await?;
    let fresh = changed.assignees.iter().copied();
    let fresh = fresh.filter(|who| !before.assignees.contains(who));
    let told = [NotificationDraft::task_assigned(who, (project, id), fresh)];
    notification::notify(tx, &told, now).await?;
    Ok(written(tx, who, id).await?)
}

/// Applies the fields, checks what they name, and then gives the status.
async fn apply(
    tx: &Tx,
    granted: &mut Granted<Stored<Task>, Edit>,
    patch: TaskPatch,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(), ChangeError<TaskRefused>> {
    let id = granted.row().id;
    let before = granted.row().body.clone();
    let (status, place) = (patch.status, patch.sort_order);
    let body = &mut granted.row_mut().body;
    patch.apply(body).map_err(|unsound| ChangeError::Refused(unsound.into()))?;
    if body.parent != before.parent {
        check_parent(tx, Some(id), body).await?;
    }
    link(tx, id, Some(&before), body).await?;
    if let Some(status) = status {
        set_status(tx, granted, status, now, zone).await?;
    }
    if let Some(place) = place.filter(|place| *place != before.sort_order) {
        let (present, position) = (Some((id, before.sort_order)), Position::At(place));
        let place = task::make_place(tx, before.project, present, position, now).await?;
        granted.row_mut().body.sort_order = place;
    }
    Ok(())
}
