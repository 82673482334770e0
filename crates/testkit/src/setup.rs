//! How the server under test is configured.

use std::time::Duration;

use umbra_api::{ApiConfig, Rates, TrustedProxies, WebOrigin};
use umbra_app::{AppSettings, auth::SetupMode};
use umbra_auth::{KeyRing, Keys, PasswordPolicy, SecretKey};
use umbra_domain::zone::ZoneDatabase;

use crate::{NtfyServer, WeatherServer};

/// The operator's secret.
const SECRET_KEY: &str = "eBLo2Vw8S0mXz1qY5kPc7dTf9uJr3hNa";

/// The configuration of a server under test. It begins as production's defaults, except that
/// proxies on this machine are trusted, so that a [client](crate::Client::from_address) can have
/// any address, and that anybody may set the server up.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Limits of the use cases.
    pub app: AppSettings,
    /// Settings of the HTTP layer. Rates follow the test's clock.
    pub api: ApiConfig,
    /// The origin of the frontend that makes and uses passkeys; they are for its host. On
    /// `localhost` a page that this server serves may use them too.
    pub webauthn_origin: WebOrigin,
    /// The server that the weather comes from, if there is one.
    pub weather: Option<WeatherServer>,
    /// The server that phones are reached over, if there is one.
    pub ntfy: Option<NtfyServer>,
    /// The secret that signs and seals.
    pub secret_key: SecretKey,
    /// Secrets from before, which still verify and open.
    pub old_secret_keys: Vec<SecretKey>,
    /// What time zones there are, and their rules.
    pub zones: ZoneDatabase,
    /// Threads that hash passwords.
    pub hash_threads: usize,
    /// Places in the queue in front of them.
    pub hash_queue: usize,
    /// Keeps all requests with one process, for tests of what each process has by itself, such as rates.
    pub one_process: bool,
}

impl Setup {
    /// Changes the defaults. `#[umbra_test(with = change)]` calls this.
    #[must_use]
    pub fn with(change: fn(&mut Self)) -> Self {
        let mut setup = Self::default();
        change(&mut setup);
        setup
    }

    /// Returns the keys that sign and count.
    #[must_use]
    pub fn keys(&self) -> Keys {
        Keys::derive_ring(&self.secret_key, &self.old_secret_keys)
    }

    /// Returns the keys that seal.
    #[must_use]
    pub fn seals(&self) -> KeyRing {
        KeyRing::derive(&self.secret_key, &self.old_secret_keys)
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            app: AppSettings {
                session_lifetime: Duration::from_hours(30 * 24),
                session_idle: Duration::from_hours(7 * 24),
                session_cap: 10,
                mfa_token_lifetime: Duration::from_mins(5),
                totp_issuer: "UMBRA".to_owned(),
                setup: SetupMode::Open,
                temporary_password_lifetime: Duration::from_hours(72),
                digest_after: Duration::from_hours(6),
                audit_kept: Some(Duration::from_hours(365 * 24)),
                passwords: PasswordPolicy::new(8),
                public_url: "http://localhost:8000".to_owned(),
            },
            api: ApiConfig {
                public_url: WebOrigin::parse("http://localhost:8000").expect("an origin"),
                aliases: Vec::new(),
                cors_origins: Vec::new(),
                webauthn_origin: None,
                trusted_proxies: TrustedProxies::parse("127.0.0.1").expect("a network"),
                rates: Rates::default(),
                web: true,
            },
            webauthn_origin: WebOrigin::parse("http://localhost:8000").expect("an origin"),
            weather: None,
            ntfy: None,
            secret_key: SecretKey::parse(SECRET_KEY).expect("a strong secret"),
            old_secret_keys: Vec::new(),
            zones: ZoneDatabase::bundled(),
            hash_threads: 2,
            hash_queue: 256,
            one_process: false,
        }
    }
}
