//! Blocking people, and no longer.

use umbra_domain::{UserId, connection::BlockedPerson, rights::Denied};
use umbra_store::{
    StoreError,
    connection::{self, Locked},
};

use crate::{
    App,
    errors::ReadError,
    idempotency::{Once, OnceError, Outcome},
};

/// Why somebody could not be blocked.
#[derive(Debug, thiserror::Error)]
pub enum BlockError {
    /// It is the caller.
    #[error("one can't block oneself")]
    Yourself,
    /// The caller doesn't know of them, or there is no such account.
    #[error("the caller doesn't know of such a person")]
    Unknown,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Blocks somebody whom the caller knows of: ends their connection, and lets none of their
    /// requests through. They aren't told.
    ///
    /// # Errors
    /// [`BlockError`].
    pub async fn block_person(
        &self,
        who: UserId,
        other: UserId,
        once: Option<Once<BlockedPerson>>,
    ) -> Result<Outcome<BlockedPerson>, OnceError<BlockError>> {
        let now = self.clock.now();
        self.once(who, once, async |tx| {
            if who == other {
                return Err(BlockError::Yourself);
            }
            // Before any lock, which would tell an account that is there from one that isn't.
            if !connection::may_block(tx, who, other).await? {
                return Err(BlockError::Unknown);
            }
            match connection::lock(tx, who, Some(other)).await? {
                Locked::Both(pair) => Ok(connection::block(tx, &pair, now).await?),
                Locked::Gone | Locked::Alone => Err(BlockError::Unknown),
            }
        })
        .await
    }

    /// Stops blocking somebody. Nothing that ended with it comes back.
    ///
    /// # Errors
    /// [`ReadError`]: the caller doesn't block them.
    pub async fn unblock_person(&self, who: UserId, other: UserId) -> Result<(), ReadError> {
        match connection::unblock(self.store.autocommit(), who, other).await? {
            true => Ok(()),
            false => Err(Denied::Missing.into()),
        }
    }
}
