//! Comments on tasks: their rows, and their list.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{LockType, Order},
};
use umbra_domain::{
    CommentId, ProjectId, Stored, TaskId, UserId,
    comment::{Comment, Content},
    page::{Keyset, Limit, Page},
    task::Task,
};

use crate::{
    Access, Comment as MayComment, Granted, Read, StoreError, Tx,
    entity::{
        task,
        task_comment::{ActiveModel, Column, Entity, Model},
    },
    resource::{self, Paging},
    rights::{self, Held},
    table::{Columns, Container, Table, stored},
    tx::handle::Handle as _,
};

impl Table for Comment {
    type Entity = Entity;
    type Row = Model;
    type NewRow = ActiveModel;
    type Place = Granted<ProjectId, MayComment>;

    const COLUMNS: Columns<Column> = Columns {
        id: Column::Id,
        version: Column::Version,
        created_at: Column::CreatedAt,
        updated_at: Column::UpdatedAt,
        place: Column::ProjectId,
        container: Container::Project,
        write_only: &[],
    };

    async fn read(_: &impl Read, rows: Vec<Model>) -> Result<Vec<Stored<Self>>, StoreError> {
        rows.into_iter().map(to_comment).collect()
    }

    fn to_row(&self) -> ActiveModel {
        ActiveModel {
            task_id: Set(self.task.0),
            created_by: Set(self.created_by.map(|id| id.0)),
            content: Set(self.content.as_str().to_owned()),
            ..ActiveModel::default()
        }
    }
}

fn to_comment(row: Model) -> Result<Stored<Comment>, StoreError> {
    let comment = Comment {
        project: ProjectId(row.project_id),
        task: TaskId(row.task_id),
        created_by: row.created_by.map(UserId),
        content: Content::from_stored(row.content),
    };
    stored(CommentId(row.id), row.version, row.created_at, row.updated_at, comment)
}

#[derive(FromQueryResult)]
struct Of {
    project_id: i64,
}

/// Finds the project in which somebody may comment on a task. The task can't be deleted until the
/// transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn place(
    tx: &Tx,
    who: UserId,
    project: ProjectId,
    task: TaskId,
) -> Result<Access<ProjectId, MayComment>, StoreError> {
    let projects = task::Entity::find()
        .select_only()
        .column(task::Column::ProjectId)
        .filter(task::Column::Id.eq(task.0))
        .filter(task::Column::ProjectId.eq(project.0));
    let select = rights::joined::<Task>(projects, who);
    let statement = rights::locking::<Task>(select, LockType::KeyShare, tx.db());
    let found = rights::rows::<Of>(tx.db(), statement).await?.pop();
    Ok(match found {
        Some(Held { row, right }) => Access::decide(ProjectId(row.project_id), right),
        None => Access::Missing,
    })
}

/// Lists the comments on a task, the oldest first.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn list(
    db: &impl Read,
    who: UserId,
    (project, task): (ProjectId, TaskId),
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<Stored<Comment>>, StoreError> {
    let select = rights::visible::<Comment>(who)
        .filter(Column::ProjectId.eq(project.0))
        .filter(Column::TaskId.eq(task.0));
    let after = after.map(|after| (Vec::new(), after.id));
    let paging = Paging { keys: &[], order: Order::Asc, after, limit };
    resource::page::<Comment>(db, select, paging, |_| String::new()).await
}
