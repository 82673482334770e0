//! What all stored things have in common: looking them up, listing, making, changing and deleting
//! them.
//!
//! A thing says once, as a `Table`, what its table is called, where its rows are and how they read
//! and write. These functions are the one door through which its rows change, each change with a
//! new version.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, EntityName as _, EntityTrait,
    FromQueryResult, IdenStatic as _, Iterable as _, PaginatorTrait, QueryFilter, QuerySelect,
    QueryTrait, Select, Value,
    sea_query::{Expr, ExprTrait, LockType, Order},
};
use umbra_domain::{
    UserId,
    id::Id,
    page::{Keyset, Limit, Page},
    rights::Right,
    stored::Stored,
};

use crate::{
    Access, Autocommit, Granted, MayChange, Needed, Read, StoreError, Tx, Write, instant,
    rights::{self, Held},
    sql,
    table::{Place as _, Table},
    tx::handle::Handle as _,
};

/// The version of what was just made.
pub(crate) const FIRST: i64 = 1;

/// A thing with a table, an id and a version: a calendar, a todo.
pub trait Resource: Table {}

impl<T: Table> Resource for T {}

/// Finds a thing for somebody who needs a right on it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find<T: Resource, R: Needed>(
    db: &impl Read,
    who: UserId,
    id: T::Id,
) -> Result<Access<Stored<T>, R>, StoreError> {
    let select = rights::found::<T>(who).filter(T::COLUMNS.id.eq(id.get()));
    let statement = select.build(db.db().get_database_backend());
    decide(db, rights::rows(db.db(), statement).await?).await
}

/// Finds a thing for somebody who needs a right on it, and locks it and that right until the
/// transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock<T: Resource, R: Needed>(
    tx: &Tx,
    who: UserId,
    id: T::Id,
) -> Result<Access<Stored<T>, R>, StoreError> {
    locked(tx, who, id, LockType::Update).await
}

/// Finds a thing for somebody who needs a right on it, and keeps it from being deleted until the
/// transaction ends; new rows may refer to it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn keep<T: Resource, R: Needed>(
    tx: &Tx,
    who: UserId,
    id: T::Id,
) -> Result<Access<Stored<T>, R>, StoreError> {
    locked(tx, who, id, LockType::KeyShare).await
}

/// Looks for the right on the container first, which every change needs but that of what is personal.
async fn locked<T: Resource, R: Needed>(
    tx: &Tx,
    who: UserId,
    id: T::Id,
    lock: LockType,
) -> Result<Access<Stored<T>, R>, StoreError> {
    let select = rights::held::<T>(who).filter(T::COLUMNS.id.eq(id.get()));
    let statement = rights::locking::<T>(select, lock, tx.db());
    let found = decide(tx, rights::locked_rows::<T, _>(tx.db(), statement).await?).await?;
    if !matches!(found, Access::Missing) {
        return Ok(found);
    }
    match rights::locking_invited::<T>(who, id.get(), lock, tx.db()) {
        Some(statement) => decide(tx, rights::rows(tx.db(), statement).await?).await,
        None => Ok(found),
    }
}

async fn decide<T: Table, R: Needed>(
    db: &impl Read,
    mut found: Vec<Held<T::Row>>,
) -> Result<Access<Stored<T>, R>, StoreError> {
    let Some(Held { row, right }) = found.pop() else { return Ok(Access::Missing) };
    let read = T::read(db, vec![row]).await?.pop();
    Ok(read.map_or(Access::Missing, |row| Access::decide(row, right)))
}

/// One page of a list.
pub(crate) struct Paging<'a, T: Table> {
    /// The columns it is ordered by, before the id.
    pub(crate) keys: &'a [<T::Entity as EntityTrait>::Column],
    /// In which direction, the id included.
    pub(crate) order: Order,
    /// After which row: the values of the keys, and the id.
    pub(crate) after: Option<(Vec<Value>, i64)>,
    /// How many rows.
    pub(crate) limit: Limit,
}

impl<'a, T: Table> Paging<'a, T> {
    /// Pages by one column of text, in ascending order.
    pub(crate) fn by_text(
        keys: &'a [<T::Entity as EntityTrait>::Column; 1],
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Self, StoreError> {
        let after = match after {
            Some(after) => Some((vec![sql::cursor_text(&after.key)?], after.id)),
            None => None,
        };
        Ok(Self { keys, order: Order::Asc, after, limit })
    }

    fn columns(&self) -> impl Iterator<Item = <T::Entity as EntityTrait>::Column> {
        self.keys.iter().copied().chain([T::COLUMNS.id])
    }

    /// Is true of rows after the one at which the page begins; `None` for the first page.
    pub(crate) fn beyond(&self) -> Option<Expr> {
        let (keys, id) = self.after.as_ref()?;
        let here = Expr::tuple(self.columns().map(|column| Expr::col(column.as_column_ref())));
        let there = keys.iter().cloned().chain([(*id).into()]).map(Expr::val);
        let there = Expr::tuple(there);
        Some(match self.order {
            Order::Desc => here.lt(there),
            _ => here.gt(there),
        })
    }
}

/// Reads one page of what [`rights::visible`] selects, by keyset; `key` writes the keys of a row so
/// that a cursor can be read back.
pub(crate) async fn page<T: Table>(
    db: &impl Read,
    mut select: Select<T::Entity>,
    paging: Paging<'_, T>,
    key: impl Fn(&Stored<T>) -> String,
) -> Result<Page<Stored<T>>, StoreError> {
    if let Some(beyond) = paging.beyond() {
        select = select.filter(beyond);
    }
    for column in paging.columns() {
        select = sea_orm::QueryOrder::order_by(select, column, paging.order.clone());
    }
    let select = select.limit(paging.limit.get() + 1).into_model::<T::Row>();
    let rows = T::read(db, select.all(db.db()).await?).await?;
    Ok(Page::from_overfetched(rows, paging.limit, |row| Keyset { key: key(row), id: row.id.get() }))
}

/// Counts the things that are a person's own, not those that others share with them.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn count_own<T: Resource>(db: &impl Read, who: UserId) -> Result<u64, StoreError> {
    Ok(rights::numbers::<T>(who, Right::Own).count(db.db()).await?)
}

