//! Listing connections, requests and blocked people.

use umbra_domain::{
    UserId,
    connection::{BlockedPerson, Connection, IncomingRequest, OutgoingRequest},
    page::{Keyset, Limit, Page},
};
use umbra_store::connection;

use crate::{App, errors::ListError};

impl App {
    /// Lists a page of the caller's connections, by name.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn connections(
        &self,
        who: UserId,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<Connection>, ListError> {
        Ok(connection::connections(self.store.reader(), who, after, limit).await?)
    }

    /// Lists a page of the requests that the caller can answer, the newest first.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn incoming_requests(
        &self,
        who: UserId,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<IncomingRequest>, ListError> {
        Ok(connection::incoming(self.store.reader(), who, after, limit).await?)
    }

    /// Lists a page of the caller's open requests, the newest first.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn outgoing_requests(
        &self,
        who: UserId,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<OutgoingRequest>, ListError> {
        Ok(connection::outgoing(self.store.reader(), who, after, limit).await?)
    }

    /// Lists a page of those whom the caller blocks, by name.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn blocked_people(
        &self,
        who: UserId,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<BlockedPerson>, ListError> {
        Ok(connection::blocked(self.store.reader(), who, after, limit).await?)
    }
}
