//! The one form in which statements ask who may do what.
//!
//! Each table says on what [`Container`] rights on its rows are held. A row in a calendar or a project is joined
//! to what the person holds on that; a person's own thing names its owner. Nobody else compares an
//! owner: another way to hold a right (an invitation, a group) is added here.

use std::fmt::Display;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityName, EntityTrait, FromQueryResult,
    IdenStatic as _, Iterable, QueryFilter, QueryResult, QuerySelect, QueryTrait, Select,
    Statement,
    sea_query::{Expr, ExprTrait, LockType},
};
use umbra_domain::{
    CalendarId, UserId,
    event::{Answer, Visibility},
    rights::Right,
};

use crate::{
    StoreError,
    entity::{calendar_member, delivery, event_invitation, notification, project_member},
    table::{Container, Private, Table},
};

/// The name under which a statement answers what the caller holds.
const HELD: &str = "held";

/// The tables that say who holds what on a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Members {
    OfCalendars,
    OfProjects,
}

impl Container {
    /// Tells where it is written who holds what; a person's own things need no such table.
    const fn members(self) -> Option<Members> {
        match self {
            Self::Person => None,
            Self::CalendarItself | Self::Calendar => Some(Members::OfCalendars),
            Self::ProjectItself | Self::Project => Some(Members::OfProjects),
        }
    }
}

impl Members {
    /// Joins what the person holds on the container that a column of the selection names.
    fn join<E: EntityTrait>(
        self,
        mut select: Select<E>,
        container: E::Column,
        who: UserId,
    ) -> Select<E> {
        use {calendar_member::Column as OfCalendar, project_member::Column as OfProject};
        let container = Expr::col(container.as_column_ref());
        match self {
            Self::OfCalendars => {
                let joined = OfCalendar::CalendarId.into_expr().eq(container);
                QueryTrait::query(&mut select).inner_join(calendar_member::Entity, joined);
                select.filter(OfCalendar::UserId.eq(who.0))
            }
            Self::OfProjects => {
                let joined = OfProject::ProjectId.into_expr().eq(container);
                QueryTrait::query(&mut select).inner_join(project_member::Entity, joined);
                select.filter(OfProject::UserId.eq(who.0))
            }
        }
    }

    fn held(self) -> Expr {
        match self {
            Self::OfCalendars => calendar_member::Column::Held.into_expr(),
            Self::OfProjects => project_member::Column::Held.into_expr(),
        }
    }

    const fn table(self) -> &'static str {
        match self {
            Self::OfCalendars => "calendar_members",
            Self::OfProjects => "project_members",
        }
    }
}

/// Is true of rows that aren't private to somebody who holds what a selection has joined.
fn is_for<Column: ColumnTrait>(private: &Private<Column>, members: Members, who: UserId) -> Expr {
    let is_public = private.visibility.ne(Visibility::Private.rank());
    is_public.or(members.held().eq(Right::Own.level())).or(private.made_by.eq(who.0))
}

/// Writes the same condition about rows with the alias `row` for a statement that is written by hand;
/// `held` is what the person, whose id `who` is, holds on the calendar.
pub(crate) fn is_shown(row: &str, held: &str, who: impl Display) -> String {
    let (private, own) = (Visibility::Private.rank(), Right::Own.level());
    // Whose maker's account is gone is nobody's: the answer is no, and not unknown.
    let is_maker = format!("COALESCE({row}.created_by, 0) = {who}");
    format!("({row}.visibility <> {private} OR {held} = {own} OR {is_maker})")
}

/// Writes the condition that the person sees such a row: they hold the right to see what is in its
/// calendar, and it isn't private to somebody else.
pub(crate) fn is_seen(row: &str, held: &str, who: impl Display) -> String {
    format!("({held} >= {} AND {})", Right::View.level(), is_shown(row, held, who))
}

/// Writes the condition that the person may invite people to such a row.
pub(crate) fn manages(row: &str, held: &str, who: impl Display) -> String {
    format!("({held} >= {} AND {})", Right::Manage.level(), is_shown(row, held, who))
}