/// Makes a thing.
///
/// # Errors
/// [`StoreError`] when the database fails; [`StoreError::Conflict`] and [`StoreError::Dangling`]
/// where the table has such rules.
pub async fn create<T: Resource>(
    db: &impl Write,
    place: &T::Place,
    body: T,
    now: Timestamp,
) -> Result<Stored<T>, StoreError> {
    let row = body.to_row();
    create_as(db, place, body, row, now).await
}

/// Makes a thing whose row needs more than its body to fill.
pub(crate) async fn create_as<T: Table>(
    db: &impl Write,
    place: &T::Place,
    body: T,
    mut row: T::NewRow,
    now: Timestamp,
) -> Result<Stored<T>, StoreError> {
    row.set(T::COLUMNS.place, place.number().into());
    begin::<T>(&mut row, now);
    let inserted = T::Entity::insert(row).exec(db.db()).await?;
    let id = T::Id::from_positive(inserted.last_insert_id).ok_or(StoreError::Corrupt("id"))?;
    Ok(Stored { id, version: FIRST, created_at: now, updated_at: now, body })
}

/// Makes a thing in the place that is found, in one statement; `None` if there is none. Whoever takes the right to it
/// away comes before this or after it. `places` selects the place, without a column yet. Gives the ids of the thing
/// and of its place.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub(crate) async fn create_in<T: Table, P: Table>(
    db: &Autocommit,
    mut places: Select<P::Entity>,
    mut row: T::NewRow,
    now: Timestamp,
) -> Result<Option<(i64, i64)>, StoreError> {
    let place = T::COLUMNS.place.as_str();
    begin::<T>(&mut row, now);
    let mut columns = vec![place];
    places = places.expr_as(Expr::col(P::COLUMNS.id.as_column_ref()), place);
    for column in Column::<T>::iter() {
        if let ActiveValue::Set(value) = row.take(column) {
            columns.push(column.as_str());
            places = places.expr_as(Expr::val(value), column.as_str());
        }
    }
    let mut statement = rights::with_locks::<P>(places, LockType::KeyShare, db.db());
    let (table, id) = (T::Entity::default().table_name().to_owned(), T::COLUMNS.id.as_str());
    statement.sql = format!(
        "INSERT INTO {table} ({}) {} RETURNING {id} AS id, {place} AS place",
        columns.join(", "),
        statement.sql
    );
    let mut made = MadeRow::find_by_statement(statement.clone()).one(db.db()).await?;
    if made.is_none() && rights::may_have_moved::<P>(db.db()) {
        made = MadeRow::find_by_statement(statement).one(db.db()).await?;
    }
    Ok(made.map(|made| (made.id, made.place)))
}

type Column<T> = <<T as Table>::Entity as EntityTrait>::Column;

#[derive(FromQueryResult)]
struct MadeRow {
    id: i64,
    place: i64,
}

/// Writes the first version of a row.
fn begin<T: Table>(row: &mut T::NewRow, now: Timestamp) {
    let columns = T::COLUMNS;
    row.set(columns.version, FIRST.into());
    row.set(columns.created_at, instant::to_column(now).into());
    row.set(columns.updated_at, instant::to_column(now).into());
}

/// Writes a changed thing and returns it with its new version.
///
/// # Errors
/// As [`create`].
pub async fn update<T: Resource, R: MayChange>(
    tx: &Tx,
    granted: Granted<Stored<T>, R>,
    now: Timestamp,
) -> Result<Stored<T>, StoreError> {
    let row = granted.row().body.to_row();
    update_as(tx, granted, row, now).await
}

/// Writes a changed thing whose row needs more than its body to fill.
pub(crate) async fn update_as<T: Table, R: MayChange>(
    tx: &Tx,
    granted: Granted<Stored<T>, R>,
    mut row: T::NewRow,
    now: Timestamp,
) -> Result<Stored<T>, StoreError> {
    let columns = T::COLUMNS;
    let mut changed = granted.into_row();
    changed.version += 1;
    changed.updated_at = now;
    row.set(columns.version, changed.version.into());
    row.set(columns.updated_at, instant::to_column(now).into());
    let id = columns.id.eq(changed.id.get());
    T::Entity::update_many().set(row).filter(id).exec(tx.db()).await?;
    Ok(changed)
}

/// Deletes a thing, and what the schema says goes with it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete<T: Resource, R: MayChange>(
    tx: &Tx,
    granted: Granted<Stored<T>, R>,
) -> Result<(), StoreError> {
    let id = T::COLUMNS.id.eq(granted.row().id.get());
    T::Entity::delete_many().filter(id).exec(tx.db()).await?;
    Ok(())
}
