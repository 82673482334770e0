//! A calendar with how it looks to the person who asks, and whose it is.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    QueryTrait, Select,
    sea_query::{Expr, LockType},
};
use umbra_domain::{
    CalendarId, Stored, UserId,
    calendar::{Calendar, CalendarPreferences, SeenCalendar, SortOrder},
    connection::Peer,
    rights::Right,
    settings::Color,
    user::PreferredName,
};

use super::row;
use crate::{
    Access, Busy, Granted, Manage, Needed, Read, StoreError, Tx, Write,
    entity::{
        calendar::{Column, Entity, Model},
        calendar_member,
    },
    instant, resource,
    rights::{self, Held},
    table::Table as _,
    tx::handle::Handle as _,
};

/// A row of calendars, with what the joined member has and who the owner is.
#[derive(FromQueryResult)]
pub(super) struct SeenRow {
    #[sea_orm(nested)]
    calendar: Model,
    preferences_color: Option<String>,
    preferences_is_visible: bool,
    preferences_sort_order: i64,
    preferences_version: i64,
    preferences_changed_at: Option<DateTime<Utc>>,
    owner_username: String,
    owner_name: Option<String>,
}

/// Adds to a selection of calendars that are joined to what a person holds how they look to them, and
/// whose they are.
pub(super) fn with_preferences(select: Select<Entity>) -> Select<Entity> {
    use calendar_member::Column as Member;
    let of_owner = |what: &str| Expr::cust(format!("(SELECT {what} = calendars.user_id)"));
    select
        .column_as(Member::Color, "preferences_color")
        .column_as(Member::IsVisible, "preferences_is_visible")
        .column_as(Member::SortOrder, "preferences_sort_order")
        .column_as(Member::Version, "preferences_version")
        .column_as(Member::ChangedAt, "preferences_changed_at")
        .expr_as(of_owner("u.username FROM users u WHERE u.id"), "owner_username")
        .expr_as(of_owner("p.preferred_name FROM settings p WHERE p.user_id"), "owner_name")
}

/// Reads what [`with_preferences`] selected.
pub(super) fn to_seen(row: SeenRow, right: Right) -> Result<SeenCalendar, StoreError> {
    let owner = Peer {
        id: UserId(row.calendar.user_id),
        username: row.owner_username,
        preferred_name: row.owner_name.map(PreferredName::from_stored),
    };
    Ok(SeenCalendar {
        calendar: row::to_calendar(row.calendar)?,
        right,
        owner,
        preferences: to_preferences(
            row.preferences_color,
            row.preferences_is_visible,
            row.preferences_sort_order,
        )?,
        preferences_version: row.preferences_version,
        preferences_changed_at: instant::from_nullable(row.preferences_changed_at)?,
    })
}

/// Reads how a calendar looks to a member.
pub(super) fn to_preferences(
    color: Option<String>,
    is_visible: bool,
    sort_order: i64,
) -> Result<CalendarPreferences, StoreError> {
    let sort_order = SortOrder::parse(sort_order).map_err(|_| StoreError::Corrupt("sort order"))?;
    Ok(CalendarPreferences { color: color.map(Color::from_stored), is_visible, sort_order })
}

fn one(who: UserId, id: CalendarId) -> Select<Entity> {
    with_preferences(rights::held::<Calendar>(who)).filter(Column::Id.eq(id.0))
}

fn decide<R: Needed>(mut rows: Vec<Held<SeenRow>>) -> Result<Access<SeenCalendar, R>, StoreError> {
    let Some(Held { row, right }) = rows.pop() else { return Ok(Access::Missing) };
    Ok(Access::decide(to_seen(row, right)?, right))
}

/// Finds a calendar for somebody who needs a right on it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find_seen<R: Needed>(
    db: &impl Read,
    who: UserId,
    id: CalendarId,
) -> Result<Access<SeenCalendar, R>, StoreError> {
    let select = rights::with_right::<Calendar>(one(who, id));
    let statement = select.build(db.db().get_database_backend());
    decide(rights::rows(db.db(), statement).await?)
}

/// Finds a calendar for somebody who needs a right on it, and locks it and that right until the
/// transaction ends. New events may go into it meanwhile: whoever puts one there holds others of its
/// rows, which who locks this one may wait for.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock_seen<R: Needed>(
    tx: &Tx,
    who: UserId,
    id: CalendarId,
) -> Result<Access<SeenCalendar, R>, StoreError> {
    let statement = rights::locking::<Calendar>(one(who, id), LockType::NoKeyUpdate, tx.db());
    decide(rights::rows(tx.db(), statement).await?)
}

/// Makes a calendar, and how it looks to its owner.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn create(
    db: &impl Write,
    owner: UserId,
    new: Calendar,
    preferences: &CalendarPreferences,
    now: Timestamp,
) -> Result<Stored<Calendar>, StoreError> {
    let mut row = new.to_row();
    // The database writes the owner's row with these.
    row.is_visible = Set(preferences.is_visible);
    row.sort_order = Set(preferences.sort_order.get().into());
    resource::create_as(db, &owner, new, row, now).await
}

/// Writes what a calendar is for everybody.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn update(
    tx: &Tx,
    granted: &Granted<SeenCalendar, Manage>,
    changed: &Calendar,
    now: Timestamp,
) -> Result<(), StoreError> {
    let seen = granted.row();
    let mut row = changed.to_row();
    row.version = Set(seen.calendar.version + 1);
    row.updated_at = Set(instant::to_column(now));
    Entity::update_many().set(row).filter(Column::Id.eq(seen.id.0)).exec(tx.db()).await?;
    Ok(())
}

/// Writes how a calendar looks to a person who holds a right on it, whichever, and which version that is.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn update_preferences(
    tx: &Tx,
    granted: &Granted<SeenCalendar, Busy>,
    who: UserId,
    (changed, version): (&CalendarPreferences, i64),
    now: Timestamp,
) -> Result<(), StoreError> {
    use calendar_member::Column as Member;
    let seen = granted.row();
    let row = calendar_member::ActiveModel {
        color: Set(changed.color.as_ref().map(|color| color.as_str().to_owned())),
        is_visible: Set(changed.is_visible),
        sort_order: Set(changed.sort_order.get().into()),
        version: Set(version),
        changed_at: Set(Some(instant::to_column(now))),
        ..calendar_member::ActiveModel::default()
    };
    calendar_member::Entity::update_many()
        .set(row)
        .filter(Member::CalendarId.eq(seen.id.0))
        .filter(Member::UserId.eq(who.0))
        .exec(tx.db())
        .await?;
    Ok(())
}
