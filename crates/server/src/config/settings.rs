//! Every setting, declared once.

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use umbra_api::{TrustedProxies, WebOrigin};
use umbra_app::auth::SetupMode;
use umbra_auth::SecretKey;

use super::database::Database;
use super::declare::{Default, Setting, settings};
use super::form::{
    self, BackupRecipient, Endpoint, Environment, LogFormat, address, backup_recipient, domain,
    endpoint, label, list, log_filter, network, origin, path, proxies, switch, whole,
};
use super::reader::{Reader, Shown};

settings! {
    /// `production` refuses to start without a strong secret key and logs JSON; `development`
    /// makes a secret key of its own.
    #[setting("ENVIRONMENT", "environment", default "development")]
    environment: Environment = form::environment();

    /// The key from which the keys for cookies, tokens and the audit log are derived. Every
    /// process of one installation needs the same. `openssl rand -hex 32` makes one. A database
    /// belongs to the key that it was first started with, and the start with another is refused.
    #[setting("SECRET_KEY", "secret_key", otherwise "development: `secret.key` in the data folder, made at the first start; production: none, and the start is refused", secret)]
    secret_key: SecretKey = form::secret_key();

    /// Earlier secret keys: what they sealed or signed still counts until `umbra admin
    /// rotate-keys` has sealed it anew and sessions have run out.
    #[setting("UMBRA_OLD_SECRET_KEYS", "old_secret_keys", otherwise "none", secret)]
    old_secret_keys: Vec<SecretKey> = list(form::secret_key());

    /// Who may create the first admin over HTTP, while there is no account: with `token` only who
    /// has the token that is printed at the start and by `umbra admin setup-token`, with `open`
    /// whoever comes first, with `off` nobody: `umbra admin create-admin` makes one.
    #[setting("UMBRA_SETUP", "setup", otherwise "development: `open`; production: `token`")]
    setup: SetupMode = form::setup();

    /// The folder for the secret key and the SQLite database; made with mode 0700 when missing.
    #[setting("UMBRA_DATA_DIR", "data_dir", default "./data")]
    data_dir: PathBuf = path();

    /// Where the API listens. A container needs `0.0.0.0:8000`.
    #[setting("UMBRA_LISTEN", "server.listen", default "127.0.0.1:8000")]
    listen: SocketAddr = address();

    /// The origin under which browsers reach Umbra. With `https`, cookies get `Secure` and the
    /// `__Host-` prefix, and answers carry HSTS.
    #[setting("UMBRA_PUBLIC_URL", "server.public_url", otherwise "`http://localhost` with the port of `UMBRA_LISTEN`")]
    public_url: WebOrigin = origin();

    /// Origins of frontends that are served from elsewhere and may call the API with cookies.
    #[setting("CORS_ORIGINS", "server.cors_origins", default "")]
    cors_origins: Vec<WebOrigin> = list(origin());

    /// Reverse proxies whose `X-Forwarded-For` is believed. From any other peer the header is
    /// ignored and the peer itself is the client.
    #[setting("UMBRA_TRUSTED_PROXIES", "server.trusted_proxies", default "")]
    trusted_proxies: TrustedProxies = proxies();

    /// Threads that serve HTTP.
    #[setting("UMBRA_HTTP_WORKERS", "server.workers", otherwise "number of processor cores")]
    http_workers: usize = whole(1..=256);

    /// Seconds that requests and jobs under way get to finish after SIGTERM or SIGINT.
    #[setting("UMBRA_SHUTDOWN_SECONDS", "server.shutdown_seconds", default "30")]
    shutdown_seconds: u64 = whole(0..=600);

    /// Serves the web client at `/`. With `off` the address shows which version answers, and where the
    /// API is described: for who has another frontend.
    #[setting("UMBRA_WEB", "web.enabled", default "on")]
    web: bool = switch();

    /// Where `/metrics` is served for Prometheus, without authentication: a loopback or private
    /// address such as `127.0.0.1:9464`.
    #[setting("UMBRA_METRICS_LISTEN", "metrics.listen", otherwise "off")]
    metrics_listen: SocketAddr = address();

    /// Which events are logged: `error`, `warn`, `info`, `debug` or `trace`, also for one crate.
    /// The libraries for HTTP, jobs and SQL log warnings only, unless they are named here.
    #[setting("UMBRA_LOG", "log.filter", default "info")]
    log: String = log_filter();

    /// How log lines are written, to standard error.
    #[setting("UMBRA_LOG_FORMAT", "log.format", otherwise "development: `human`; production: `json`")]
    log_format: LogFormat = form::log_format();

    /// A folder with a newer time zone database than the one in the binary, as `zic` or a
    /// distribution writes it (`/usr/share/zoneinfo`). The folder of the host is never used unless it
    /// is named here.
    #[setting("UMBRA_TZDATA_DIR", "tzdata_dir", otherwise "the database in the binary")]
    tzdata_dir: PathBuf = path();

    /// The database. SQLAlchemy's schemes (`postgresql+asyncpg://`, `sqlite+aiosqlite://`) are
    /// understood. `sqlite:///a.db` is relative to the working directory, `sqlite:////a.db` is
    /// absolute.
    #[setting("DATABASE_URL", "database.url", otherwise "SQLite file `umbra.db` in the data folder", secret)]
    database_url: Database = form::database();

    /// Connections to PostgreSQL, or readers of the SQLite file, that one process opens at most. Of
    /// readers it opens no more than one a core, two at least.
    #[setting("UMBRA_DATABASE_MAX_CONNECTIONS", "database.max_connections", default "10")]
    database_max_connections: u32 = whole(1..=1000);

    /// Seconds after which PostgreSQL ends a statement.
    #[setting("UMBRA_DATABASE_STATEMENT_TIMEOUT_SECONDS", "database.statement_timeout_seconds", default "15")]
    database_statement_timeout_seconds: u64 = whole(1..=3600);

    /// Seconds that the start waits for a PostgreSQL server that can't be reached yet. Commands for
    /// a person, such as `umbra admin`, don't wait.
    #[setting("UMBRA_DATABASE_WAIT_SECONDS", "database.wait_seconds", default "30")]
    database_wait_seconds: u64 = whole(0..=3600);

    /// Applies pending migrations at the start. With `false`, run `umbra migrate up` first.
    #[setting("UMBRA_AUTO_MIGRATE", "database.auto_migrate", default "true")]
    auto_migrate: bool = switch();

    /// Public keys that `umbra backup create` encrypts to: each of their secret keys, which don't belong
    /// on this machine, opens the backup. `umbra backup keygen` makes a pair.
    #[setting("UMBRA_BACKUP_RECIPIENTS", "backup.recipients", otherwise "none: `--recipient` or `--passphrase-file` has to say")]
    backup_recipients: Vec<BackupRecipient> = list(backup_recipient());

    /// Days after which a session ends however much it is used.
    #[setting("SESSION_MAX_AGE_DAYS", "session.max_age_days", default "30")]
    session_max_age_days: u32 = whole(1..=365);

    /// Days without use after which a session ends; at most `SESSION_MAX_AGE_DAYS`.
    #[setting("UMBRA_SESSION_IDLE_DAYS", "session.idle_days", otherwise "7, or `SESSION_MAX_AGE_DAYS` when that is less")]
    session_idle_days: u32 = whole(1..=365);

    /// Sessions that a user can have at a time; the next one ends the oldest.
    #[setting("UMBRA_SESSION_LIMIT", "session.limit", default "10")]
    session_limit: u32 = whole(1..=1000);

    /// Characters that a new password needs at least.
    #[setting("UMBRA_PASSWORD_MIN_LENGTH", "password.min_length", default "8")]
    password_min_length: usize = whole(8..=64);

    /// Hours that a password works which an admin or `umbra admin reset-password` set. Who doesn't
    /// change it in time asks for a new one.
    #[setting("UMBRA_TEMPORARY_PASSWORD_HOURS", "password.temporary_hours", default "72")]
    temporary_password_hours: u32 = whole(1..=720);

    /// Days that entries of the audit log are kept, with the addresses in them; 0 keeps them for ever.
    /// What is deleted is told by an entry, so that `umbra admin verify-audit` still verifies the rest.
    #[setting("UMBRA_AUDIT_RETENTION_DAYS", "audit.retention_days", default "365")]
    audit_retention_days: u32 = whole(0..=36_500);

    /// Threads that hash passwords, each with 19 MiB of memory.
    #[setting("UMBRA_HASH_THREADS", "password.hash_threads", otherwise "number of processor cores")]
    hash_threads: usize = whole(1..=256);

    /// Password checks that may wait for a hash thread; further ones get 503 with `Retry-After`.
    #[setting("UMBRA_HASH_QUEUE", "password.hash_queue", default "256")]
    hash_queue: usize = whole(1..=10_000);

    /// Changing requests below `/api/auth`, such as sign-ins, per minute and client. A client is
    /// an IPv4 address or an IPv6 /64.
    #[setting("UMBRA_RATE_AUTH_PER_MINUTE", "rate_limit.auth_per_minute", default "300")]
    rate_auth_per_minute: u32 = whole(1..=1_000_000);

    /// Registrations per minute and client.
    #[setting("UMBRA_RATE_REGISTRATION_PER_MINUTE", "rate_limit.registration_per_minute", default "20")]
    rate_registration_per_minute: u32 = whole(1..=1_000_000);

    /// Requests below `/api/admin` per minute and client.
    #[setting("UMBRA_RATE_ADMIN_PER_MINUTE", "rate_limit.admin_per_minute", default "300")]
    rate_admin_per_minute: u32 = whole(1..=1_000_000);

    /// Exports of all that somebody has, per minute and client: each reads everything.
    #[setting("UMBRA_RATE_EXPORT_PER_MINUTE", "rate_limit.export_per_minute", default "6")]
    rate_export_per_minute: u32 = whole(1..=1_000_000);

    /// The domain for which passkeys are made; changing it makes the existing ones useless.
    #[setting("WEBAUTHN_RP_ID", "webauthn.rp_id", otherwise "host of `WEBAUTHN_ORIGIN`")]
    webauthn_rp_id: String = domain();

    /// The name that browsers show when a passkey is made.
    #[setting("WEBAUTHN_RP_NAME", "webauthn.rp_name", default "UMBRA")]
    webauthn_rp_name: String = label();

    /// The origin of the frontend that makes and uses passkeys.
    #[setting("WEBAUTHN_ORIGIN", "webauthn.origin", otherwise "`UMBRA_PUBLIC_URL`")]
    webauthn_origin: WebOrigin = origin();

    /// Seconds between the password and the second factor of a sign-in.
    #[setting("MFA_TOKEN_MAX_AGE_SECONDS", "mfa.token_max_age_seconds", default "300")]
    mfa_token_max_age_seconds: u32 = whole(30..=3600);

    /// Private and loopback networks that Umbra may call although only this machine reaches them:
    /// where one's own ntfy or weather server runs. Link-local addresses, with the metadata servers
    /// of clouds, are never called.
    #[setting("UMBRA_OUTBOUND_ALLOW", "outbound.allow", otherwise "none")]
    outbound_allow: Vec<IpNet> = list(network());

    /// Where forecasts come from: a server that speaks Open-Meteo's format. `off` switches the
    /// weather off.
    #[setting("UMBRA_WEATHER_FORECAST_URL", "weather.forecast_url", default "https://api.open-meteo.com/v1/forecast")]
    weather_forecast_url: Endpoint = endpoint();

    /// Where places are looked up by name, in Open-Meteo's format. `off` switches the weather off.
    #[setting("UMBRA_WEATHER_GEOCODING_URL", "weather.geocoding_url", default "https://geocoding-api.open-meteo.com/v1/search")]
    weather_geocoding_url: Endpoint = endpoint();

    /// The ntfy server of people who choose none of their own, as scheme, host and port. People may
    /// choose others, whose addresses are checked before each call. `off` switches messages to phones
    /// off.
    #[setting("UMBRA_NTFY_URL", "ntfy.url", default "https://ntfy.sh")]
    ntfy_url: Endpoint = endpoint();

    /// Hours after which people's phones are told in one message of all that came while no worker ran,
    /// rather than of each thing by itself, late. In the app they find each.
    #[setting("UMBRA_DIGEST_AFTER_HOURS", "ntfy.digest_after_hours", default "6")]
    digest_after_hours: u32 = whole(1..=720);

    /// The name that authenticator apps show above the code.
    #[setting("TOTP_ISSUER", "totp.issuer", default "UMBRA")]
    totp_issuer: String = label();
}
