//! Inviting, answering, and taking invitations along with what becomes of a series.

use jiff::{Timestamp, civil::DateTime};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};
use umbra_domain::{
    CalendarId, EventId, EventInvitationId, Stored, UserId,
    civil::format_local,
    event::{Answer, Event, Invitation},
    rights::Right,
};

use super::at;
use crate::{
    Granted, Manage, StoreError, Tx,
    entity::event_invitation::{ActiveModel, Column, Entity, Model},
    event::viewer_access::{BAD, occurrence},
    instant, rights, sql,
    tx::handle::Handle as _,
};

fn name(occurrence: Option<DateTime>) -> String {
    occurrence.map(format_local).unwrap_or_default()
}

fn to_invitation(row: Model) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        id: EventInvitationId(row.id),
        user: UserId(row.user_id),
        occurrence: occurrence(&row.recurrence_id)?,
        answer: Answer::from_rank(row.status).ok_or(BAD)?,
        responded_at: at(row.responded_at)?,
    })
}

/// Reads all invitations to an event whose row is locked.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn invitations(tx: &Tx, event: EventId) -> Result<Vec<Invitation>, StoreError> {
    let rows = Entity::find().filter(Column::EventId.eq(event.0)).order_by_asc(Column::Id);
    rows.all(tx.db()).await?.into_iter().map(to_invitation).collect()
}

/// Who is invited to what, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct NewInvitations<'a> {
    /// Who invites.
    pub by: UserId,
    /// Who is invited.
    pub people: &'a [UserId],
    /// To which occurrence of a series; `None` for all of it, or a single event.
    pub occurrence: Option<DateTime>,
}

/// Invites people to an event. Who is invited already stays so, and is asked anew if they had declined.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn invite(
    tx: &Tx,
    event: &Granted<Stored<Event>, Manage>,
    new: &NewInvitations<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (id, recurrence_id) = (event.row().id.0, name(new.occurrence));
    let again = format!(
        "UPDATE event_invitations SET status = 0, responded_at = NULL, invited_by = $3, \
         updated_at = $4 WHERE event_id = $1 AND recurrence_id = $2 AND status = 3 AND {}",
        rights::own_of("event_invitations", &sql::one_of(tx.db(), 5))
    );
    let people: Vec<_> = new.people.iter().map(|who| who.0).collect();
    let values = [
        id.into(),
        recurrence_id.clone().into(),
        new.by.0.into(),
        instant::to_column(now).into(),
        sql::ids(&people),
    ];
    sql::execute(tx.db(), again, values).await?;
    let rows = new.people.iter().map(|who| ActiveModel {
        event_id: Set(id),
        user_id: Set(who.0),
        invited_by: Set(new.by.0),
        recurrence_id: Set(recurrence_id.clone()),
        status: Set(Answer::Pending.rank()),
        responded_at: Set(None),
        created_at: Set(instant::to_column(now)),
        updated_at: Set(instant::to_column(now)),
        ..ActiveModel::default()
    });
    let known = OnConflict::columns([Column::EventId, Column::UserId, Column::RecurrenceId])
        .do_nothing()
        .to_owned();
    Entity::insert_many(rows).on_conflict(known).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Writes what somebody answers to an invitation of theirs, under the lock of the event; tells whether it
/// is there.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn respond(
    tx: &Tx,
    (who, id): (UserId, EventInvitationId),
    event: EventId,
    answer: Answer,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let text = format!(
        "UPDATE event_invitations SET status = $3, responded_at = $4, updated_at = $4 \
         WHERE id = $1 AND {} AND event_id = $5",
        rights::own("event_invitations", "$2")
    );
    let values = [
        id.0.into(),
        who.0.into(),
        answer.rank().into(),
        instant::to_column(now).into(),
        event.0.into(),
    ];
    Ok(sql::execute(tx.db(), text, values).await? > 0)
}

/// Finds whose a calendar is.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn owner(tx: &Tx, calendar: CalendarId) -> Result<UserId, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        user_id: i64,
    }
    let text = format!(
        "SELECT user_id FROM calendar_members WHERE calendar_id = $1 AND held = {}",
        Right::Own.level()
    );
    let row: Option<Row> = sql::one(tx.db(), text, [calendar.0.into()]).await?;
    Ok(UserId(row.ok_or(BAD)?.user_id))
}

