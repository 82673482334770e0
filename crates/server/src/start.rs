//! Putting the parts together.

use std::{sync::Arc, time::Duration};

use umbra_app::{App, AppParts, AppSettings, PushChannel};
use umbra_auth::{HashPool, KeyRing, Keys, OsEntropy, PasswordPolicy, SecretKey};
use umbra_domain::{SystemClock, push::ServerUrl, weather::WeatherSource};
use umbra_jobs::Queue;
use umbra_outbound::{AddressPolicy, Client, Ntfy, OpenMeteo, SystemNames};
use umbra_store::Store;

use crate::config::{Config, Database};
use crate::database::{self, Opening};
use crate::failure::Failure;
use crate::secret_key;
use crate::zones;

/// The parts of a process.
#[derive(Debug)]
pub struct Started {
    /// The use cases.
    pub app: App,
    /// The database that they work on: to run jobs on, and to close in the end.
    pub store: Store,
}

/// Opens the database, brings its schema up to date, starts `hash_threads` threads for passwords
/// and puts the use cases on top. With [`Opening::Existing`] it makes and migrates nothing, and
/// refuses a database without this version's schema.
///
/// # Errors
/// [`Failure`] for the first part that does not work.
pub async fn start(
    config: &Config,
    hash_threads: usize,
    opening: Opening,
) -> Result<Started, Failure> {
    let store = database::open(config, opening).await?;
    started(prepare(config, hash_threads, opening, &store).await, store).await
}

/// Starts like a command, but with a key that the database doesn't belong to; `make` says whether
/// a development server's key file is made when there is none.
///
/// # Errors
/// As [`start`].
pub async fn start_with_another_key(config: &Config, make: bool) -> Result<Started, Failure> {
    let store = database::open(config, Opening::Existing).await?;
    let prepared = async {
        refuse_newer(&store).await?;
        require_schema(&config.database(), Opening::Existing, &store).await?;
        let secret = match config.existing_secret_key()? {
            Some(key) => key,
            None if make => config.secret_key(&OsEntropy)?,
            // Only to say what the loss of the other one comes to.
            None => SecretKey::generate(&OsEntropy),
        };
        let (keys, seals) = derive(config, &secret);
        build(config, 1, &store, keys, seals).await
    };
    started(Box::pin(prepared).await, store).await
}

async fn started(prepared: Result<App, Failure>, store: Store) -> Result<Started, Failure> {
    match prepared {
        Ok(app) => Ok(Started { app, store }),
        Err(failure) => {
            store.close().await;
            Err(failure)
        }
    }
}

async fn prepare(
    config: &Config,
    hash_threads: usize,
    opening: Opening,
    store: &Store,
) -> Result<App, Failure> {
    refuse_newer(store).await?;
    if opening == Opening::Existing || !config.auto_migrate {
        require_schema(&config.database(), opening, store).await?;
    }
    let secret = secret_key::find(config, store, &OsEntropy).await?;
    let (keys, seals) = derive(config, &secret);
    secret_key::verify(config, store, &keys).await?;
    if opening == Opening::Make && config.auto_migrate {
        migrate(store).await?;
    }
    secret_key::note(config, store, &keys, &seals).await?;
    build(config, hash_threads, store, keys, seals).await
}

/// Derives the keys that sign and count, and those that seal.
fn derive(config: &Config, secret: &SecretKey) -> (Keys, KeyRing) {
    let older = config.old_secret_keys.as_deref().unwrap_or_default();
    (Keys::derive_ring(secret, older), KeyRing::derive(secret, older))
}

