//! The one form in which statements ask who may do what.
//!
//! Each table says on what [`Container`] rights on its rows are held. A row in a calendar or a project is joined
//! to what the person holds on that; a person's own thing names its owner. Nobody else compares an
//! owner: another way to hold a right (an invitation, a group) is added here.

mod invited;
mod one;
mod tasks;
mod text;
mod whose;

use std::fmt;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityName, EntityTrait, FromQueryResult,
    IdenStatic as _, Iterable, QueryFilter, QueryResult, QuerySelect, QueryTrait, Select,
    Statement,
    sea_query::{Expr, ExprTrait, LockType},
};
use umbra_domain::{UserId, event::Visibility, rights::Right};

use self::invited::is_invited;
pub(crate) use self::{
    invited::{
        InvitedTo, by_invitation, is_invited_to_occurrence, is_listed_by_invitation,
        locking_invited, sees_invitation,
    },
    one::{decide, decide_locked},
    tasks::{Unassigned, assigned_in, tasks_of, tasks_of_member},
    text::{by_calendar, is_seen, is_shown, manages, manages_event, sees_calendar, sees_event},
    whose::{
        are_connected, blocks, holds_at_least, is_offered, is_requested, member_of_calendar,
        member_of_project, members_of_project, own, own_of, sees_request, shared_with,
    },
};
use crate::{
    StoreError,
    entity::{calendar_member, delivery, notification, project_member},
    table::{Container, Private, Table},
};

/// The number of the right that an owner holds.
pub(crate) const OWNER: i16 = Right::Own.level();

/// The name under which a statement answers what the caller holds.
const HELD: &str = "held";

/// Whose rights a statement asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Who {
    /// One person's.
    Is(UserId),
    /// The recipient's of the notification in the same row, where notifications of several people are read at once.
    Recipient,
}

impl From<UserId> for Who {
    fn from(who: UserId) -> Self {
        Self::Is(who)
    }
}

impl Who {
    fn expr(self) -> Expr {
        match self {
            Self::Is(who) => Expr::value(who.0),
            Self::Recipient => Expr::col(notification::Column::UserId.as_column_ref()),
        }
    }
}

