//! Projects.

mod members;

use jiff::SignedDuration;
use umbra_domain::{
    ProjectId, Stored, UserId, civil,
    page::{Keyset, Limit, Page},
    precondition::IfMatch,
    project::{Project, ProjectFilter, ProjectPatch, ProjectStats, StatsAt},
    settings::Zone,
};
use umbra_store::{Edit, Granted, Own, StoreError, Tx, View, project, resource};

pub use self::members::MemberRefused;
use crate::{
    App,
    errors::{ChangeError, DeleteError, ListError, ReadError},
    idempotency::{Once, OnceError, Outcome},
};

/// What is due within as many days from today on is due soon.
const DUE_SOON_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long ago what is completed counts as recent.
const RECENTLY: SignedDuration = SignedDuration::from_hours(7 * 24);

impl App {
    /// Begins a project.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_project(
        &self,
        who: UserId,
        new: Project,
        once: Option<Once<Stored<Project>>>,
    ) -> Result<Outcome<Stored<Project>>, OnceError<StoreError>> {
        self.create_thing(who, &who, new, once).await
    }

    /// Reads a project that the caller may see.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn project(&self, who: UserId, id: ProjectId) -> Result<Stored<Project>, ReadError> {
        self.read_thing(who, id).await
    }

    /// Lists a page of the projects that the caller may see, by sort order, name and id.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn projects(
        &self,
        who: UserId,
        filter: &ProjectFilter,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<Stored<Project>>, ListError> {
        Ok(project::list(self.store.reader(), who, filter, after, limit).await?)
    }

    /// Counts the tasks of a project that the caller may see. Today is by the clock of `zone`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn project_stats(
        &self,
        who: UserId,
        zone: &Zone,
        id: ProjectId,
    ) -> Result<ProjectStats, ReadError> {
        let now = self.clock.now();
        let today = civil::today(now, &zone.rules());
        let at = StatsAt {
            today,
            soon: today.saturating_add(DUE_SOON_WITHIN),
            recently: now.saturating_sub(RECENTLY).unwrap_or(now),
        };
        let found = project::stats(self.store.reader(), who, id, &at).await?;
        Ok(found.granted()?.into_row())
    }

    /// Changes a project. Who may see it may change what is their own of it, and only who may edit it
    /// may change anything else with that: all of it happens, or nothing. A change that changes nothing
    /// keeps the version.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_project(
        &self,
        who: UserId,
        id: ProjectId,
        patch: ProjectPatch,
        if_match: &IfMatch,
    ) -> Result<Stored<Project>, ChangeError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                if patch.is_personal() {
                    let found = resource::lock::<Project, View>(tx, who, id).await?.granted()?;
                    let changed = unless_changed(&found, patch, if_match)?;
                    if changed != found.row().body {
                        project::set_own(tx, who, &found, &changed, true, now).await?;
                    }
                } else {
                    let found = resource::lock::<Project, Edit>(tx, who, id).await?.granted()?;
                    let changed = unless_changed(&found, patch, if_match)?;
                    let shared = !changed.is_same_for_everybody(found.row());
                    if shared {
                        project::update(tx, &found, &changed, now).await?;
                    }
                    let Project { is_archived, sort_order, .. } = found.row().body;
                    if (is_archived, sort_order) != (changed.is_archived, changed.sort_order) {
                        project::set_own(tx, who, &found, &changed, !shared, now).await?;
                    }
                }
                written(tx, who, id).await
            })
            .await
    }

    /// Deletes a project of the caller's own with all that is in it, for good.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_project(
        &self,
        who: UserId,
        id: ProjectId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteError> {
        self.store
            .write(async |tx| {
                let granted = resource::lock::<Project, Own>(tx, who, id).await?.granted()?;
                if !if_match.allows(granted.row().version) {
                    return Err(DeleteError::Changed);
                }
                Ok(resource::delete(tx, granted).await?)
            })
            .await
    }
}

/// Applies a change to what was read, unless it has changed since the caller read it.
fn unless_changed<R>(
    found: &Granted<Stored<Project>, R>,
    patch: ProjectPatch,
    if_match: &IfMatch,
) -> Result<Project, ChangeError> {
    if !if_match.allows(found.row().version) {
        return Err(ChangeError::Changed);
    }
    let mut changed = found.row().body.clone();
    patch.apply(&mut changed);
    Ok(changed)
}

/// Reads a project back: how many are in it may be another number than when the lock was asked for.
async fn written(tx: &Tx, who: UserId, id: ProjectId) -> Result<Stored<Project>, ChangeError> {
    Ok(resource::find::<Project, View>(tx, who, id).await?.granted()?.into_row())
}
