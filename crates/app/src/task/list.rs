//! Listing tasks, on a board and otherwise.

use umbra_domain::{
    ProjectId, Stored, UserId,
    page::{Keyset, Limit, Page},
    project::Project,
    rights::Denied,
    settings::Zone,
    task::{Task, TaskFilter, TaskOrder},
};
use umbra_store::{
    StoreError, View, resource,
    task::{self, Column, TaskQuery},
};

use crate::{App, errors::ReadError, todo::reached};

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct ListTasks {
    /// Which tasks.
    pub filter: TaskFilter,
    /// In which order.
    pub order: TaskOrder,
    /// After which one.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
}

/// Why what is in a thing could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListTasksError {
    /// The caller may not see the thing, or there is none.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The cursor doesn't belong to this list.
    #[error("the cursor doesn't belong to this list")]
    BadCursor,
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ListTasksError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::BadCursor => Self::BadCursor,
            error => Self::Store(error),
        }
    }
}

impl From<ReadError> for ListTasksError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Denied(denied) => Self::Denied(denied),
            ReadError::Store(error) => error.into(),
        }
    }
}

impl App {
    /// Lists a page of the tasks of a project that the caller may see. What is overdue is decided by
    /// the wall clock of `zone`.
    ///
    /// # Errors
    /// [`ListTasksError`].
    pub async fn tasks(
        &self,
        who: UserId,
        zone: &Zone,
        project: ProjectId,
        list: ListTasks,
    ) -> Result<Page<Stored<Task>>, ListTasksError> {
        let local_now = reached(self.clock.now(), &zone.rules());
        let ListTasks { filter, order, after, limit } = list;
        let query = TaskQuery { project, filter, order, after, limit, local_now };
        let page = task::list(self.store.reader(), who, &query).await?;
        if page.items.is_empty() {
            self.see_project(who, project).await?;
        }
        Ok(page)
    }

    /// Reads the board of a project that the caller may see: a column a status, each with its first
    /// tasks.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn board(
        &self,
        who: UserId,
        project: ProjectId,
        limit: Limit,
    ) -> Result<Vec<Column>, ReadError> {
        let columns = task::board(self.store.reader(), who, project, limit).await?;
        if columns.iter().all(|column| column.tasks.is_empty()) {
            self.see_project(who, project).await?;
        }
        Ok(columns)
    }

    /// Tells a project without tasks from one that the caller may not see.
    pub(crate) async fn see_project(
        &self,
        who: UserId,
        project: ProjectId,
    ) -> Result<(), ReadError> {
        let found = resource::find::<Project, View>(self.store.reader(), who, project).await?;
        Ok(found.granted().map(drop)?)
    }
}
