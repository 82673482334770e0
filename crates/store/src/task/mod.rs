//! Tasks, and what belongs to them.
//!
//! Whoever changes tasks holds the lock on their project ([`lock_project`]), taken before any task's
//! own: what several tasks make together (their order, what is part of what, what has to be done
//! before) can't change meanwhile. Two changes in one project come one after the other; reading waits
//! for nobody, and neither do comments.

mod board;
mod completion;
mod links;
mod list;
mod place;
pub(crate) mod row;
mod tree;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::LockType};
use umbra_domain::{ProjectId, UserId, project::Project};

pub use board::{Column, board};
pub(crate) use completion::to_done;
pub use completion::{record_completion, take_latest_completion};
pub use links::{Unknown, touch_dependents, would_loop, write_links};
pub use list::{TaskQuery, list};
pub use place::{Ordered, Position, make_place, put_after, reorder};
pub use tree::{Family, Part, below, family};

use crate::{Access, Needed, StoreError, Tx, entity::project, rights, tx::handle::Handle as _};

/// Locks a project for a change of its tasks until the transaction ends. New rows may still refer to
/// it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock_project<R: Needed>(
    tx: &Tx,
    who: UserId,
    id: ProjectId,
) -> Result<Access<ProjectId, R>, StoreError> {
    let numbers = project::Entity::find()
        .select_only()
        .column(project::Column::Id)
        .filter(project::Column::Id.eq(id.0));
    let select = rights::joined::<Project>(numbers, who);
    let statement = rights::locking::<Project>(select, LockType::NoKeyUpdate, tx.db());
    rights::decide(tx.db(), statement, ProjectId).await
}
