//! Loads a configuration, and answers what follows from several of its settings.

use std::num::NonZeroUsize;
use std::time::Duration;

use umbra_api::WebOrigin;
use umbra_app::auth::SetupMode;
use umbra_auth::SecretKey;
use umbra_auth::passkey::{Passkeys, PasskeysUnavailable};
use umbra_domain::Entropy;

use super::check::check;
use super::database::Database;
use super::declare::Default;
use super::dubious::dubious;
use super::error::{ConfigError, Source};
use super::exposure;
use super::form::{self, Environment, LogFormat};
use super::key_file::{self, KeyFileError};
use super::origin::{host, to_url};
use super::reader::{Reader, Shown};
use super::settings::{Config, Draft, SETTINGS};
use super::sources::Sources;

impl Config {
    /// Reads and checks the whole configuration.
    ///
    /// Reads files, and changes none.
    ///
    /// # Errors
    /// Everything that is wrong with it, never only the first thing.
    pub fn load(sources: &Sources) -> Result<Self, Vec<ConfigError>> {
        let mut reader = Reader::new(SETTINGS, sources);
        let draft = Draft::read(&mut reader);
        check(&draft, &mut reader);
        let local_url = draft.listen.and_then(|listen| {
            WebOrigin::parse(&format!("http://localhost:{}", listen.port())).ok()
        });
        match draft.finish(local_url, reader.shown) {
            Some(config) if reader.errors.is_empty() => Ok(config),
            _ => Err(reader.errors),
        }
    }

    /// Gives the secret key, making the key file when a development server starts for the
    /// first time.
    ///
    /// # Errors
    /// [`KeyFileError`] when the file can't be used or made.
    pub fn secret_key(&self, entropy: &dyn Entropy) -> Result<SecretKey, KeyFileError> {
        match &self.secret_key {
            Some(key) => Ok(key.clone()),
            None => key_file::read_or_create(&self.data_dir, entropy),
        }
    }

    /// Gives the secret key if there is one already.
    ///
    /// # Errors
    /// [`KeyFileError`] when the key file can't be used.
    pub fn existing_secret_key(&self) -> Result<Option<SecretKey>, KeyFileError> {
        match &self.secret_key {
            Some(key) => Ok(Some(key.clone())),
            None => key_file::read(&key_file::path(&self.data_dir)),
        }
    }

    /// Tells where the value of a setting came from.
    pub fn source(&self, variable: &str) -> Option<&Source> {
        self.shown.iter().find(|shown| shown.setting.variable == variable).map(|it| &it.source)
    }

    /// Gives the database, by default a file in the data folder.
    pub fn database(&self) -> Database {
        self.database_url
            .clone()
            .unwrap_or_else(|| Database::Sqlite(self.data_dir.join("umbra.db")))
    }

    /// Gives the format of log lines.
    pub fn log_format(&self) -> LogFormat {
        self.log_format.unwrap_or(match self.environment {
            Environment::Development => LogFormat::Human,
            Environment::Production => LogFormat::Json,
        })
    }

    /// Gives the number of threads that serve HTTP.
    pub fn http_workers(&self) -> usize {
        self.http_workers.unwrap_or_else(cores)
    }

    /// Gives the number of threads that hash passwords.
    pub fn hash_threads(&self) -> usize {
        self.hash_threads.unwrap_or_else(cores)
    }

    /// Gives the time after which a session ends however much it is used.
    pub fn session_max_age(&self) -> Duration {
        days(self.session_max_age_days)
    }

    /// Gives the time without use after which a session ends.
    pub fn session_idle(&self) -> Duration {
        days(self.session_idle_days())
    }

    /// Says who may create the first admin over HTTP.
    pub fn setup(&self) -> SetupMode {
        self.setup.unwrap_or(match self.environment {
            Environment::Development => SetupMode::Open,
            Environment::Production => SetupMode::Token,
        })
    }

    /// Says how long ago something came that people's phones are told of in one message with other things.
    pub fn digest_after(&self) -> Duration {
        Duration::from_secs(u64::from(self.digest_after_hours) * 60 * 60)
    }

    /// Says how long audit entries are kept; `None` for ever.
    pub fn audit_kept(&self) -> Option<Duration> {
        (self.audit_retention_days > 0).then(|| days(self.audit_retention_days))
    }

    /// Gives the time that a password works which somebody else set.
    pub fn temporary_password(&self) -> Duration {
        Duration::from_secs(u64::from(self.temporary_password_hours) * 60 * 60)
    }

    /// Gives the time that requests and jobs under way get to finish.
    pub fn shutdown(&self) -> Duration {
        Duration::from_secs(self.shutdown_seconds)
    }