/// Is true if a person may invite people to an event, for a statement that is written by hand.
pub(crate) fn manages_event(event: &str, who: impl Display) -> String {
    format!(
        "EXISTS (SELECT 1 FROM events x JOIN calendar_members h ON h.calendar_id = x.calendar_id \
         WHERE x.id = {event} AND h.user_id = {who} AND {})",
        manages("x", "h.held", &who),
    )
}

/// Is true if a person may see what is in a calendar, for a statement that is written by hand.
pub(crate) fn sees_calendar(calendar: &str, who: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM calendar_members h WHERE h.calendar_id = {calendar} \
         AND h.user_id = {who} AND h.held >= {})",
        Right::View.level()
    )
}

/// Is true if a person may see an event, or an occurrence of it, for a statement that is written by hand: by
/// its calendar, or by an invitation to all of it or to that occurrence. `occurrence` is an expression for
/// the name; its value is null for all of the event.
pub(crate) fn sees_event(event: &str, occurrence: &str, who: impl Display) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM events x JOIN calendar_members h ON h.calendar_id = x.calendar_id \
         WHERE x.id = {event} AND h.user_id = {who} AND {}) \
         OR EXISTS (SELECT 1 FROM event_invitations i WHERE i.event_id = {event} \
         AND i.user_id = {who} AND (i.recurrence_id = '' OR i.recurrence_id = {occurrence})))",
        is_seen("x", "h.held", &who),
    )
}

/// A row, and what the caller holds on it.
pub(crate) struct Held<Row> {
    pub(crate) row: Row,
    pub(crate) right: Right,
}

impl<Row: FromQueryResult> FromQueryResult for Held<Row> {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        let level: i16 = row.try_get(prefix, HELD)?;
        let right = Right::from_level(level)
            .ok_or_else(|| sea_orm::DbErr::Type(format!("{level} is no right")))?;
        Ok(Self { row: Row::from_query_result(row, prefix)?, right })
    }
}

/// Narrows a selection to the rows on which a person holds a right, whichever.
pub(crate) fn joined<T: Table>(select: Select<T::Entity>, who: UserId) -> Select<T::Entity> {
    let columns = T::COLUMNS;
    let container = match columns.container {
        Container::Person => return select.filter(columns.place.eq(who.0)),
        Container::CalendarItself | Container::ProjectItself => columns.id,
        Container::Calendar | Container::Project => columns.place,
    };
    match columns.container.members() {
        Some(members) => {
            let select = members.join(select, container, who);
            match T::PRIVATE {
                Some(private) => select.filter(is_for(&private, members, who)),
                None => select,
            }
        }
        None => select,
    }
}

/// Selects the rows of a table on which a person holds a right, whichever, with the columns that
/// are read back. Whoever is only invited holds none on the container; see [`found`].
pub(crate) fn held<T: Table>(who: UserId) -> Select<T::Entity> {
    joined::<T>(all::<T>(), who)
}

fn all<T: Table>() -> Select<T::Entity> {
    let mut select = T::Entity::find().select_only();
    for column in <T::Entity as EntityTrait>::Column::iter() {
        let unread = T::COLUMNS.write_only.iter().any(|one| one.as_str() == column.as_str());
        select = if unread {
            select.expr_as(Expr::cust("''"), column.as_str())
        } else {
            select.column(column)
        };
    }
    T::with_more(select)
}

