//! Seeing and ending somebody's sessions.

use umbra_domain::{
    UserId,
    audit::Action,
    session::{Identity, Origin, SessionRecord},
};
use umbra_store::{StoreError, session, user};

use super::{
    ChangeUserError,
    change::{Change, Changed, Guard},
};
use crate::App;

impl App {
    /// Lists somebody's sessions, the most recently used first; `None` when there is no such
    /// account.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn sessions_of(
        &self,
        target: UserId,
    ) -> Result<Option<Vec<SessionRecord>>, StoreError> {
        let db = self.store.reader();
        if user::by_id(db, target).await?.is_none() {
            return Ok(None);
        }
        let now = self.clock.now();
        session::list(db, target, now, self.seen_after(now)).await.map(Some)
    }

    /// Ends all of somebody's sessions, the caller's own one too; returns how many there were.
    ///
    /// # Errors
    /// [`ChangeUserError`].
    pub async fn end_sessions_of(
        &self,
        caller: &Identity,
        target: UserId,
        origin: &Origin,
    ) -> Result<u64, ChangeUserError> {
        let guard = Guard::None;
        let change = Change { caller, origin, action: Action::EndUserSessions, target, guard };
        let mut ended = 0;
        self.change_user(change, async |tx, _| {
            ended = session::end_others(tx, target, None).await?;
            Ok(Changed::Done(Some(format!("sessions={ended}"))))
        })
        .await?;
        Ok(ended)
    }
}
