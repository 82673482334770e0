//! Links in messages on phones. Only the hashes of their tokens are stored.

use std::collections::HashSet;

use jiff::{Timestamp, civil::DateTime};
use sea_orm::{DatabaseBackend, FromQueryResult};
use serde_json::{Value, json};
use umbra_domain::{
    ProjectId, ReminderId, TaskId, TodoId, UserId,
    action_link::{ActionLink, LinkAct, LinkSubject},
    rights::Right,
    settings::DailyTime,
    todo::Due,
    zone::Zone,
};

use crate::{Autocommit, Read, StoreError, Tx, instant, rights, sql, tx::handle::Handle, zone};

/// A link that still works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLink {
    /// What it is for.
    pub link: ActionLink,
    /// The project of its task.
    pub project: Option<ProjectId>,
    /// Where the person's days begin.
    pub timezone: Zone,
    /// When they are told of what is due on a day.
    pub daily: DailyTime,
}

/// A link to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewLink {
    /// The hash of its token.
    pub hash: [u8; 32],
    /// What it is for.
    pub link: ActionLink,
    /// The version of the person's settings by which it was decided where it is sent.
    pub settings: i64,
}

#[derive(FromQueryResult)]
struct Made {
    token_hash: Vec<u8>,
}

/// Stores links under the hashes of their tokens, all in one statement, and returns the hashes of those
/// that were stored: not those for what is gone, nor those that complete a task of who may only see it,
/// nor those of people whose settings have changed. Who changes theirs at the same time comes before, or
/// after and ends these links.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn create(
    db: &Autocommit,
    links: &[NewLink],
    expires_at: Timestamp,
) -> Result<HashSet<[u8; 32]>, StoreError> {
    if links.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = Value::Array(links.iter().map(to_json).collect()).to_string();
    let (given, locks, bytes) = match db.db().get_database_backend() {
        DatabaseBackend::Postgres => (
            "SELECT * FROM jsonb_to_recordset($1::jsonb) AS j (hash text, user_id bigint, \
             version bigint, act text, reminder_id bigint, todo_id bigint, task_id bigint, \
             occurrence text, generation bigint)",
            "ORDER BY u.id FOR KEY SHARE OF u FOR SHARE OF s",
            "decode(l.hash, 'hex')",
        ),
        _ => (
            "SELECT value ->> 'hash' AS hash, value ->> 'user_id' AS user_id, \
             value ->> 'version' AS version, value ->> 'act' AS act, \
             value ->> 'reminder_id' AS reminder_id, value ->> 'todo_id' AS todo_id, \
             value ->> 'task_id' AS task_id, value ->> 'occurrence' AS occurrence, \
             value ->> 'generation' AS generation FROM json_each($1)",
            "",
            "unhex(l.hash)",
        ),
    };
    let text = format!(
        "WITH l AS ({given}), own AS (SELECT u.id, s.version FROM users u \
         JOIN settings s ON s.user_id = u.id WHERE u.id IN (SELECT l.user_id FROM l) {locks}) \
         INSERT INTO action_links (token_hash, user_id, act, reminder_id, todo_id, task_id, \
         occurrence, generation, expires_at) \
         SELECT {bytes}, l.user_id, l.act, r.id, d.id, t.id, l.occurrence, l.generation, $2 \
         FROM l JOIN own ON own.id = l.user_id AND own.version = l.version \
         LEFT JOIN reminders r ON r.id = l.reminder_id LEFT JOIN todos d ON d.id = l.todo_id \
         LEFT JOIN tasks t ON t.id = l.task_id \
         WHERE COALESCE(r.id, d.id, t.id) IS NOT NULL AND (t.id IS NULL OR l.act <> '{}' \
         OR EXISTS (SELECT 1 FROM project_members m WHERE {} AND {})) RETURNING token_hash",
        LinkAct::Done.as_str(),
        rights::member_of_project("m", "t.project_id", "l.user_id"),
        rights::holds_at_least("m", Right::Edit),
    );
    let statement =
        sql::statement(db.db(), text, [rows.into(), instant::to_column(expires_at).into()]);
    let made = Made::find_by_statement(statement).all(db.db()).await?;
    let corrupt = |_| StoreError::Corrupt("action link");
    made.into_iter().map(|row| row.token_hash.try_into().map_err(corrupt)).collect()
}

fn to_json(NewLink { hash, link, settings }: &NewLink) -> Value {
    let (mut reminder, mut todo, mut task) = (None, None, None);
    let (occurrence, generation) = match link.subject {
        LinkSubject::Reminder { id, occurrence, generation } => {
            reminder = Some(id.0);
            (occurrence.to_string(), generation)
        }
        LinkSubject::Todo { id, due, snoozes } => {
            todo = Some(id.0);
            (Due::rank(due), snoozes)
        }
        LinkSubject::Task { id, due, snoozes } => {
            task = Some(id.0);
            (Due::rank(due), snoozes)
        }
    };
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "hash": hash, "user_id": link.user.0, "version": settings, "act": link.act.as_str(),
        "reminder_id": reminder, "todo_id": todo, "task_id": task, "occurrence": occurrence,
        "generation": generation,
    })
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
    daily_notice_time: String,
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
                l.generation, t.project_id, p.timezone, p.daily_notice_time FROM action_links l \
                JOIN users u ON u.id = l.user_id JOIN settings p ON p.user_id = l.user_id \
                LEFT JOIN tasks t ON t.id = l.task_id \
                WHERE l.token_hash = $1 AND l.expires_at > $2 AND u.is_active";
    let values = [token_hash.to_vec().into(), instant::to_column(now).into()];
    let Some(row) = sql::one::<Row, 2>(db.db(), text, values).await? else { return Ok(None) };
    Ok(Some(FoundLink {
        link: to_link(&row).ok_or(StoreError::Corrupt("action link"))?,
        project: row.project_id.map(ProjectId),
        timezone: zone::read(db.zones(), &row.timezone, None),
        daily: DailyTime::parse(&row.daily_notice_time).unwrap_or_default(),
    }))
}

fn to_link(row: &Row) -> Option<ActionLink> {
    let due = || Due::from_rank(&row.occurrence);
    let generation = row.generation.try_into().ok()?;
    let subject = match (row.reminder_id, row.todo_id, row.task_id) {
        (Some(id), None, None) => LinkSubject::Reminder {
            id: ReminderId(id),
            occurrence: row.occurrence.parse::<DateTime>().ok()?,
            generation,
        },
        (None, Some(id), None) => {
            LinkSubject::Todo { id: TodoId(id), due: due()?, snoozes: generation }
        }
        (None, None, Some(id)) => {
            LinkSubject::Task { id: TaskId(id), due: due()?, snoozes: generation }
        }
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
