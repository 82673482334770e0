//! Use cases, one file a verb: transaction, permission, change, outbox.
//!
//! Every verb is a method of [`App`]. A verb takes parsed values, tells the time once from the
//! injected clock, and does its work in one transaction; nothing here knows of HTTP.

mod account;
pub mod action_link;
pub mod admin;
pub mod agenda;
mod audit;
pub mod auth;
pub mod calendar;
pub mod comment;
pub mod connection;
pub mod delivery;
pub mod due;
pub mod errors;
pub mod event;
pub mod export;
pub mod factor;
mod facts;
mod housekeeping;
pub mod idempotency;
pub mod location;
pub mod notification;
pub mod passkey;
pub mod person;
pub mod project;
pub mod push;
mod readiness;
pub mod reminder;
mod resource;
pub mod settings;
pub mod shared_calendar;
pub mod task;
pub mod template;
pub mod todo;
pub mod weather;
mod zone_state;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::sync::Notify;
use umbra_auth::{
    HashPool, KeyId, KeyRing, Keys, PoolStats,
    passkey::{Passkeys, PasskeysUnavailable},
    password::PasswordPolicy,
};
use umbra_domain::{Clock, Entropy, weather::WeatherSource};

pub use account::NewAccount;
pub use housekeeping::Purged;
pub use push::PushChannel;
pub use readiness::Readiness;
pub use umbra_store::{MigrationState, Needs, Store, StoreError, copy, snapshot::Kind};
pub use zone_state::KeptOnClocks;

/// Limits that the operator may set.
#[derive(Debug, Clone)]
pub struct AppSettings {
    /// How long a session lives whatever happens.
    pub session_lifetime: Duration,
    /// How long a session lives without being used.
    pub session_idle: Duration,
    /// How many sessions a person may have at once.
    pub session_cap: u32,
    /// How long the token of an unfinished sign-in counts.
    pub mfa_token_lifetime: Duration,
    /// What authenticator apps call this server.
    pub totp_issuer: String,
    /// How long a password works that somebody else set.
    pub temporary_password_lifetime: Duration,
    /// How long audit entries are kept; `None` for ever.
    pub audit_kept: Option<Duration>,
    /// How long ago something came, while no worker ran, that people's phones are told of in one message with
    /// what else did.
    pub digest_after: Duration,
    /// Who may create the first admin.
    pub setup: auth::SetupMode,
    /// What a new password must be like.
    pub passwords: PasswordPolicy,
    /// The origin under which people reach this server, without a slash at its end: links in messages
    /// begin with it.
    pub public_url: String,
}

/// What an [`App`] is made of.
#[derive(Debug)]
pub struct AppParts {
    /// The database.
    pub store: Store,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Hashes passwords within fixed bounds.
    pub hashes: HashPool,
    /// Secret keys that sign and count.
    pub keys: Keys,
    /// Secret keys that seal what the database must not know.
    pub seals: KeyRing,
    /// Carries passkey ceremonies out, or says why passkeys can't work on this server.
    pub passkeys: Result<Passkeys, PasskeysUnavailable>,
    /// Where the weather comes from, unless it is switched off.
    pub weather: Option<Arc<dyn WeatherSource>>,
    /// How phones are reached, unless that is switched off.
    pub push: Option<PushChannel>,
    /// Limits that the operator may set.
    pub settings: AppSettings,
}

/// The use cases. What they work with stays inside: nobody else reaches the database, the hash
/// threads or the keys through them.
#[derive(Debug)]
pub struct App {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) hashes: HashPool,
    pub(crate) keys: Keys,
    pub(crate) seals: KeyRing,
    pub(crate) passkeys: Result<Passkeys, PasskeysUnavailable>,
    pub(crate) weather: Option<Arc<dyn WeatherSource>>,
    pub(crate) push: Option<PushChannel>,
    pub(crate) settings: AppSettings,
    /// Rings when the outbox has something new for workers in this process.
    pub(crate) outbox_bell: Notify,
    /// Rings when there may be something to send for who sends in this process.
    pub(crate) delivery_bell: Notify,
}

impl App {
    /// Puts the use cases on top of what they work with.
    #[must_use]
    pub fn new(parts: AppParts) -> Self {
        let AppParts {
            store,
            clock,
            entropy,
            hashes,
            keys,
            seals,
            passkeys,
            weather,
            push,
            settings,
        } = parts;
        let outbox_bell = Notify::new();
        Self {
            store,
            clock,
            entropy,
            hashes,
            keys,
            seals,
            passkeys,
            weather,
            push,
            settings,
            outbox_bell,
            delivery_bell: Notify::new(),
        }
    }

    /// Replaces the clock.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Tells the time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns what the threads that hash passwords have done and have to do, for metrics.
    #[must_use]
    pub fn hash_stats(&self) -> PoolStats {
        self.hashes.stats()
    }

    /// Returns what gives randomness.
    #[must_use]
    pub fn entropy(&self) -> &Arc<dyn Entropy> {
        &self.entropy
    }

    /// Waits until the outbox has something new, or had since this was last awaited.
    pub async fn outbox_rang(&self) {
        self.outbox_bell.notified().await;
    }

    /// Tells the workers of this process that the outbox has something new.
    pub fn ring_outbox(&self) {
        self.outbox_bell.notify_one();
    }

    /// Names the key that signs and seals what is new.
    #[must_use]
    pub fn current_key(&self) -> KeyId {
        self.keys.id()
    }

    /// Gets ready to serve: learns whether bcrypt hashes are left, whose cost then hides which
    /// accounts still have one.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn warm_up(&self) -> Result<(), StoreError> {
        if let Some(cost) = umbra_store::user::bcrypt_cost(self.store.reader()).await?
            && let Err(error) = self.hashes.expect_bcrypt(cost).await
        {
            tracing::warn!(%error, "the cost of bcrypt was not measured");
        }
        Ok(())
    }
}
