//! Seeing and ending one's own sessions.

use umbra_domain::{
    SessionId,
    audit::Action,
    session::{Identity, Origin, SessionRecord},
};
use umbra_store::{StoreError, session, user};

use crate::App;

/// Why a session could not be ended.
#[derive(Debug, thiserror::Error)]
pub enum EndSessionError {
    /// The caller has no such session.
    #[error("there is no such session")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Signs the caller out: ends this session.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn logout(&self, caller: &Identity, origin: &Origin) -> Result<(), StoreError> {
        let entry = self.own_entry(caller.user, origin, Action::Logout);
        self.store
            .write(async |tx| {
                user::lock(tx, caller.user).await?;
                // Two sign-outs at once are one.
                if session::end(tx, caller.user, caller.session).await? {
                    self.record(tx, entry).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
        self.ring_outbox();
        Ok(())
    }

    /// Locks this session until it is unlocked.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn lock(&self, caller: &Identity) -> Result<(), StoreError> {
        session::lock(self.store.autocommit(), caller.session, self.clock.now()).await
    }

    /// Lists the caller's sessions, the most recently used first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn sessions(&self, caller: &Identity) -> Result<Vec<SessionRecord>, StoreError> {
        let now = self.clock.now();
        session::list(self.store.reader(), caller.user, now, self.seen_after(now)).await
    }

    /// Ends one of the caller's sessions.
    ///
    /// # Errors
    /// [`EndSessionError`].
    pub async fn end_session(
        &self,
        caller: &Identity,
        id: SessionId,
        origin: &Origin,
    ) -> Result<(), EndSessionError> {
        let entry = self.own_entry(caller.user, origin, Action::EndSessions);
        self.store
            .write(async |tx| {
                user::lock(tx, caller.user).await?;
                if !session::end(tx, caller.user, id).await? {
                    return Err(EndSessionError::NotFound);
                }
                Ok(self.record(tx, entry).await?)
            })
            .await?;
        self.ring_outbox();
        Ok(())
    }

    /// Ends all of the caller's sessions but this one; returns how many there were.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn end_other_sessions(
        &self,
        caller: &Identity,
        origin: &Origin,
    ) -> Result<u64, StoreError> {
        let entry = self.own_entry(caller.user, origin, Action::EndSessions);
        let ended = self
            .store
            .write(async |tx| {
                user::lock(tx, caller.user).await?;
                let ended = session::end_others(tx, caller.user, Some(caller.session)).await?;
                if ended > 0 {
                    self.record(tx, entry).await?;
                }
                Ok::<_, StoreError>(ended)
            })
            .await?;
        self.ring_outbox();
        Ok(ended)
    }
}