/// Is true of events, whose id is given, to all or some of which a person is invited.
fn is_invited(event: &str, who: impl Display) -> String {
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

/// Writes an expression for what a person holds on an event with the alias `event` by its calendar,
/// if that is enough to see it; 0 otherwise.
pub(crate) fn by_calendar(event: &str, who: &str) -> String {
    format!(
        "COALESCE((SELECT m.held FROM calendar_members m WHERE m.calendar_id = {event}.calendar_id \
         AND m.user_id = {who} AND m.held >= {} AND {}), 0)",
        Right::View.level(),
        is_shown(event, "m.held", who),
    )
}

/// Selects the rows that a person may look up one by one, with the right on each: as [`held`], and what
/// they are invited to. Lists join what they have instead.
pub(crate) fn found<T: Table>(who: UserId) -> Select<T::Entity> {
    if !T::INVITES {
        return with_right::<T>(held::<T>(who));
    }
    let (view, invited) = (Right::View.level(), is_invited("events.id", who));
    let mut select = all::<T>();
    let joined = format!(
        "calendar_members.calendar_id = events.calendar_id AND calendar_members.user_id = {who} \
         AND {}",
        is_shown("events", "calendar_members.held", who),
    );
    QueryTrait::query(&mut select).left_join(calendar_member::Entity, Expr::cust(joined));
    let right = format!(
        "CASE WHEN calendar_members.held >= {view} THEN calendar_members.held \
         WHEN {invited} THEN CAST({view} AS smallint) ELSE calendar_members.held END"
    );
    let known = format!("(calendar_members.held IS NOT NULL OR {invited})");
    select.filter(Expr::cust(known)).expr_as(Expr::cust(right), HELD)
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

/// Selects the ids of the rows of a table on which a person holds at least this right.
pub(crate) fn numbers<T: Table>(who: UserId, right: Right) -> Select<T::Entity> {
    at_least::<T>(who, right).select_only().column(T::COLUMNS.id)
}

/// Adds what the person holds to what a selection answers.
pub(crate) fn with_right<T: Table>(select: Select<T::Entity>) -> Select<T::Entity> {
    let right = match T::COLUMNS.container.members() {
        // Whoever owns a thing may do everything with it.
        None => Expr::cust(format!("CAST({} AS smallint)", Right::Own.level())),
        Some(members) => members.held(),
    };
    select.expr_as(right, HELD)
}

/// Selects the rows of a table on which a person holds at least this right.
pub(crate) fn at_least<T: Table>(who: UserId, right: Right) -> Select<T::Entity> {
    enough::<T>(held::<T>(who), right)
}

/// Narrows a selection, of whatever columns, to the rows that a person may see.
pub(crate) fn seen<T: Table>(select: Select<T::Entity>, who: UserId) -> Select<T::Entity> {
    enough::<T>(joined::<T>(select, who), Right::View)
}

/// Leaves out, of rows that are joined to what a person holds, those on which that isn't enough.
fn enough<T: Table>(select: Select<T::Entity>, right: Right) -> Select<T::Entity> {
    match T::COLUMNS.container.members() {
        None => select,
        Some(members) => select.filter(members.held().gte(right.level())),
    }
}

/// Selects the rows of a table that a person may see, as a list shows them.
pub(crate) fn visible<T: Table>(who: UserId) -> Select<T::Entity> {
    at_least::<T>(who, Right::View)
}

/// Is true of rows in calendars on which the person holds at least this right.
pub(crate) fn holds(right: Right) -> Expr {
    Members::OfCalendars.held().gte(right.level())
}

/// Is true of what a person was told, which nobody else sees. What it is about asks for rights of its own.
pub(crate) fn told(who: UserId) -> Expr {
    notification::Column::UserId.eq(who.0)
}

/// Is true of what was to be sent to a person, which nobody else but an admin sees.
pub(crate) fn sent(who: UserId) -> Expr {
    delivery::Column::UserId.eq(who.0)
}

/// Prepares a selection of rows and rights that stay locked until the transaction ends: whoever
/// takes a right away waits, or comes first.
pub(crate) fn locking<T: Table>(
    select: Select<T::Entity>,
    lock: LockType,
    db: &impl ConnectionTrait,
) -> Statement {
    let backend = db.get_database_backend();
    let mut select = with_right::<T>(select);
    let table = T::Entity::default().table_ref();
    QueryTrait::query(&mut select).lock_with_tables(lock, [table]);
    let mut statement = select.build(backend);
    if let (Some(members), DatabaseBackend::Postgres) = (T::COLUMNS.container.members(), backend) {
        statement.sql.push_str(" FOR SHARE OF ");
        statement.sql.push_str(members.table());
    }
    statement
}

/// Reads the rows of a statement that [`with_right`] or [`locking`] made.
pub(crate) async fn rows<Row: FromQueryResult>(
    db: &impl ConnectionTrait,
    statement: Statement,
) -> Result<Vec<Held<Row>>, StoreError> {
    Ok(Held::<Row>::find_by_statement(statement).all(db).await?)
}
