//! What each person has for themselves on an event.
//!
//! A row of `event_personal` is there for everybody who ever had something, and one of
//! `event_personal_changes` for each occurrence on which they have something else. Whoever writes
//! them holds the lock on the event's row; the database itself deletes them when the person may no
//! longer see the event.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, FromQueryResult, QueryFilter,
    QuerySelect, QueryTrait as _,
    sea_query::{Expr, OnConflict},
};
use umbra_domain::{
    EventId, Stored, UserId,
    civil::{format_local, parse_local},
    event::{
        Alarms, Event, Invitation, Personal, PersonalChange, PersonalEventState, PersonalPatch,
        PersonalVersion, Reach,
    },
};

use super::{
    row::Row,
    viewer_access::{self, ViewerAccessRow},
};
use crate::{
    Access, Granted, Needed, Read, StoreError, Tx, View,
    entity::{event, event_personal, event_personal_change},
    rights::{self, Held},
    sql,
    table::Table,
    tx::handle::Handle,
};

const BAD: StoreError = StoreError::Corrupt("event");

/// How many rows are written at a time: no more parameters than SQLite takes.
const CHUNK: usize = 500;

/// What people have on an event, each by who it is.
pub type People = BTreeMap<UserId, PersonalEventState>;

/// Writes an expression for everything that a person has on an event, as one text that [`read`]
/// takes; nothing for somebody who has nothing. Both are expressions for an id.
pub(crate) fn text(event: &str, person: &str) -> String {
    format!(
        "(SELECT CAST(p.version AS text) || '|' || CAST(p.updated_at AS text) || '|' || CASE WHEN p.is_starred THEN '1' ELSE '0' END \
         || '|' || p.reminders || COALESCE((SELECT string_agg('|' || c.recurrence_id \
         || CASE WHEN c.is_following THEN ' >' ELSE ' =' END \
         || CASE WHEN c.is_starred IS NULL THEN ' - ' WHEN c.is_starred THEN ' 1 ' ELSE ' 0 ' END \
         || COALESCE(c.reminders, '-'), '' ORDER BY c.recurrence_id, c.is_following DESC) \
         FROM event_personal_changes c WHERE c.event_id = p.event_id AND {}), '') \
         FROM event_personal p WHERE p.event_id = {event} AND {})",
        rights::own("c", "p.user_id"),
        rights::own("p", person),
    )
}

/// Reads what [`text`] gave.
pub(crate) fn read(text: Option<&str>) -> Result<PersonalEventState, StoreError> {
    fn alarms(text: &str) -> Result<Alarms, StoreError> {
        Alarms::from_stored(text).ok_or(BAD)
    }
    let Some(text) = text else { return Ok(PersonalEventState::default()) };
    let mut parts = text.split('|');
    let mut next = || parts.next().ok_or(BAD);
    let mut number = || next()?.parse::<i64>().map_err(|_| BAD);
    let (number, at) = (number()?, number()?);
    let updated_at = Timestamp::from_microsecond(at).map_err(|_| BAD)?;
    let version = Some(PersonalVersion { number, updated_at });
    let whole = Personal { is_starred: next()? == "1", reminders: alarms(next()?)? };
    let change = |part: &str| {
        let mut parts = part.split(' ');
        let mut next = || parts.next().ok_or(BAD);
        let recurrence_id = parse_local(next()?).ok_or(BAD)?;
        let reach = if next()? == ">" { Reach::Following } else { Reach::This };
        let is_starred = Some(next()?).filter(|star| *star != "-").map(|star| star == "1");
        let reminders = Some(next()?).filter(|all| *all != "-").map(alarms).transpose()?;
        let patch = PersonalPatch { is_starred, reminders };
        Ok::<_, StoreError>(PersonalChange { recurrence_id, reach, patch })
    };
    let changes = parts.map(change).collect::<Result<_, _>>()?;
    Ok(PersonalEventState { version, whole, changes, ..PersonalEventState::default() })
}

/// Reads what somebody has on an event and what they see of it.
pub(super) fn read_with(
    text: Option<&str>,
    access: &ViewerAccessRow,
    who: Option<UserId>,
) -> Result<PersonalEventState, StoreError> {
    let mut personal_state = read(text)?;
    if let Some(who) = who {
        personal_state.access = access.to_access(who)?;
    }
    Ok(personal_state)
}

