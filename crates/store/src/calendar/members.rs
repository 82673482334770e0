//! Who holds a right on a calendar, and to whom one is offered.
//!
//! Whoever changes any of this holds the rows of both accounts ([`crate::connection::lock`]): of the
//! owner, and of whom it is about. So of two who act at once, also to part or to delete an account, one
//! comes first.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::FromQueryResult;
use umbra_domain::{
    CalendarId, UserId,
    calendar::{MAX_MEMBERS, Member, MembershipStatus, SeenCalendar},
    connection::Peer,
    rights::Right,
    text::sort_key,
    user::PreferredName,
};

use crate::{
    Granted, Own, Read, StoreError, Tx, View,
    connection::{Pair, blocked_either_way, end_invitations, leave_places},
    instant,
    rights::{self, OWNER},
    sql,
    tx::handle::Handle as _,
};

const BAD: StoreError = StoreError::Corrupt("right");

#[derive(FromQueryResult)]
struct MemberRow {
    user_id: i64,
    username: String,
    preferred_name: Option<String>,
    held: i16,
    since: Option<DateTime<Utc>>,
    waits: bool,
}

fn to_member(row: MemberRow) -> Result<Member, StoreError> {
    let preferred_name = row.preferred_name.map(PreferredName::from_stored);
    Ok(Member {
        peer: Peer { id: UserId(row.user_id), username: row.username, preferred_name },
        right: Right::from_level(row.held).ok_or(BAD)?,
        status: if row.waits { MembershipStatus::Offered } else { MembershipStatus::Accepted },
        since: instant::from_nullable(row.since)?,
    })
}

/// Lists who holds a right on a calendar, its owner first, then by name. Its owner also sees to whom it
/// is offered; they come last. There are few enough for one list.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn members(
    db: &impl Read,
    calendar: &Granted<SeenCalendar, View>,
) -> Result<Vec<Member>, StoreError> {
    let mut rows = rows(db, calendar.row().id, None).await?;
    if calendar.also::<Own>().is_err() {
        rows.retain(|one| one.status == MembershipStatus::Accepted);
    }
    rows.sort_by_cached_key(|one| {
        let waits = one.status == MembershipStatus::Offered;
        (waits, one.right != Right::Own, sort_key(&one.peer.username), one.peer.id)
    });
    Ok(rows)
}

/// Finds what somebody holds on a calendar, or what they are offered.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find_member(
    tx: &Tx,
    calendar: &Granted<SeenCalendar, Own>,
    whom: UserId,
) -> Result<Option<Member>, StoreError> {
    Ok(rows(tx, calendar.row().id, Some(whom)).await?.pop())
}

async fn rows(
    db: &impl Read,
    id: CalendarId,
    whom: Option<UserId>,
) -> Result<Vec<Member>, StoreError> {
    let only = whom.map_or("", |_| " AND s.user_id = $2");
    let text = format!(
        "SELECT s.user_id, u.username, p.preferred_name, s.held, s.since, s.waits FROM (\
         SELECT calendar_id, user_id, held, joined_at AS since, FALSE AS waits \
         FROM calendar_members UNION ALL \
         SELECT calendar_id, user_id, held, offered_at, TRUE FROM calendar_offers) s \
         JOIN users u ON u.id = s.user_id LEFT JOIN settings p ON p.user_id = u.id \
         WHERE s.calendar_id = $1{only}"
    );
    let statement = match whom {
        Some(whom) => sql::statement(db.db(), text, [id.0.into(), whom.0.into()]),
        None => sql::statement(db.db(), text, [id.0.into()]),
    };
    let rows = MemberRow::find_by_statement(statement).all(db.db()).await?;
    rows.into_iter().map(to_member).collect()
}

#[derive(FromQueryResult)]
struct Counted {
    counted: i64,
}

/// Tells whether a calendar may be offered to another one.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn has_room(tx: &Tx, calendar: &Granted<SeenCalendar, Own>) -> Result<bool, StoreError> {
    let text = format!(
        "SELECT (SELECT count(*) FROM calendar_members WHERE calendar_id = $1 AND held < {OWNER}) \
         + (SELECT count(*) FROM calendar_offers WHERE calendar_id = $1) AS counted"
    );
    let row: Option<Counted> = sql::one(tx.db(), text, [calendar.row().id.0.into()]).await?;
    let counted = row.map(|row| row.counted).ok_or(StoreError::Corrupt("count"))?;
    Ok(u64::try_from(counted).unwrap_or_default() < MAX_MEMBERS)
}

