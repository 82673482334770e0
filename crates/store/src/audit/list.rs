//! The audit log as an admin reads it.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use umbra_domain::{
    AuditId, UserId,
    page::{Keyset, Limit, Page},
};

use crate::{
    Read, StoreError,
    entity::audit_log::{Column, Entity},
    instant,
};

/// Which entries a list shows.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only what this person did.
    pub actor: Option<UserId>,
    /// Only this action, by its stored name.
    pub action: Option<String>,
    /// Only what was done to this person's account.
    pub target: Option<UserId>,
    /// Only from this instant on.
    pub from: Option<Timestamp>,
    /// Only before this instant.
    pub to: Option<Timestamp>,
}

/// An entry with the names that people have now; somebody who was deleted has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// The entry's place in the chain.
    pub id: AuditId,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Option<UserId>,
    /// What that person is called.
    pub actor_name: Option<String>,
    /// What was done.
    pub action: String,
    /// Whose account it was done to.
    pub target: Option<UserId>,
    /// What that person is called.
    pub target_name: Option<String>,
    /// How it went.
    pub outcome: String,
    /// The client's address.
    pub address: Option<String>,
    /// A few words that hold no secret.
    pub detail: Option<String>,
}

#[derive(FromQueryResult)]
struct RecordRow {
    id: i64,
    at: DateTime<Utc>,
    actor_id: Option<i64>,
    actor_name: Option<String>,
    action: String,
    target_id: Option<i64>,
    target_name: Option<String>,
    outcome: String,
    address: Option<String>,
    detail: Option<String>,
}

/// Lists entries, the newest first, a page at a time: one query.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn list(
    db: &impl Read,
    filter: &AuditFilter,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<AuditRecord>, StoreError> {
    use Column as C;
    let name = |column: &str| {
        Expr::cust(format!("(SELECT u.username FROM users u WHERE u.id = audit_log.{column})"))
    };
    let mut select = Entity::find()
        .select_only()
        .columns([C::Id, C::At, C::ActorId, C::Action, C::TargetId])
        .columns([C::Outcome, C::Address, C::Detail])
        .expr_as(name("actor_id"), "actor_name")
        .expr_as(name("target_id"), "target_name");
    if let Some(actor) = filter.actor {
        select = select.filter(C::ActorId.eq(actor.0));
    }
    if let Some(action) = &filter.action {
        select = select.filter(C::Action.eq(action));
    }
    if let Some(target) = filter.target {
        select = select.filter(C::TargetId.eq(target.0));
    }
    if let Some(from) = filter.from {
        select = select.filter(C::At.gte(instant::to_column(from)));
    }
    if let Some(to) = filter.to {
        select = select.filter(C::At.lt(instant::to_column(to)));
    }
    if let Some(after) = after {
        select = select.filter(C::Id.lt(after.id));
    }
    let rows = select
        .order_by_desc(C::Id)
        .limit(limit.get() + 1)
        .into_model::<RecordRow>()
        .all(db.db())
        .await?;
    let items = rows.into_iter().map(to_record).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_overfetched(items, limit, |row| Keyset { key: String::new(), id: row.id.0 }))
}

fn to_record(row: RecordRow) -> Result<AuditRecord, StoreError> {
    Ok(AuditRecord {
        id: AuditId(row.id),
        at: instant::from_column(row.at)?,
        actor: row.actor_id.map(UserId),
        actor_name: row.actor_name,
        action: row.action,
        target: row.target_id.map(UserId),
        target_name: row.target_name,
        outcome: row.outcome,
        address: row.address,
        detail: row.detail,
    })
}
