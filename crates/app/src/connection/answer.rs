//! Accepting, rejecting and cancelling requests.

use umbra_domain::{ConnectionRequestId, UserId, connection::Connection, rights::Denied};
use umbra_store::{
    Tx,
    connection::{self, Locked, Pair},
};

use super::request::connect;
use crate::{
    App,
    errors::ReadError,
    idempotency::{Once, OnceError, Outcome},
};

impl App {
    /// Accepts a request, which connects the caller with who sent it.
    ///
    /// # Errors
    /// [`ReadError`]: there is no such request, or it was answered or cancelled.
    pub async fn accept_connection(
        &self,
        who: UserId,
        id: ConnectionRequestId,
        once: Option<Once<Connection>>,
    ) -> Result<Outcome<Connection>, OnceError<ReadError>> {
        let now = self.clock.now();
        self.once(who, once, async |tx| {
            let pair = with_sender(tx, who, id).await?;
            if !connection::accept(tx, &pair, id).await? {
                return Err(Denied::Missing.into());
            }
            Ok(connect(tx, &pair, now).await?)
        })
        .await
    }

    /// Rejects a request. Who sent it isn't told, and can't ask again for a while.
    ///
    /// # Errors
    /// As [`App::accept_connection`].
    pub async fn reject_connection(
        &self,
        who: UserId,
        id: ConnectionRequestId,
    ) -> Result<(), ReadError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let pair = with_sender(tx, who, id).await?;
                match connection::reject(tx, &pair, id, now).await? {
                    true => Ok(()),
                    false => Err(Denied::Missing.into()),
                }
            })
            .await
    }

    /// Takes a request of the caller's back.
    ///
    /// # Errors
    /// [`ReadError`]: there is no such request, or the two are connected by now.
    pub async fn cancel_connection_request(
        &self,
        who: UserId,
        id: ConnectionRequestId,
    ) -> Result<(), ReadError> {
        // A statement alone: it takes the same however many know of the request.
        match connection::cancel(self.store.autocommit(), who, id).await? {
            true => Ok(()),
            false => Err(Denied::Missing.into()),
        }
    }
}

/// Locks the caller and who sent a request that the caller can answer.
async fn with_sender(tx: &Tx, who: UserId, id: ConnectionRequestId) -> Result<Pair, ReadError> {
    let sender = connection::answerable(tx, who, id).await?.ok_or(Denied::Missing)?;
    match connection::lock(tx, who, Some(sender)).await? {
        Locked::Both(pair) => Ok(pair),
        Locked::Gone | Locked::Alone => Err(Denied::Missing.into()),
    }
}