/// Offers somebody a right who holds none, or changes which one is offered.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn offer(
    tx: &Tx,
    calendar: &Granted<SeenCalendar, Own>,
    whom: UserId,
    right: Right,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = "INSERT INTO calendar_offers (calendar_id, user_id, held, offered_at) \
                VALUES ($1, $2, $3, $4) ON CONFLICT (calendar_id, user_id) \
                DO UPDATE SET held = excluded.held";
    let id = calendar.row().id.0;
    let at = instant::to_column(now);
    let values = [id.into(), whom.0.into(), right.level().into(), at.into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Changes the right that somebody holds. What is theirs alone goes with the right to see it: the
/// database sees to that.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_right(
    tx: &Tx,
    calendar: &Granted<SeenCalendar, Own>,
    whom: UserId,
    right: Right,
) -> Result<(), StoreError> {
    // What they may do is in what they see of the calendar, so that is a new version for them.
    let text = format!(
        "UPDATE calendar_members SET held = $3, version = version + 1 \
         WHERE calendar_id = $1 AND user_id = $2 AND held < {OWNER}"
    );
    let values = [calendar.row().id.0.into(), whom.0.into(), right.level().into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Takes back what is offered to somebody, or what was; tells whether there was an offer.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn withdraw(tx: &Tx, id: CalendarId, whom: UserId) -> Result<bool, StoreError> {
    let text = "DELETE FROM calendar_offers WHERE calendar_id = $1 AND user_id = $2";
    Ok(sql::execute(tx.db(), text, [id.0.into(), whom.0.into()]).await? > 0)
}

/// Takes away the right that one of a pair holds on a calendar of the other one's; tells whether they held
/// one. Events there that are in places of theirs keep where that is in words.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn remove(
    tx: &Tx,
    pair: &Pair,
    id: CalendarId,
    whom: UserId,
) -> Result<bool, StoreError> {
    let text = format!(
        "DELETE FROM calendar_members WHERE calendar_id = $1 AND user_id = $2 AND held < {OWNER}"
    );
    if sql::execute(tx.db(), text, [id.0.into(), whom.0.into()]).await? == 0 {
        return Ok(false);
    }
    leave_places(tx, [pair.who(), pair.other()], Some(id)).await?;
    Ok(true)
}

#[derive(FromQueryResult)]
struct Number {
    id: i64,
}

#[derive(FromQueryResult)]
struct Held {
    held: i16,
}

/// Makes a right of what is offered to somebody; tells whether anything was.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn accept(
    tx: &Tx,
    id: CalendarId,
    who: UserId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let text = "DELETE FROM calendar_offers WHERE calendar_id = $1 AND user_id = $2 RETURNING held";
    let taken: Option<Held> = sql::one(tx.db(), text, [id.0.into(), who.0.into()]).await?;
    let Some(Held { held }) = taken else { return Ok(false) };
    // They may have been a member before, so their versions begin where none has been.
    let text = "INSERT INTO calendar_members (calendar_id, user_id, held, version, joined_at) \
                VALUES ($1, $2, $3, $4, $5)";
    let at = instant::to_column(now);
    let values = [id.0.into(), who.0.into(), held.into(), now.as_microsecond().into(), at.into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(true)
}

/// Hands a calendar over to one of its members; who owned it keeps the right to manage it. What is
/// offered by the one isn't the other's to give, so offers end. Whoever blocks the new owner, or is blocked
/// by them, is no longer in it, nor invited to anything in it, and events there leave places of theirs.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn hand_over(
    tx: &Tx,
    calendar: &Granted<SeenCalendar, Own>,
    whom: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = || calendar.row().id.0.into();
    // Of two owners the database refuses the second one.
    let text = format!(
        "UPDATE calendar_members SET held = {}, version = version + 1 \
         WHERE calendar_id = $1 AND held = {OWNER}",
        Right::Manage.level()
    );
    sql::execute(tx.db(), text, [id()]).await?;
    let text = format!(
        "UPDATE calendar_members SET held = {OWNER}, version = version + 1 \
         WHERE calendar_id = $1 AND user_id = $2"
    );
    sql::execute(tx.db(), text, [id(), whom.0.into()]).await?;
    let text = "UPDATE calendars SET user_id = $2, version = version + 1, updated_at = $3 \
                WHERE id = $1";
    sql::execute(tx.db(), text, [id(), whom.0.into(), instant::to_column(now).into()]).await?;
    sql::execute(tx.db(), "DELETE FROM calendar_offers WHERE calendar_id = $1", [id()]).await?;
    let blocked = blocked_either_way("$2");
    let text = format!(
        "DELETE FROM calendar_members WHERE calendar_id = $1 AND held < {OWNER} \
         AND user_id IN ({blocked}) RETURNING user_id AS id"
    );
    let statement = sql::statement(tx.db(), text, [id(), whom.0.into()]);
    for out in Number::find_by_statement(statement).all(tx.db()).await? {
        leave_places(tx, [whom, UserId(out.id)], Some(calendar.row().id)).await?;
    }
    let invited = format!(
        "{} AND EXISTS (SELECT 1 FROM events e WHERE e.id = i.event_id AND e.calendar_id = $1)",
        rights::own_of("i", &format!("IN ({blocked})")),
    );
    end_invitations(tx, &invited, [id(), whom.0.into()]).await
}
