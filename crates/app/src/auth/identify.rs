//! Finding out who is behind a session cookie.

use std::time::Duration;

use jiff::Timestamp;
use umbra_domain::session::Identity;
use umbra_store::{StoreError, session};

use crate::App;

/// How often at most the last use of a session is written down.
const SEEN_EVERY: Duration = Duration::from_secs(60);

impl App {
    /// Finds who is behind a session cookie; one query, and none for a cookie that isn't ours.
    ///
    /// Writes the time of use down at most once a minute. That write failing doesn't fail the
    /// request: an idle session may then end a little early.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn identify(&self, cookie: &str) -> Result<Option<Identity>, StoreError> {
        let Some(token) = self.keys.open_session(cookie) else {
            return Ok(None);
        };
        let now = self.clock.now();
        let seen_after = self.seen_after(now);
        let found = session::identify(self.store.reader(), &token.hash(), now, seen_after).await?;
        if let Some(identity) = &found {
            self.note_seen(identity, now).await;
        }
        Ok(found)
    }

    /// Writes the use of a session down, at most once a minute.
    pub(super) async fn note_seen(&self, identity: &Identity, now: Timestamp) {
        if now.duration_since(identity.last_seen_at).unsigned_abs() >= SEEN_EVERY
            && let Err(error) = session::touch(self.store.autocommit(), identity.session, now).await
        {
            tracing::warn!(%error, "the use of a session was not written down");
        }
    }
}