/// Finds who is told of answers to an invitation: who made it, as long as they may invite people, or else
/// the calendar's owner.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn organiser(
    tx: &Tx,
    event: EventId,
    inviter: UserId,
) -> Result<Option<UserId>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        user_id: i64,
    }
    let text = format!(
        "SELECT m.user_id FROM events e JOIN calendar_members m ON m.calendar_id = e.calendar_id \
         WHERE e.id = $1 AND (m.held = {} OR (m.user_id = $2 AND {})) \
         ORDER BY CASE WHEN m.user_id = $2 THEN 0 ELSE 1 END LIMIT 1",
        Right::Own.level(),
        rights::manages("e", "m.held", "m.user_id"),
    );
    let row: Option<Row> = sql::one(tx.db(), text, [event.0.into(), inviter.0.into()]).await?;
    Ok(row.map(|row| UserId(row.user_id)))
}

/// Ends an invitation to an event.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn end_invitation(
    tx: &Tx,
    event: &Granted<Stored<Event>, Manage>,
    id: EventInvitationId,
) -> Result<(), StoreError> {
    let text = "DELETE FROM event_invitations WHERE id = $1 AND event_id = $2";
    sql::execute(tx.db(), text, [id.0.into(), event.row().id.0.into()]).await?;
    Ok(())
}

/// Writes what has become of the invitations to an event whose row is locked: those that aren't there
/// any more end.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_invitations(
    tx: &Tx,
    before: &[Invitation],
    after: &[Invitation],
    now: Timestamp,
) -> Result<(), StoreError> {
    let of = |id| after.iter().find(|one| one.id == id);
    let gone = before.iter().filter(|one| of(one.id).is_none()).map(|one| one.id.0);
    let gone: Vec<_> = gone.collect();
    if !gone.is_empty() {
        let text = format!("DELETE FROM event_invitations WHERE id {}", sql::one_of(tx.db(), 1));
        sql::execute(tx.db(), text, [sql::ids(&gone)]).await?;
    }
    let changed: Vec<_> = before
        .iter()
        .filter_map(|old| of(old.id).filter(|new| *new != old).map(|new| (old, new)))
        .collect();
    let renamed = changed.iter().filter(|(old, new)| old.occurrence != new.occurrence);
    let renamed: Vec<_> = renamed.map(|(old, _)| old.id.0).collect();
    if !renamed.is_empty() {
        // One may take the name that another one had.
        let text = format!(
            "UPDATE event_invitations SET recurrence_id = '~' || CAST(id AS text) WHERE id {}",
            sql::one_of(tx.db(), 1)
        );
        sql::execute(tx.db(), text, [sql::ids(&renamed)]).await?;
    }
    for (_, new) in changed {
        let row = ActiveModel {
            recurrence_id: Set(name(new.occurrence)),
            status: Set(new.answer.rank()),
            responded_at: Set(new.responded_at.map(instant::to_column)),
            updated_at: Set(instant::to_column(now)),
            ..ActiveModel::default()
        };
        Entity::update_many().set(row).filter(Column::Id.eq(new.id.0)).exec(tx.db()).await?;
    }
    Ok(())
}

/// Gives a part of a series, which has become an event of its own, the invitations that it takes along:
/// those to its occurrences move there, and of those to all of the series it gets copies. `asked` and
/// `later` are what they were before, and what they are there.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn divide_invitations(
    tx: &Tx,
    from: EventId,
    to: &Stored<Event>,
    (asked, later): (&[Invitation], &[Invitation]),
    now: Timestamp,
) -> Result<(), StoreError> {
    // An occurrence may have become all of an event.
    let is_of_all = |id| asked.iter().any(|one| one.id == id && one.occurrence.is_none());
    for one in later {
        let (status, at) = (one.answer.rank(), one.responded_at.map(instant::to_column));
        let values = [
            one.id.0.into(),
            from.0.into(),
            to.id.0.into(),
            name(one.occurrence).into(),
            status.into(),
            at.into(),
            instant::to_column(now).into(),
        ];
        let text = if !is_of_all(one.id) {
            "UPDATE event_invitations SET event_id = $3, recurrence_id = $4, status = $5, \
             responded_at = $6, updated_at = $7 WHERE id = $1 AND event_id = $2"
        } else {
            "INSERT INTO event_invitations (event_id, user_id, invited_by, recurrence_id, status, \
             responded_at, created_at, updated_at) SELECT $3, user_id, invited_by, $4, $5, $6, $7, \
             $7 FROM event_invitations WHERE id = $1 AND event_id = $2"
        };
        sql::execute(tx.db(), text, values).await?;
    }
    Ok(())
}