/// Writes it into a statement that is written by hand.
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(who) => write!(f, "{who}"),
            Self::Recipient => f.write_str("notifications.user_id"),
        }
    }
}

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
        who: Who,
    ) -> Select<E> {
        use {calendar_member::Column as OfCalendar, project_member::Column as OfProject};
        let container = Expr::col(container.as_column_ref());
        match self {
            Self::OfCalendars => {
                let joined = OfCalendar::CalendarId.into_expr().eq(container);
                QueryTrait::query(&mut select).inner_join(calendar_member::Entity, joined);
                select.filter(OfCalendar::UserId.into_expr().eq(who.expr()))
            }
            Self::OfProjects => {
                let joined = OfProject::ProjectId.into_expr().eq(container);
                QueryTrait::query(&mut select).inner_join(project_member::Entity, joined);
                select.filter(OfProject::UserId.into_expr().eq(who.expr()))
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
fn is_for<Column: ColumnTrait>(private: &Private<Column>, members: Members, who: Who) -> Expr {
    let is_public = private.visibility.ne(Visibility::Private.rank());
    is_public
        .or(members.held().eq(Right::Own.level()))
        .or(private.made_by.into_expr().eq(who.expr()))
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
pub(crate) fn joined<T: Table>(
    select: Select<T::Entity>,
    who: impl Into<Who>,
) -> Select<T::Entity> {
    let (columns, who) = (T::COLUMNS, who.into());
    let container = match columns.container {
        Container::Person => return select.filter(columns.place.into_expr().eq(who.expr())),
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
pub(crate) fn held<T: Table>(who: impl Into<Who>) -> Select<T::Entity> {
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

/// Selects the ids of the rows of a table on which a person holds at least this right.
pub(crate) fn numbers<T: Table>(who: impl Into<Who>, right: Right) -> Select<T::Entity> {
    at_least::<T>(who, right).select_only().column(T::COLUMNS.id)
}

/// Selects the ids of the rows of a table that are a person's own, or are in what they own. There is nothing in
/// that which they don't see.
pub(crate) fn owned<T: Table>(who: UserId) -> Select<T::Entity> {
    let (columns, who) = (T::COLUMNS, Who::Is(who));
    let select = T::Entity::find().select_only().column_as(columns.id, "id");
    let container = match columns.container {
        Container::Person => return select.filter(columns.place.into_expr().eq(who.expr())),
        Container::CalendarItself | Container::ProjectItself => columns.id,
        Container::Calendar | Container::Project => columns.place,
    };
    match columns.container.members() {
        Some(members) => {
            let select = members.join(select, container, who);
            select.filter(members.held().eq(Right::Own.level()))
        }
        None => select,
    }
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
pub(crate) fn at_least<T: Table>(who: impl Into<Who>, right: Right) -> Select<T::Entity> {
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

/// Is true of rows in projects on which the person holds at least this right.
pub(crate) fn holds_of_project(right: Right) -> Expr {
    Members::OfProjects.held().gte(right.level())
}

/// Is true of notifications of which a person is the recipient; nobody else sees them. What one is about asks for
/// rights of its own.
pub(crate) fn is_recipient(who: Who) -> Expr {
    notification::Column::UserId.into_expr().eq(who.expr())
}

/// Joins notifications to their deliveries, which are to their recipients.
pub(crate) fn is_delivery_to_recipient() -> Expr {
    Expr::cust(
        "deliveries.notification_id = notifications.id AND deliveries.user_id = notifications.user_id",
    )
}

/// Is true of deliveries to a person, which nobody else but an admin sees.
pub(crate) fn is_delivery_to(who: UserId) -> Expr {
    delivery::Column::UserId.eq(who.0)
}

/// Prepares a selection of rows and rights that stay locked until the transaction ends: whoever
/// takes a right away waits, or comes first.
pub(crate) fn locking<T: Table>(
    select: Select<T::Entity>,
    lock: LockType,
    db: &impl ConnectionTrait,
) -> Statement {
    with_locks::<T>(with_right::<T>(select), lock, db)
}

/// The same, without answering which right that is.
pub(crate) fn with_locks<T: Table>(
    mut select: Select<T::Entity>,
    lock: LockType,
    db: &impl ConnectionTrait,
) -> Statement {
    let backend = db.get_database_backend();
    let table = T::Entity::default().table_ref();
    QueryTrait::query(&mut select).lock_with_tables(lock, [table]);
    let mut statement = select.build(backend);
    if let (Some(members), DatabaseBackend::Postgres) = (T::COLUMNS.container.members(), backend) {
        statement.sql.push_str(" FOR SHARE OF ");
        statement.sql.push_str(members.table());
    }
    statement
}

/// Reads the rows of a statement that [`locking`] made, once more if it finds none: after waiting for a row
/// PostgreSQL has its new version, but joins it to what was found for the old one. Somebody who may do
/// both in two calendars finds what has moved from the one to the other when they look again.
pub(crate) async fn locked_rows<T: Table, Row: FromQueryResult>(
    db: &impl ConnectionTrait,
    statement: Statement,
) -> Result<Vec<Held<Row>>, StoreError> {
    if !may_have_moved::<T>(db) {
        return rows(db, statement).await;
    }
    let found = rows(db, statement.clone()).await?;
    if found.is_empty() { rows(db, statement).await } else { Ok(found) }
}

/// Tells whether a statement that locks and found nothing is to look once more: see [`locked_rows`].
pub(crate) fn may_have_moved<T: Table>(db: &impl ConnectionTrait) -> bool {
    let is_shared = T::COLUMNS.container.members().is_some();
    is_shared && db.get_database_backend() == DatabaseBackend::Postgres
}

/// Reads the rows of a statement that [`with_right`] or [`locking`] made.
pub(crate) async fn rows<Row: FromQueryResult>(
    db: &impl ConnectionTrait,
    statement: Statement,
) -> Result<Vec<Held<Row>>, StoreError> {
    Ok(Held::<Row>::find_by_statement(statement).all(db).await?)
}
