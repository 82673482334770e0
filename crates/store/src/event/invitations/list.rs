//! Reading invitations: who is invited to an event, and to what somebody is.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait as _, FromQueryResult, Statement, Value};
use umbra_domain::{
    EventId, EventInvitationId, UserId,
    connection::Peer,
    event::{Answer, Invitation},
    page::{Keyset, Limit, Page},
    user::PreferredName,
};

use super::at;
use crate::{
    Read, StoreError,
    event::{
        Found, joined,
        viewer_access::{BAD, occurrence},
    },
    instant, rights, sql,
};

/// An invitation, with the two people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// To which event.
    pub event: EventId,
    /// Who is invited.
    pub who: Peer,
    /// Who invited them.
    pub by: Peer,
    /// When that was.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// An invitation, and what the invited sees of the event.
#[derive(Debug, Clone)]
pub struct InvitedTo {
    /// The invitation.
    pub invited: Invited,
    /// The event, with its overrides.
    pub found: Found,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    event_id: i64,
    recurrence_id: String,
    status: i16,
    responded_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    user_id: i64,
    username: String,
    preferred_name: Option<String>,
    by_id: i64,
    by_username: String,
    by_preferred_name: Option<String>,
}

const SELECT: &str = "SELECT i.id, i.event_id, i.recurrence_id, i.status, i.responded_at, \
    i.created_at, i.updated_at, i.user_id, u.username, s.preferred_name, i.invited_by AS by_id, \
    b.username AS by_username, t.preferred_name AS by_preferred_name FROM event_invitations i \
    JOIN users u ON u.id = i.user_id LEFT JOIN settings s ON s.user_id = u.id \
    JOIN users b ON b.id = i.invited_by LEFT JOIN settings t ON t.user_id = b.id";

impl Row {
    fn read(self) -> Result<Invited, StoreError> {
        let peer = |id, username, name: Option<String>| Peer {
            id: UserId(id),
            username,
            preferred_name: name.map(PreferredName::from_stored),
        };
        Ok(Invited {
            invitation: Invitation {
                id: EventInvitationId(self.id),
                user: UserId(self.user_id),
                occurrence: occurrence(&self.recurrence_id)?,
                answer: Answer::from_rank(self.status).ok_or(BAD)?,
                responded_at: at(self.responded_at)?,
            },
            event: EventId(self.event_id),
            who: peer(self.user_id, self.username, self.preferred_name),
            by: peer(self.by_id, self.by_username, self.by_preferred_name),
            created_at: instant::from_column(self.created_at)?,
            updated_at: instant::from_column(self.updated_at)?,
        })
    }
}

/// Lists the invitations to an event, in the order of their ids: all, or only one person's. The caller
/// has found the event for somebody who may see them.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn invited(
    db: &impl Read,
    event: EventId,
    only: Option<UserId>,
) -> Result<Vec<Invited>, StoreError> {
    let narrowed = only.map_or(String::new(), |who| format!(" AND {}", rights::own("i", who)));
    let text = format!("{SELECT} WHERE i.event_id = $1{narrowed} ORDER BY i.id");
    let statement = sql::statement(db.db(), text, [event.0.into()]);
    let rows = Row::find_by_statement(statement).all(db.db()).await?;
    rows.into_iter().map(Row::read).collect()
}

/// Lists the invitations to several events, in the order of their ids. The caller has found the events for somebody
/// who may see them.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn invited_to(db: &impl Read, events: &[EventId]) -> Result<Vec<Invited>, StoreError> {
    let ids: Vec<_> = events.iter().map(|id| id.0).collect();
    let text = format!("{SELECT} WHERE i.event_id {} ORDER BY i.id", sql::one_of(db.db(), 1));
    read(db, text, vec![sql::ids(&ids)]).await
}

/// Lists what somebody is invited to, the newest first.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn listed(
    db: &impl Read,
    who: UserId,
    status: Option<Answer>,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<InvitedTo>, StoreError> {
    // No id is greater.
    let before = after.map_or(i64::MAX, |after| after.id);
    let status = status.map_or(String::new(), |one| format!(" AND i.status = {}", one.rank()));
    let text = format!(
        "{SELECT} WHERE {} AND i.id < $2{status} ORDER BY i.id DESC LIMIT {}",
        rights::own("i", "$1"),
        limit.get() + 1
    );
    let rows = read(db, text, vec![who.0.into(), before.into()]).await?;
    let page = Page::from_overfetched(rows, limit, |one| Keyset {
        key: String::new(),
        id: one.invitation.id.0,
    });
    let items = with_events(db, who, page.items).await?;
    Ok(Page { items, next: page.next })
}

/// Finds an invitation of somebody's.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find_invitation(
    db: &impl Read,
    who: UserId,
    id: EventInvitationId,
) -> Result<Option<InvitedTo>, StoreError> {
    let text = format!("{SELECT} WHERE {} AND i.id = $2", rights::own("i", "$1"));
    let rows = read(db, text, vec![who.0.into(), id.0.into()]).await?;
    Ok(with_events(db, who, rows).await?.pop())
}

async fn read(
    db: &impl Read,
    text: String,
    values: Vec<Value>,
) -> Result<Vec<Invited>, StoreError> {
    let backend = db.db().get_database_backend();
    let statement = Statement::from_sql_and_values(backend, text, values);
    let rows = Row::find_by_statement(statement).all(db.db()).await?;
    rows.into_iter().map(Row::read).collect()
}

async fn with_events(
    db: &impl Read,
    who: UserId,
    rows: Vec<Invited>,
) -> Result<Vec<InvitedTo>, StoreError> {
    let mut ids: Vec<_> = rows.iter().map(|row| row.event.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let found: BTreeMap<_, _> = joined::find(db, &ids, Some(who)).await?.into_iter().collect();
    // The event may have gone since, and its invitations with it.
    let with = rows.into_iter().filter_map(|invited| {
        let found = found.get(&invited.event.0)?.clone();
        Some(InvitedTo { invited, found })
    });
    Ok(with.collect())
}
