//! Comments on tasks: their rows, and their list.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, FromQueryResult, QueryFilter,
    QuerySelect, Select,
    sea_query::{Expr, LockType, Order},
};
use umbra_domain::{
    CommentId, ProjectId, Stored, TaskId, UserId,
    comment::{Comment, Content, Mention},
    page::{Keyset, Limit, Page},
    task::Task,
};

use crate::{
    Access, Comment as MayComment, Granted, Read, StoreError, Tx,
    entity::{
        task,
        task_comment::{ActiveModel, Column, Entity, Model},
        task_comment_mention,
    },
    resource::{self, Paging},
    rights, sql,
    table::{Columns, Container, Table, stored},
    tx::handle::Handle as _,
};

/// A row, and whom it mentions: an id, a colon and the text on a line each.
#[derive(Debug, FromQueryResult)]
pub struct Row {
    #[sea_orm(nested)]
    comment: Model,
    mentions: String,
}

const MENTIONS: &str = "COALESCE((SELECT string_agg(CAST(m.user_id AS text) || ':' || m.text, '\n') \
    FROM task_comment_mentions m WHERE m.comment_id = task_comments.id), '')";

impl Table for Comment {
    type Entity = Entity;
    type Row = Row;
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

    async fn read(_: &impl Read, rows: Vec<Row>) -> Result<Vec<Stored<Self>>, StoreError> {
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

    fn with_more(select: Select<Entity>) -> Select<Entity> {
        select.expr_as(Expr::cust(MENTIONS), "mentions")
    }
}

fn to_comment(Row { comment: row, mentions }: Row) -> Result<Stored<Comment>, StoreError> {
    let mentions = mentions.lines().map(|line| {
        let (user, text) = line.split_once(':')?;
        Some(Mention { user: UserId(user.parse().ok()?), text: text.to_owned() })
    });
    let mentions: Option<Vec<_>> = mentions.collect();
    let mut mentions = mentions.ok_or(StoreError::Corrupt("mention"))?;
    mentions.sort_unstable_by_key(|mention| mention.user);
    let comment = Comment {
        project: ProjectId(row.project_id),
        task: TaskId(row.task_id),
        created_by: row.created_by.map(UserId),
        content: Content::from_stored(row.content),
        mentions,
    };
    stored(CommentId(row.id), row.version, row.created_at, row.updated_at, comment)
}

/// Finds the project in which somebody may comment on a task. Neither can be deleted until the
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
    if tx.db().get_database_backend() == DatabaseBackend::Postgres {
        // First, as whoever deletes a project takes it before who is in it: all of them may be told.
        let text = "SELECT 1 FROM projects WHERE id = $1 FOR KEY SHARE";
        sql::execute(tx.db(), text, [project.0.into()]).await?;
    }
    let projects = task::Entity::find()
        .select_only()
        .column_as(task::Column::ProjectId, "id")
        .filter(task::Column::Id.eq(task.0))
        .filter(task::Column::ProjectId.eq(project.0));
    let select = rights::joined::<Task>(projects, who);
    let statement = rights::locking::<Task>(select, LockType::KeyShare, tx.db());
    rights::decide(tx.db(), statement, ProjectId).await
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

/// Writes whom a comment mentions, in place of those whom it did.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn write_mentions(
    tx: &Tx,
    id: CommentId,
    before: &[Mention],
    mentions: &[Mention],
) -> Result<(), StoreError> {
    if before == mentions {
        return Ok(());
    }
    if !before.is_empty() {
        let text = "DELETE FROM task_comment_mentions WHERE comment_id = $1";
        sql::execute(tx.db(), text, [id.0.into()]).await?;
    }
    if mentions.is_empty() {
        return Ok(());
    }
    let rows = mentions.iter().map(|mention| task_comment_mention::ActiveModel {
        comment_id: Set(id.0),
        user_id: Set(mention.user.0),
        text: Set(mention.text.clone()),
    });
    task_comment_mention::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Reader {
    user_id: i64,
}

/// Leaves of mentions those of people who still have an account, and keeps it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn who_stay(tx: &Tx, mut mentions: Vec<Mention>) -> Result<Vec<Mention>, StoreError> {
    if mentions.is_empty() {
        return Ok(mentions);
    }
    let ids: Vec<_> = mentions.iter().map(|mention| mention.user.0).collect();
    let which = sql::one_of(tx.db(), 1);
    let mut text = format!("SELECT id AS user_id FROM users WHERE id {which} ORDER BY id");
    if tx.db().get_database_backend() == DatabaseBackend::Postgres {
        text.push_str(" FOR KEY SHARE");
    }
    let rows = Reader::find_by_statement(sql::statement(tx.db(), text, [sql::ids(&ids)]));
    let there = rows.all(tx.db()).await?;
    mentions.retain(|mention| there.iter().any(|row| row.user_id == mention.user.0));
    Ok(mentions)
}

/// Finds who of those in the project has to do with a task: who made it, who is assigned, and who has
/// commented on it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn concerned(
    tx: &Tx,
    project: &Granted<ProjectId, MayComment>,
    task: TaskId,
) -> Result<Vec<UserId>, StoreError> {
    let text = "SELECT m.user_id FROM project_members m WHERE m.project_id = $1 AND m.user_id IN (\
                SELECT t.created_by FROM tasks t WHERE t.id = $2 \
                UNION SELECT a.user_id FROM task_assignees a WHERE a.task_id = $2 \
                UNION SELECT c.created_by FROM task_comments c WHERE c.task_id = $2)";
    let values = [project.row().0.into(), task.0.into()];
    let rows = Reader::find_by_statement(sql::statement(tx.db(), text, values));
    Ok(rows.all(tx.db()).await?.into_iter().map(|row| UserId(row.user_id)).collect())
}