    /// Gives the origin under which browsers reach the server.
    pub fn public_url(&self) -> &WebOrigin {
        self.public_url.as_ref().unwrap_or(&self.local_url)
    }

    /// Gives further names of the server: where no public URL is configured, those of the machine
    /// itself.
    pub fn aliases(&self) -> Vec<WebOrigin> {
        if self.public_url.is_some() {
            return Vec::new();
        }
        let port = self.listen.port();
        let named = ["127.0.0.1", "[::1]"].map(|host| format!("http://{host}:{port}"));
        named.iter().filter_map(|origin| WebOrigin::parse(origin).ok()).collect()
    }

    /// Gives the origin of the frontend that uses passkeys.
    pub fn webauthn_origin(&self) -> &WebOrigin {
        self.webauthn_origin.as_ref().unwrap_or_else(|| self.public_url())
    }

    /// Gives what carries passkey ceremonies out.
    ///
    /// # Errors
    /// Why passkeys can't work with this configuration; everything else does.
    pub fn passkeys(&self) -> Result<Passkeys, PasskeysUnavailable> {
        let origins: Vec<_> = to_url(self.webauthn_origin()).into_iter().collect();
        let domain = self.webauthn_rp_id.clone();
        let domain = domain.or_else(|| Some(host(self.webauthn_origin())?.to_string()));
        Passkeys::new(&domain.unwrap_or_default(), &self.webauthn_rp_name, &origins)
    }

    /// Lists what is allowed but probably not meant.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let production = self.environment == Environment::Production;
        if production && !self.public_url().is_secure() {
            let mut warning = format!(
                "UMBRA_PUBLIC_URL is {}: session cookies travel unencrypted and without `Secure`",
                self.public_url().as_str()
            );
            if self.webauthn_origin().is_secure() {
                let origin = self.webauthn_origin().as_str();
                warning.push_str(&format!("; WEBAUTHN_ORIGIN suggests {origin}"));
            }
            warnings.push(warning);
        }
        warnings.extend(self.passkeys().err().map(|unavailable| unavailable.to_string()));
        if self.metrics_listen.is_some_and(|at| at.ip().is_unspecified()) {
            warnings.push(
                "UMBRA_METRICS_LISTEN is open to every network: metrics need no sign-in".to_owned(),
            );
        }
        warnings.extend(exposure::warning(&self.database()));
        warnings.extend(dubious(self));
        warnings
    }

    /// Lists every setting with its value and where it came from, a line each, without anything
    /// secret.
    pub fn effective(&self) -> String {
        let width = self.shown.iter().map(|shown| shown.setting.variable.len()).max().unwrap_or(0);
        let mut text = String::new();
        for Shown { setting, value, source } in &self.shown {
            let variable = setting.variable;
            let value = match setting.default {
                Default::Described(_) if *source == Source::Default => self.computed(variable),
                _ => None,
            }
            .unwrap_or_else(|| value.clone());
            let value = if value.is_empty() { "none" } else { &value };
            text.push_str(&format!("{variable:width$} = {value}  ({source})\n"));
        }
        text
    }

    /// Shows the value of a setting that nobody set and that depends on others or the machine.
    fn computed(&self, variable: &str) -> Option<String> {
        match variable {
            "SECRET_KEY" => Some(key_file::path(&self.data_dir).display().to_string()),
            "UMBRA_PUBLIC_URL" => Some(self.public_url().as_str().to_owned()),
            "UMBRA_HTTP_WORKERS" => Some(self.http_workers().to_string()),
            "UMBRA_SETUP" => Some(form::setup_name(self.setup()).to_owned()),
            "UMBRA_LOG_FORMAT" => Some(self.log_format().as_str().to_owned()),
            "DATABASE_URL" => Some(self.database().redacted()),
            "UMBRA_SESSION_IDLE_DAYS" => Some(self.session_idle_days().to_string()),
            "UMBRA_HASH_THREADS" => Some(self.hash_threads().to_string()),
            "WEBAUTHN_RP_ID" => host(self.webauthn_origin()).map(|host| host.to_string()),
            "WEBAUTHN_ORIGIN" => Some(self.webauthn_origin().as_str().to_owned()),
            _ => None,
        }
    }

    fn session_idle_days(&self) -> u32 {
        self.session_idle_days.unwrap_or(7).min(self.session_max_age_days)
    }
}

/// Counts the processor cores that this process may use.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

fn days(days: u32) -> Duration {
    Duration::from_secs(u64::from(days) * 24 * 60 * 60)
}
