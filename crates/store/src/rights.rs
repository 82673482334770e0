//! The one form in which statements ask who may do what.
//!
//! Each table says on what [`Container`] rights on its rows are held. A row in a calendar is joined to what the
//! person holds on that calendar; a person's own thing names its owner. Nobody else compares an
//! owner: another way to hold a right (an invitation, a group) is added here.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityName, EntityTrait, FromQueryResult,
    IdenStatic as _, Iterable, QueryFilter, QueryResult, QuerySelect, QueryTrait, Select,
    Statement,
    sea_query::{Expr, ExprTrait, LockType},
};
use umbra_domain::{UserId, rights::Right};

use crate::{
    StoreError,
    entity::calendar_member::{Column as Member, Entity as Members},
    table::Table,
};

/// The name under which a statement answers what the caller holds.
const HELD: &str = "held";

/// On what the rights on the rows of a table are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// On a person's own things, which nobody else sees.
    Person,
    /// On the row itself, which is a calendar.
    Itself,
    /// On the calendar that the row is in.
    Calendar,
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
pub(crate) fn joined<T: Table>(mut select: Select<T::Entity>, who: UserId) -> Select<T::Entity> {
    let calendar = match T::COLUMNS.container {
        Container::Person => return select.filter(T::COLUMNS.place.eq(who.0)),
        Container::Itself => T::COLUMNS.id,
        Container::Calendar => T::COLUMNS.place,
    };
    let joined = Expr::col((Members, Member::CalendarId)).eq(Expr::col(calendar.as_column_ref()));
    QueryTrait::query(&mut select).inner_join(Members, joined);
    select.filter(Member::UserId.eq(who.0))
}

/// Selects the rows of a table on which a person holds a right, whichever, with the columns that
/// are read back.
pub(crate) fn held<T: Table>(who: UserId) -> Select<T::Entity> {
    let mut select = T::Entity::find().select_only();
    for column in <T::Entity as EntityTrait>::Column::iter() {
        let unread = T::COLUMNS.write_only.iter().any(|one| one.as_str() == column.as_str());
        select = if unread {
            select.expr_as(Expr::cust("''"), column.as_str())
        } else {
            select.column(column)
        };
    }
    joined::<T>(select, who)
}

/// Selects the ids of the rows of a table on which a person holds at least this right.
pub(crate) fn numbers<T: Table>(who: UserId, right: Right) -> Select<T::Entity> {
    at_least::<T>(who, right).select_only().column(T::COLUMNS.id)
}

/// Adds what the person holds to what a selection answers.
pub(crate) fn with_right<T: Table>(select: Select<T::Entity>) -> Select<T::Entity> {
    let right = match T::COLUMNS.container {
        // Whoever owns a thing may do everything with it.
        Container::Person => Expr::cust(format!("CAST({} AS smallint)", Right::Own.level())),
        Container::Itself | Container::Calendar => Member::Held.into_expr(),
    };
    select.expr_as(right, HELD)
}

/// Selects the rows of a table on which a person holds at least this right.
pub(crate) fn at_least<T: Table>(who: UserId, right: Right) -> Select<T::Entity> {
    match T::COLUMNS.container {
        Container::Person => held::<T>(who),
        Container::Itself | Container::Calendar => held::<T>(who).filter(holds(right)),
    }
}

/// Selects the rows of a table that a person may see, as a list shows them.
pub(crate) fn visible<T: Table>(who: UserId) -> Select<T::Entity> {
    at_least::<T>(who, Right::View)
}

/// Is true of rows in calendars on which the person holds at least this right.
pub(crate) fn holds(right: Right) -> Expr {
    Member::Held.gte(right.level())
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
    if T::COLUMNS.container != Container::Person && backend == DatabaseBackend::Postgres {
        statement.sql.push_str(" FOR SHARE OF calendar_members");
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
