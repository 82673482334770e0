//! Deciding about one thing of which only the id is needed.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::{Held, locked_rows, rows};
use crate::{Access, Needed, StoreError, table::Table};

#[derive(FromQueryResult)]
struct Number {
    id: i64,
}

/// Decides about the thing whose `id` a statement answers that [`with_right`](super::with_right) or
/// [`locking`](super::locking) made.
pub(crate) async fn decide<Id, R: Needed>(
    db: &impl ConnectionTrait,
    statement: Statement,
    id: fn(i64) -> Id,
) -> Result<Access<Id, R>, StoreError> {
    Ok(decided(rows(db, statement).await?, id))
}

/// The same where the statement locks what it finds.
pub(crate) async fn decide_locked<T: Table, Id, R: Needed>(
    db: &impl ConnectionTrait,
    statement: Statement,
    id: fn(i64) -> Id,
) -> Result<Access<Id, R>, StoreError> {
    Ok(decided(locked_rows::<T, _>(db, statement).await?, id))
}

fn decided<Id, R: Needed>(mut found: Vec<Held<Number>>, id: fn(i64) -> Id) -> Access<Id, R> {
    found.pop().map_or(Access::Missing, |Held { row, right }| Access::decide(id(row.id), right))
}
