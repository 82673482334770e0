//! Putting the parts together.

use std::{sync::Arc, time::Duration};

use umbra_app::{App, AppParts, AppSettings};
use umbra_auth::{HashPool, KeyRing, Keys, OsEntropy, PasswordPolicy};
use umbra_domain::{SystemClock, weather::WeatherSource};
use umbra_jobs::Queue;
use umbra_outbound::{AddressPolicy, Client, OpenMeteo, SystemNames};
use umbra_store::Store;

use crate::config::Config;
use crate::database;
use crate::failure::Failure;

/// The parts of a process.
#[derive(Debug)]
pub struct Started {
    /// The use cases.
    pub app: App,
    /// The database that they work on: to run jobs on, and to close in the end.
    pub store: Store,
}

/// Opens the database, brings its schema up to date, starts `hash_threads` threads for passwords
/// and puts the use cases on top.
///
/// # Errors
/// [`Failure`] for the first part that does not work.
pub async fn start(config: &Config, hash_threads: usize) -> Result<Started, Failure> {
    let entropy = Arc::new(OsEntropy);
    let secret = config.secret_key(&*entropy)?;
    let older = config.old_secret_keys.as_deref().unwrap_or_default();
    let (keys, seals) = (Keys::derive_ring(&secret, older), KeyRing::derive(&secret, older));
    let store = database::open(config).await?;
    update_schema(config, &store).await?;
    if !store.compiles_once().await.map_err(Failure::Store)? {
        tracing::warn!("SQLite was built without SQLITE_ENABLE_QPSG, which makes reading slower");
    }
    let app = App::new(AppParts {
        store: store.clone(),
        clock: Arc::new(SystemClock),
        hashes: HashPool::start(hash_threads, config.hash_queue, entropy.clone())?,
        entropy,
        keys,
        seals,
        passkeys: config.passkeys(),
        weather: weather(config)?,
        settings: AppSettings {
            session_lifetime: config.session_max_age(),
            session_idle: config.session_idle(),
            session_cap: config.session_limit,
            mfa_token_lifetime: Duration::from_secs(config.mfa_token_max_age_seconds.into()),
            totp_issuer: config.totp_issuer.clone(),
            passwords: PasswordPolicy::new(config.password_min_length),
        },
    });
    app.warm_up().await.map_err(Failure::Store)?;
    Ok(Started { app, store })
}

/// Makes the weather's client, unless the weather is switched off.
fn weather(config: &Config) -> Result<Option<Arc<dyn WeatherSource>>, Failure> {
    let urls = (&config.weather_forecast_url.0, &config.weather_geocoding_url.0);
    let (Some(forecast), Some(geocoding)) = urls else { return Ok(None) };
    let policy = AddressPolicy::allowing(config.outbound_allow.clone().unwrap_or_default());
    let client = Client::new(policy, Arc::new(SystemNames))?;
    Ok(Some(Arc::new(OpenMeteo::new(client, forecast.clone(), geocoding.clone()))))
}

/// Applies all pending migrations, of the store and of the job queue.
///
/// # Errors
/// [`Failure`] when one fails.
pub async fn migrate(store: &Store) -> Result<(), Failure> {
    let pending = pending(store).await?;
    if pending > 0 {
        tracing::info!(pending, "applying migrations");
        store.migrate_up(None).await.map_err(Failure::Migration)?;
        Queue::migrate(store).await?;
    }
    Ok(())
}

/// Applies pending migrations, or refuses to work without them where the operator applies them.
async fn update_schema(config: &Config, store: &Store) -> Result<(), Failure> {
    if config.auto_migrate {
        return migrate(store).await;
    }
    match pending(store).await? {
        0 => Ok(()),
        pending => Err(Failure::Pending(pending)),
    }
}

async fn pending(store: &Store) -> Result<usize, Failure> {
    let migrations = store.migrations().await.map_err(Failure::Migration)?;
    let of_store = migrations.iter().filter(|migration| !migration.applied).count();
    Ok(of_store + Queue::pending(store).await?)
}