/// Puts the use cases on top of a database that is as it should be.
async fn build(
    config: &Config,
    hash_threads: usize,
    store: &Store,
    keys: Keys,
    seals: KeyRing,
) -> Result<App, Failure> {
    let entropy = Arc::new(OsEntropy);
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
        push: push(config)?,
        settings: AppSettings {
            session_lifetime: config.session_max_age(),
            session_idle: config.session_idle(),
            session_cap: config.session_limit,
            mfa_token_lifetime: Duration::from_secs(config.mfa_token_max_age_seconds.into()),
            totp_issuer: config.totp_issuer.clone(),
            setup: config.setup(),
            temporary_password_lifetime: config.temporary_password(),
            audit_kept: config.audit_kept(),
            digest_after: config.digest_after(),
            passwords: PasswordPolicy::new(config.password_min_length),
            public_url: config.public_url().as_str().to_owned(),
        },
    });
    app.warm_up().await.map_err(Failure::Store)?;
    if let Some(warning) = zones::warning(config, app.zones()) {
        tracing::warn!("{warning}");
    }
    // Before anything is shown or rings.
    app.keep_on_clocks().await.map_err(Failure::Store)?;
    // After a crash, and after migrations, everything is in SQLite's log.
    store.checkpoint().await.map_err(Failure::Store)?;
    Ok(app)
}

/// Makes the weather's client, unless the weather is switched off.
fn weather(config: &Config) -> Result<Option<Arc<dyn WeatherSource>>, Failure> {
    let urls = (&config.weather_forecast_url.0, &config.weather_geocoding_url.0);
    let (Some(forecast), Some(geocoding)) = urls else { return Ok(None) };
    let source = OpenMeteo::new(client(config)?, forecast.clone(), geocoding.clone());
    Ok(Some(Arc::new(source)))
}

/// Makes what reaches phones, unless that is switched off.
fn push(config: &Config) -> Result<Option<PushChannel>, Failure> {
    let Some(url) = &config.ntfy_url.0 else { return Ok(None) };
    let default_server = ServerUrl::from_origin(url.origin().ascii_serialization());
    Ok(Some(PushChannel { pusher: Arc::new(Ntfy::new(client(config)?)), default_server }))
}

/// Makes a client that calls what the operator lets it call.
fn client(config: &Config) -> Result<Client, Failure> {
    let policy = AddressPolicy::allowing(config.outbound_allow.clone().unwrap_or_default());
    Ok(Client::new(policy, Arc::new(SystemNames))?)
}

/// Applies all pending migrations, of the store and of the job queue.
///
/// # Errors
/// [`Failure`] when one fails, or can't work for want of rights in PostgreSQL.
pub async fn migrate(store: &Store) -> Result<(), Failure> {
    refuse_newer(store).await?;
    let pending = pending(store).await?;
    if pending > 0 {
        require_rights(store).await?;
        tracing::info!(pending, "applying migrations");
        store.migrate_up(None).await.map_err(Failure::Migration)?;
        Queue::migrate(store).await?;
    }
    Ok(())
}

/// Refuses to make tables where PostgreSQL wouldn't let them be made, and says what is missing.
///
/// # Errors
/// [`Failure::Rights`], or that the database fails.
pub async fn require_rights(store: &Store) -> Result<(), Failure> {
    let missing = store.missing_grants(Queue::needs()).await.map_err(Failure::Store)?;
    if missing.is_empty() { Ok(()) } else { Err(Failure::Rights(missing)) }
}

/// Refuses a database that a newer version has migrated.
///
/// # Errors
/// [`Failure::Newer`], or that the database fails.
pub async fn refuse_newer(store: &Store) -> Result<(), Failure> {
    let mut unknown = store.unknown_migrations().await.map_err(Failure::Store)?;
    match Queue::unknown(store).await? {
        0 => {}
        count => unknown.push(format!("{count} more of the job queue")),
    }
    if unknown.is_empty() { Ok(()) } else { Err(Failure::Newer(unknown)) }
}

/// Refuses to work without this version's schema.
pub(crate) async fn require_schema(
    database: &Database,
    opening: Opening,
    store: &Store,
) -> Result<(), Failure> {
    let migrations = store.migrations().await.map_err(Failure::Migration)?;
    if opening == Opening::Existing && !migrations.iter().any(|migration| migration.applied) {
        return Err(Failure::NoDatabase(database.located()));
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
