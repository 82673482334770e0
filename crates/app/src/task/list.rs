//! Listing tasks, on a board and otherwise.

use umbra_domain::{
    ProjectId, Stored, UserId,
    page::{Keyset, Limit, Page},
    project::Project,
    settings::Zone,
    task::{Task, TaskFilter, TaskOrder},
};
use umbra_store::{
    View, resource,
    task::{self, Column, TaskQuery},
};

use crate::{
    App,
    errors::{ListWithinError, ReadError},
    todo::reached,
};

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

impl App {
    /// Lists a page of the tasks of a project that the caller may see. What is overdue is decided by
    /// the wall clock of `zone`.
    ///
    /// # Errors
    /// [`ListWithinError`].
    pub async fn tasks(
        &self,
        who: UserId,
        zone: &Zone,
        project: ProjectId,
        list: ListTasks,
    ) -> Result<Page<Stored<Task>>, ListWithinError> {
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
