//! What people have snoozed, and telling it again.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sea_orm::{
    ConnectionTrait as _, DatabaseBackend, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    prelude::DateTimeUtc, sea_query::Expr,
};
use umbra_domain::{ProjectId, TaskId, TodoId, UserId, due::DueItem, todo::Due};

use crate::{
    StoreError, Tx,
    entity::notification::{Column, Entity},
    instant,
    notification::may_see,
    rights::{self, Who},
    sql,
    tx::handle::Handle as _,
};

/// Something that somebody snoozed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snoozed {
    /// Names the notification that told of it.
    pub id: i64,
    /// Who.
    pub who: UserId,
    /// What is told again; `None` if it isn't theirs to do any more, or not as it was.
    pub item: Option<DueItem>,
    /// How often they have snoozed it.
    pub snoozes: u32,
    /// Until when.
    pub until: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    user_id: i64,
    once_key: Option<String>,
    snoozed_until: Option<DateTimeUtc>,
    todo_id: Option<i64>,
    project_id: Option<i64>,
    task_id: Option<i64>,
    due_rank: Option<String>,
}

/// Finds what some people have snoozed, in one statement.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn snoozed(tx: &Tx, people: &[UserId]) -> Result<Vec<Snoozed>, StoreError> {
    let people: Vec<_> = people.iter().map(|who| who.0).collect();
    let columns = [
        Column::Id,
        Column::UserId,
        Column::OnceKey,
        Column::SnoozedUntil,
        Column::TodoId,
        Column::ProjectId,
        Column::TaskId,
    ];
    // A task isn't theirs any more whose project they put away.
    let due_rank = format!(
        "COALESCE((SELECT t.due_rank FROM todos t WHERE t.id = notifications.todo_id \
         AND t.completed_at IS NULL), \
         (SELECT t.due_rank FROM tasks t JOIN project_members m ON {} \
         WHERE t.id = notifications.task_id AND t.completed_at IS NULL AND NOT m.is_archived AND {}))",
        rights::member_of_project("m", "t.project_id", Who::Recipient),
        rights::tasks_of_member("t", "m"),
    );
    let rows = Entity::find()
        .select_only()
        .columns(columns)
        .expr_as(Expr::cust(due_rank), "due_rank")
        .filter(may_see(Who::Recipient))
        .filter(Expr::cust("notifications.snoozed_until IS NOT NULL"))
        .filter(sql::is_one_of(tx.db(), "notifications.user_id", &people))
        .into_model::<Row>()
        .all(tx.db())
        .await?;
    rows.into_iter().filter_map(|row| to_snoozed(&row).transpose()).collect()
}

fn to_snoozed(row: &Row) -> Result<Option<Snoozed>, StoreError> {
    let Some(until) = instant::from_nullable(row.snoozed_until)? else { return Ok(None) };
    let once = row.once_key.as_deref().unwrap_or_default();
    let rank = row.due_rank.as_deref().and_then(Due::from_rank).flatten();
    let due = DueItem::due_of(once).filter(|&due| rank == Some(due));
    let item = match (row.todo_id, row.project_id, row.task_id, due) {
        (Some(id), _, _, Some(due)) => Some(DueItem::Todo(TodoId(id), due)),
        (None, Some(project), Some(id), Some(due)) => {
            Some(DueItem::Task(ProjectId(project), TaskId(id), due))
        }
        _ => None,
    };
    let snoozes = DueItem::snoozes_of(once).saturating_add(1);
    Ok(Some(Snoozed { id: row.id, who: UserId(row.user_id), item, snoozes, until }))
}

#[derive(FromQueryResult)]
struct Held {
    id: i64,
    snoozed_until: Option<DateTimeUtc>,
}

/// Locks what was snoozed and came, so that nobody snoozes it for longer while it is told, and returns what came
/// still, and whose is locked by somebody else, who isn't waited for. SQLite has one writer.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn hold_snoozed(
    tx: &Tx,
    all: Vec<Snoozed>,
    now: Timestamp,
) -> Result<(Vec<Snoozed>, HashSet<UserId>), StoreError> {
    if all.is_empty() || tx.db().get_database_backend() != DatabaseBackend::Postgres {
        return Ok((all, HashSet::new()));
    }
    let text = format!(
        "SELECT id, snoozed_until FROM notifications WHERE id {} ORDER BY id \
         FOR NO KEY UPDATE SKIP LOCKED",
        sql::one_of(tx.db(), 1)
    );
    let ids: Vec<_> = all.iter().map(|one| one.id).collect();
    let statement = sql::statement(tx.db(), text, [sql::ids(&ids)]);
    let rows = Held::find_by_statement(statement).all(tx.db()).await?;
    let mut until = HashMap::with_capacity(rows.len());
    for row in rows {
        until.insert(row.id, instant::from_nullable(row.snoozed_until)?);
    }
    let (mut held, mut busy) = (Vec::with_capacity(all.len()), HashSet::new());
    for one in all {
        match until.get(&one.id) {
            Some(&Some(until)) if until <= now => held.push(one),
            // It was dealt with meanwhile, or snoozed for longer, which has its owner looked at.
            Some(_) => {}
            None => drop(busy.insert(one.who)),
        }
    }
    Ok((held, busy))
}

/// Ends snoozes, of what was told again and of what isn't to be any more.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn end_snoozes(tx: &Tx, ids: &[i64]) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let text = format!(
        "UPDATE notifications SET snoozed_until = NULL WHERE id {}",
        sql::one_of(tx.db(), 1)
    );
    sql::execute(tx.db(), text, [sql::ids(ids)]).await?;
    Ok(())
}
