//! Forgetting what has run out.

use std::time::Duration;

use umbra_store::{
    StoreError, action_link, attempts, ceremony, delivery, due, idempotency, mfa_token,
    notification, session, weather,
};

use crate::{App, idempotency::RETENTION, weather::RETENTION as WEATHER_RETENTION};

/// How long it is remembered of attempts that there were any: twice the longest window of the policy.
/// Buckets of guesses stay until they are full.
const ATTEMPTS_RETENTION: Duration = Duration::from_secs(60 * 60);

/// How many rows housekeeping deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purged {
    /// Sessions that ran out.
    pub sessions: u64,
    /// Rows of attempts that nothing touched for a while.
    pub attempts: u64,
    /// Tokens of unfinished sign-ins that ran out.
    pub tokens: u64,
    /// WebAuthn ceremonies that nobody finished in time.
    pub ceremonies: u64,
    /// Answers about the weather that nobody asked for anew.
    pub weather: u64,
    /// Kept answers that are too old to be replayed.
    pub answers: u64,
    /// What people were told and need no more.
    pub notifications: u64,
    /// What was sent, or wasn't, long ago.
    pub deliveries: u64,
    /// Links in messages that have expired.
    pub links: u64,
}

impl App {
    /// Deletes sessions, sign-ins and ceremonies that ran out, attempts whose windows are long
    /// over, answers too old to replay, and what people were told long ago. Running it twice at once does no harm.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn purge_expired(&self) -> Result<Purged, StoreError> {
        let now = self.clock.now();
        let db = self.store.autocommit();
        self.recover_deliveries_from_clock_rollback().await?;
        self.recover_reminders_from_clock_rollback().await?;
        due::recover_from_clock_rollback(db, now).await?;
        Ok(Purged {
            weather: weather::purge(db, now - WEATHER_RETENTION).await?,
            sessions: session::purge(db, now, self.seen_after(now)).await?,
            attempts: attempts::purge(db, now - ATTEMPTS_RETENTION, now).await?,
            tokens: mfa_token::purge(db, now).await?,
            ceremonies: ceremony::purge(db, now).await?,
            answers: idempotency::purge(db, now - RETENTION).await?,
            notifications: notification::purge(db, now).await?,
            deliveries: delivery::purge(db, now).await?,
            links: action_link::purge(db, now).await?,
        })
    }

    /// Brings what an SQLite database has in its log into its file.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        self.store.checkpoint().await
    }

    /// Returns the instant before which an unused session has run out.
    pub(crate) fn seen_after(&self, now: jiff::Timestamp) -> jiff::Timestamp {
        now.checked_sub(self.settings.session_idle).unwrap_or(jiff::Timestamp::MIN)
    }
}