/// An event with what the person who asked has on it.
#[derive(FromQueryResult)]
struct WithMine {
    #[sea_orm(nested)]
    event: Row,
    personal_state: Option<String>,
    #[sea_orm(nested)]
    access: ViewerAccessRow,
}

/// An event, and what somebody has on it.
pub type Seen = (Arc<Stored<Event>>, Arc<PersonalEventState>);

/// Finds an event for somebody who may see it, with what they have on it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find_seen(
    db: &impl Read,
    who: UserId,
    id: EventId,
) -> Result<Access<Seen, View>, StoreError> {
    let person = who.to_string();
    let held = rights::by_calendar("events", &person);
    let select = rights::found::<Event>(who)
        .filter(event::Column::Id.eq(id.0))
        .expr_as(Expr::cust(text("events.id", &person)), "personal_state")
        .expr_as(
            Expr::cust(viewer_access::visible_invitations("events.id", &person, &held)),
            "visible_invitations",
        )
        .expr_as(Expr::cust("CAST(1 AS smallint)"), "listed")
        .expr_as(Expr::cust(format!("CAST({held} AS smallint)")), "by_calendar");
    let statement = select.build(db.db().get_database_backend());
    let found: Option<Held<WithMine>> = rights::rows(db.db(), statement).await?.pop();
    let Some(Held { row: WithMine { event, personal_state, access }, right }) = found else {
        return Ok(Access::Missing);
    };
    let personal_state = read_with(personal_state.as_deref(), &access, Some(who))?;
    let event = Event::read(db, vec![event]).await?.pop();
    Ok(event.map_or(Access::Missing, |event| {
        Access::decide((Arc::new(event), Arc::new(personal_state)), right)
    }))
}

/// Reads what a person has on an event that was found for them.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn personal_state<R: Needed>(
    db: &impl Read,
    granted: &Granted<Stored<Event>, R>,
    who: UserId,
) -> Result<PersonalEventState, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        personal_state: Option<String>,
        #[sea_orm(nested)]
        access: ViewerAccessRow,
    }
    let values = [granted.row().id.0.into(), who.0.into()];
    let held = rights::by_calendar("e", "$2");
    let text = format!(
        "SELECT {} AS personal_state, {} AS visible_invitations, CAST(1 AS smallint) AS listed, \
         CAST({held} AS smallint) AS by_calendar FROM events e WHERE e.id = $1",
        text("e.id", "$2"),
        viewer_access::visible_invitations("e.id", "$2", &held),
    );
    let row: Option<Row> = sql::one(db.db(), text, values).await?;
    let row = row.ok_or(BAD)?;
    read_with(row.personal_state.as_deref(), &row.access, Some(who))
}

/// Reads what everybody has on an event whose row is locked, and to which these are invited, and keeps their right to see it until
/// the transaction ends: whoever takes one away waits, or comes first.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn people(
    tx: &Tx,
    event: &Stored<Event>,
    invitations: &[Invitation],
) -> Result<People, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        user_id: i64,
        personal_state: Option<String>,
    }
    let mut text = format!(
        "SELECT m.user_id, {} AS personal_state FROM event_personal q JOIN calendar_members m \
         ON {} JOIN events e ON e.id = q.event_id \
         WHERE q.event_id = $1 AND {} ORDER BY m.user_id",
        text("q.event_id", "q.user_id"),
        rights::member_of_calendar("m", "q.calendar_id", "q.user_id"),
        // Whoever waits for a change of a right sees what the member holds then, but the rows that it
        // took away as they were.
        rights::is_seen("e", "m.held", "m.user_id"),
    );
    lock_rights(tx, &mut text);
    let statement = sql::statement(tx.db(), text, [event.id.0.into()]);
    let rows = Row::find_by_statement(statement).all(tx.db()).await?;
    let read = |row: Row| Ok((UserId(row.user_id), read(row.personal_state.as_deref())?));
    let mut people: People = rows.into_iter().map(read).collect::<Result<_, StoreError>>()?;
    let invited: Vec<_> = invitations.iter().map(|one| one.user).collect();
    let others = invited.into_iter().filter(|who| !people.contains_key(who));
    let others: Vec<_> = others.map(|who| who.0).collect();
    if !others.is_empty() {
        // Invitations change under the lock of the event.
        let text = format!(
            "SELECT q.user_id, {} AS personal_state FROM event_personal q WHERE q.event_id = $1 \
             AND {}",
            text_of("q"),
            rights::own_of("q", &sql::one_of(tx.db(), 2)),
        );
        let statement = sql::statement(tx.db(), text, [event.id.0.into(), sql::ids(&others)]);
        for row in Row::find_by_statement(statement).all(tx.db()).await? {
            people.insert(UserId(row.user_id), self::read(row.personal_state.as_deref())?);
        }
    }
    Ok(people)
}

