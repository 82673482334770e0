//! What people see by an invitation.

use std::fmt::Display;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityName, QueryFilter, QuerySelect,
    QueryTrait, Select, Statement,
    sea_query::{Expr, LockType},
};
use umbra_domain::{CalendarId, UserId, event::Answer, rights::Right};

use super::{HELD, all, by_calendar, is_shown};
use crate::{entity::event_invitation, table::Table};

/// Is true of events, whose id is given, to all or some of which a person is invited.
pub(super) fn is_invited(event: &str, who: impl Display) -> String {
    format!(
        "EXISTS (SELECT 1 FROM event_invitations i WHERE i.event_id = {event} AND i.user_id = {who})"
    )
}

/// Is true of events, whose id is given, that lists show a person as a whole by an invitation.
pub(crate) fn is_listed_by_invitation(event: &str, who: impl Display) -> String {
    format!(
        "EXISTS (SELECT 1 FROM event_invitations i WHERE i.event_id = {event} AND i.user_id = {who} \
         AND i.recurrence_id = '' AND i.status <> {})",
        Answer::Declined.rank()
    )
}

/// Is true of occurrences, whose event and name are given, to which alone a person is invited.
pub(crate) fn is_invited_to_occurrence(event: &str, name: &str, who: impl Display) -> String {
    format!(
        "EXISTS (SELECT 1 FROM event_invitations i WHERE i.event_id = {event} AND i.user_id = {who} \
         AND i.recurrence_id = {name})"
    )
}

/// Is true of invitations with the alias `row` that a person sees who holds `held` on the calendar: their own,
/// and all if they may invite.
pub(crate) fn sees_invitation(row: &str, held: &str, who: impl Display) -> String {
    format!("({row}.user_id = {who} OR {held} >= {})", Right::Manage.level())
}

/// To what of an event somebody is invited, that lists show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InvitedTo {
    /// To anything of it.
    Any,
    /// To all of it.
    All,
    /// To single occurrences only, of which alone they may learn anything.
    Some,
}

impl InvitedTo {
    /// Selects the ids of the events, once each.
    fn events(self, who: &str) -> String {
        let declined = Answer::Declined.rank();
        let of = |row: &str| format!("{row}.user_id = {who} AND {row}.status <> {declined}");
        match self {
            Self::Any => {
                format!("SELECT DISTINCT a.event_id FROM event_invitations a WHERE {}", of("a"))
            }
            Self::All => format!(
                "SELECT a.event_id FROM event_invitations a WHERE {} AND a.recurrence_id = ''",
                of("a")
            ),
            Self::Some => format!(
                "SELECT DISTINCT a.event_id FROM event_invitations a WHERE {} \
                 AND a.recurrence_id <> '' AND NOT EXISTS (SELECT 1 FROM event_invitations b \
                 WHERE b.event_id = a.event_id AND {} AND b.recurrence_id = '')",
                of("a"),
                of("b")
            ),
        }
    }
}

/// Selects what a person is invited to, which they may see. The row may be there more than once.
fn invited<T: Table>(who: UserId) -> Select<T::Entity> {
    let mut select = all::<T>();
    let joined = "event_invitations.event_id = events.id";
    QueryTrait::query(&mut select).inner_join(event_invitation::Entity, Expr::cust(joined));
    let right = Expr::cust(format!("CAST({} AS smallint)", Right::View.level()));
    select.filter(event_invitation::Column::UserId.eq(who.0)).expr_as(right, HELD)
}

/// Prepares a selection of what a person is invited to, and of the invitation, that stay locked until the
/// transaction ends; `None` where nobody is invited.
pub(crate) fn locking_invited<T: Table>(
    who: UserId,
    id: i64,
    lock: LockType,
    db: &impl ConnectionTrait,
) -> Option<Statement> {
    if !T::INVITES {
        return None;
    }
    let backend = db.get_database_backend();
    let mut select = invited::<T>(who).filter(T::COLUMNS.id.eq(id));
    let table = T::Entity::default().table_ref();
    QueryTrait::query(&mut select).lock_with_tables(lock, [table]);
    let mut statement = select.build(backend);
    if backend == DatabaseBackend::Postgres {
        statement.sql.push_str(" FOR SHARE OF event_invitations");
    }
    Some(statement)
}

/// Writes the selection of events that lists show a person by their invitations alone, with the alias `e`,
/// for a statement that has the calendars whose events it shows as `shown`. `held` is what they hold
/// besides by the calendar, as [`by_calendar`] has it. Of a calendar that is named it takes those of
/// somebody who knows of it.
pub(crate) fn by_invitation(
    columns: &str,
    who: &str,
    to: InvitedTo,
    named: Option<CalendarId>,
) -> String {
    let named = named.map_or(String::new(), |calendar| {
        format!(
            " AND e.calendar_id = {calendar} AND EXISTS (SELECT 1 FROM calendar_members m \
             WHERE m.calendar_id = e.calendar_id AND m.user_id = {who})"
        )
    });
    // The order of the joins is the one written: SQLite takes CROSS JOIN by its word.
    format!(
        "SELECT {columns}, {} AS held, 0 AS listed FROM ({}) i CROSS JOIN events e \
         WHERE e.id = i.event_id{named} AND NOT EXISTS (SELECT 1 FROM shown c \
         WHERE c.id = e.calendar_id AND c.held >= {} AND {})",
        by_calendar("e", who),
        to.events(who),
        Right::View.level(),
        is_shown("e", "c.held", who),
    )
}
