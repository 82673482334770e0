//! Links in messages on phones. Only the hashes of their tokens are stored.

use jiff::{Timestamp, civil::DateTime};
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult};
use umbra_domain::{
    ProjectId, ReminderId, TaskId, TodoId, UserId,
    push::{ActionLink, LinkAct, LinkSubject},
    todo::Due,
    zone::Zone,
};

use crate::{
    Autocommit, Read, StoreError, Tx, Write, entity::action_link, instant, sql, tx::handle::Handle,
    zone,
};

/// A link that still works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLink {
    /// What it is for.
    pub link: ActionLink,
    /// The project of its task.
    pub project: Option<ProjectId>,
    /// Where the person's days begin.
    pub timezone: Zone,
}

/// Stores links under the hashes of their tokens, all in one statement.
///
/// # Errors
/// [`StoreError`] when the database fails, or when somebody or something that a link is for is gone.
pub async fn create(
    db: &impl Write,
    links: &[([u8; 32], ActionLink)],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    if links.is_empty() {
        return Ok(());
    }
    let expires_at = instant::to_column(expires_at);
    let rows = links.iter().map(|(hash, link)| {
        let (mut reminder, mut todo, mut task) = (None, None, None);
        let (occurrence, generation) = match link.subject {
            LinkSubject::Reminder { id, occurrence, generation } => {
                reminder = Some(id.0);
                (occurrence.to_string(), generation)
            }
            LinkSubject::Todo { id, due } => {
                todo = Some(id.0);
                (Due::rank(due), 0)
            }
            LinkSubject::Task { id, due } => {
                task = Some(id.0);
                (Due::rank(due), 0)
            }
        };
        action_link::ActiveModel {
            token_hash: Set(hash.to_vec()),
            user_id: Set(link.user.0),
            act: Set(link.act.as_str().to_owned()),
            reminder_id: Set(reminder),
            todo_id: Set(todo),
            task_id: Set(task),
            occurrence: Set(occurrence),
            generation: Set(generation.into()),
            expires_at: Set(expires_at),
        }
    });
    action_link::Entity::insert_many(rows).exec_without_returning(db.db()).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    user_id: i64,
    act: String,
    reminder_id: Option<i64>,
    todo_id: Option<i64>,
    task_id: Option<i64>,
    occurrence: String,
    generation: i64,
    project_id: Option<i64>,
    timezone: String,
}

/// Finds a link that hasn't expired, of somebody whose account is active.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(
    db: &impl Read,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<FoundLink>, StoreError> {
    let text = "SELECT l.user_id, l.act, l.reminder_id, l.todo_id, l.task_id, l.occurrence, \
                l.generation, t.project_id, p.timezone FROM action_links l \
                JOIN users u ON u.id = l.user_id JOIN settings p ON p.user_id = l.user_id \
                LEFT JOIN tasks t ON t.id = l.task_id \
                WHERE l.token_hash = $1 AND l.expires_at > $2 AND u.is_active";
    let values = [token_hash.to_vec().into(), instant::to_column(now).into()];
    let Some(row) = sql::one::<Row, 2>(db.db(), text, values).await? else { return Ok(None) };
    Ok(Some(FoundLink {
        link: to_link(&row).ok_or(StoreError::Corrupt("action link"))?,
        project: row.project_id.map(ProjectId),
        timezone: zone::read(db.zones(), &row.timezone, None),
    }))
}

fn to_link(row: &Row) -> Option<ActionLink> {
    let due = || Due::from_rank(&row.occurrence);
    let subject = match (row.reminder_id, row.todo_id, row.task_id) {
        (Some(id), None, None) => LinkSubject::Reminder {
            id: ReminderId(id),
            occurrence: row.occurrence.parse::<DateTime>().ok()?,
            generation: row.generation.try_into().ok()?,
        },
        (None, Some(id), None) => LinkSubject::Todo { id: TodoId(id), due: due()? },
        (None, None, Some(id)) => LinkSubject::Task { id: TaskId(id), due: due()? },
        _ => return None,
    };
    Some(ActionLink { user: UserId(row.user_id), act: LinkAct::parse(&row.act)?, subject })
}

/// Uses a link up; tells whether it was there. Of several at once one is told so.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn take(tx: &Tx, token_hash: &[u8; 32]) -> Result<bool, StoreError> {
    let text = "DELETE FROM action_links WHERE token_hash = $1";
    Ok(sql::execute(tx.db(), text, [token_hash.to_vec().into()]).await? == 1)
}

/// Ends all links of a person.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn revoke(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    sql::execute(tx.db(), "DELETE FROM action_links WHERE user_id = $1", [user.0.into()]).await?;
    Ok(())
}

/// Forgets links that have expired; returns how many.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn purge(db: &Autocommit, now: Timestamp) -> Result<u64, StoreError> {
    let text = "DELETE FROM action_links WHERE expires_at <= $1";
    sql::execute(db.db(), text, [instant::to_column(now).into()]).await
}