/// Writes [`text`] for rows of `event_personal`.
fn text_of(row: &str) -> String {
    text(&format!("{row}.event_id"), &format!("{row}.user_id"))
}

/// Leaves of people those who may see an event, and keeps their right to it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn who_see(
    tx: &Tx,
    event: &Stored<Event>,
    people: People,
    invitations: &[Invitation],
) -> Result<People, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        user_id: i64,
    }
    let mut text = format!(
        "SELECT m.user_id FROM calendar_members m JOIN events e ON e.calendar_id = m.calendar_id \
         WHERE e.id = $1 AND {} ORDER BY m.user_id",
        rights::is_seen("e", "m.held", "m.user_id"),
    );
    lock_rights(tx, &mut text);
    let statement = sql::statement(tx.db(), text, [event.id.0.into()]);
    let seen = Row::find_by_statement(statement).all(tx.db()).await?;
    let invited = |who| invitations.iter().any(|one| one.user == who);
    let sees = |who: UserId| seen.iter().any(|row| row.user_id == who.0) || invited(who);
    Ok(people.into_iter().filter(|(who, _)| sees(*who)).collect())
}

/// Writes what people have on an event whose row is locked; others keep what they have. Each of
/// them may see it, which [`people`] and the look-up of the caller see to.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn write_people(
    tx: &Tx,
    event: &Stored<Event>,
    people: &People,
) -> Result<(), StoreError> {
    use {event_personal::Column as Row, event_personal_change::Column as Change};
    let all: Vec<_> = people.iter().collect();
    for chunk in all.chunks(CHUNK) {
        let rows = chunk.iter().map(|(who, personal_state)| event_personal::ActiveModel {
            event_id: Set(event.id.0),
            user_id: Set(who.0),
            calendar_id: Set(event.body.calendar.0),
            version: Set(personal_state.number()),
            updated_at: Set(personal_state
                .version
                .map_or(0, |version| version.updated_at.as_microsecond())),
            is_starred: Set(personal_state.whole.is_starred),
            reminders: Set(personal_state.whole.reminders.to_string()),
        });
        let known = OnConflict::columns([Row::EventId, Row::UserId])
            .update_columns([Row::Version, Row::UpdatedAt, Row::IsStarred, Row::Reminders])
            .to_owned();
        event_personal::Entity::insert_many(rows)
            .on_conflict(known)
            .exec_without_returning(tx.db())
            .await?;
        event_personal_change::Entity::delete_many()
            .filter(Change::EventId.eq(event.id.0))
            .filter(Change::UserId.is_in(chunk.iter().map(|(who, _)| who.0)))
            .exec(tx.db())
            .await?;
    }
    let changes = people.iter().flat_map(|(who, personal_state)| {
        personal_state.changes.iter().map(|change| event_personal_change::ActiveModel {
            event_id: Set(event.id.0),
            user_id: Set(who.0),
            recurrence_id: Set(format_local(change.recurrence_id)),
            is_following: Set(change.reach == Reach::Following),
            is_starred: Set(change.patch.is_starred),
            reminders: Set(change.patch.reminders.as_ref().map(Alarms::to_string)),
        })
    });
    let changes: Vec<_> = changes.collect();
    for chunk in changes.chunks(CHUNK) {
        event_personal_change::Entity::insert_many(chunk.iter().cloned())
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}

fn lock_rights(tx: &Tx, text: &mut String) {
    if tx.db().get_database_backend() == DatabaseBackend::Postgres {
        text.push_str(" FOR SHARE OF m");
    }
}
