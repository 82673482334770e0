//! Ending connections.

use umbra_domain::{ConnectionId, UserId, rights::Denied};
use umbra_store::connection::{self, Locked};

use crate::{App, errors::ReadError};

impl App {
    /// Ends a connection of the caller's, and with it everything that the two share with each other.
    ///
    /// # Errors
    /// [`ReadError`]: there is no such connection, or the other one ended it.
    pub async fn end_connection(&self, who: UserId, id: ConnectionId) -> Result<(), ReadError> {
        self.store
            .write(async |tx| {
                let other = connection::other_of(tx, who, id).await?.ok_or(Denied::Missing)?;
                let Locked::Both(pair) = connection::lock(tx, who, Some(other)).await? else {
                    return Err(Denied::Missing.into());
                };
                // Under the lock: they may have parted, and have come together anew.
                if connection::other_of(tx, who, id).await?.is_none() {
                    return Err(Denied::Missing.into());
                }
                connection::disconnect(tx, &pair).await?;
                Ok(())
            })
            .await
    }
}
