//! Projects.

use std::convert::Infallible;

use jiff::SignedDuration;
use umbra_domain::{
    ProjectId, Stored, UserId,
    page::{Keyset, Limit, Page},
    precondition::IfMatch,
    project::{Project, ProjectFilter, ProjectPatch, ProjectStats, StatsAt},
    settings::Zone,
};
use umbra_store::{Own, StoreError, project, resource};

use crate::{
    App,
    errors::{ChangeError, DeleteError, ListError, ReadError},
    idempotency::{Once, OnceError, Outcome},
};

/// What is due within as many days from today on is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(7 * 24);

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
        let today = zone.rules().to_datetime(now).date();
        let at = StatsAt {
            today,
            soon: today.saturating_add(SOON),
            recently: now.saturating_sub(RECENTLY).unwrap_or(now),
        };
        let found = project::stats(self.store.reader(), who, id, &at).await?;
        Ok(found.granted()?.into_row())
    }

    /// Changes a project that the caller may edit; what is its owner's business takes the owner. A
    /// change that changes nothing keeps the version.
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
        self.change_thing::<Project, Infallible>(who, id, if_match, async |_, project| {
            if patch.is_for_its_owner() {
                project.also::<Own>()?;
            }
            patch.apply(&mut project.row_mut().body);
            Ok(())
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
