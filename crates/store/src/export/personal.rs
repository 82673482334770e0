//! What a person has for themselves on events, whoever's these are.

use sea_orm::FromQueryResult;
use umbra_domain::{
    EventId, UserId,
    event::{Personal, PersonalEventState},
};

use crate::{
    Read, StoreError,
    event::{personal_text, read_mine},
    rights, sql,
};

/// What a person has on an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// The event.
    pub event: EventId,
    /// Whether it lasts whole days, so that days name its occurrences.
    pub is_all_day: bool,
    /// What they have; nothing is known here of what they see.
    pub personal_state: PersonalEventState,
}

#[derive(FromQueryResult)]
struct Number {
    event_id: i64,
}

#[derive(FromQueryResult)]
struct Row {
    event_id: i64,
    is_all_day: bool,
    personal_state: Option<String>,
}

/// Lists the ids of events on which a person may have something, after `after`, so many at most.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn with_preferences(
    db: &impl Read,
    who: UserId,
    after: i64,
    limit: u64,
) -> Result<Vec<i64>, StoreError> {
    let text = format!(
        "SELECT event_id FROM event_personal WHERE {} AND event_id > $2 ORDER BY event_id LIMIT $3",
        rights::own("event_personal", "$1")
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let statement = sql::statement(db.db(), text, [who.0.into(), after.into(), limit.into()]);
    let rows = Number::find_by_statement(statement).all(db.db()).await?;
    Ok(rows.into_iter().map(|row| row.event_id).collect())
}

/// Reads what a person has on these events, in the order of their ids, and leaves out those on which they have nothing.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn preferences(
    db: &impl Read,
    who: UserId,
    events: &[i64],
) -> Result<Vec<Preferences>, StoreError> {
    let text = format!(
        "SELECT e.id AS event_id, e.timezone IS NULL AS is_all_day, {} AS personal_state \
         FROM event_personal q JOIN events e ON e.id = q.event_id \
         WHERE {} AND q.event_id {} ORDER BY e.id",
        personal_text("e.id", "q.user_id"),
        rights::own("q", "$1"),
        sql::one_of(db.db(), 2),
    );
    let statement = sql::statement(db.db(), text, [who.0.into(), sql::ids(events)]);
    let mut found = Vec::new();
    for Row { event_id, is_all_day, personal_state } in
        Row::find_by_statement(statement).all(db.db()).await?
    {
        let personal_state = read_mine(personal_state.as_deref())?;
        if personal_state.whole != Personal::default() || !personal_state.changes.is_empty() {
            found.push(Preferences { event: EventId(event_id), is_all_day, personal_state });
        }
    }
    Ok(found)
}
