//! Deciding about one thing of which only the id is needed.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::{Held, rows};
use crate::{Access, Needed, StoreError};

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
    let found = rows::<Number>(db, statement).await?.pop();
    Ok(found.map_or(Access::Missing, |Held { row, right }| Access::decide(id(row.id), right)))
}
