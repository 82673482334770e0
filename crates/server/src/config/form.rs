//! The written forms of settings: how a text becomes a typed value, and how the form is described.

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use ipnet::IpNet;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use umbra_api::{TrustedProxies, WebOrigin};
use umbra_app::auth::SetupMode;
use umbra_auth::SecretKey;
use url::Url;

use super::database::Database;
use super::refusal::Refusal;

/// Whether the server runs for a developer or for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Readable logs, and a secret key of its own making.
    Development,
    /// JSON logs; a missing or weak secret key stops the start.
    Production,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Coloured lines for a terminal.
    Human,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// Gives the name under which the format is configured.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
        }
    }
}

type Parse<T> = Box<dyn Fn(&str) -> Result<T, Refusal>>;

/// The written form of a setting with values of type `T`.
pub(super) struct Form<T> {
    /// Completes the sentence "expected …".
    pub expects: String,
    parse: Parse<T>,
    /// Shows a secret value without its secret part.
    pub redacted: fn(&T) -> String,
}

impl<T> Form<T> {
    fn new(
        expects: impl Into<String>,
        parse: impl Fn(&str) -> Result<T, Refusal> + 'static,
    ) -> Self {
        Self {
            expects: expects.into(),
            parse: Box::new(parse),
            redacted: |_| "[redacted]".to_owned(),
        }
    }

    /// Reads a value.
    ///
    /// # Errors
    /// A [`Refusal`] when the text is not of this form.
    pub fn parse(&self, text: &str) -> Result<T, Refusal> {
        (self.parse)(text)
    }
}

/// A whole number within a range.
pub(super) fn whole<T>(range: RangeInclusive<T>) -> Form<T>
where
    T: FromStr + PartialOrd + Display + 'static,
{
    let expects = format!("a whole number from {} to {}", range.start(), range.end());
    Form::new(expects, move |text| {
        text.parse().ok().filter(|number| range.contains(number)).ok_or(Refusal::Unexpected)
    })
}

/// Yes or no.
pub(super) fn switch() -> Form<bool> {
    Form::new("`true` or `false`", |text| match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(Refusal::Unexpected),
    })
}

/// One word of a fixed list, in any case of letters.
fn choice<T: Copy + 'static, const N: usize>(words: [(&'static str, T); N]) -> Form<T> {
    let names = words.map(|(word, _)| format!("`{word}`"));
    Form::new(names.join(" or "), move |text| {
        words
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(text))
            .map(|&(_, value)| value)
            .ok_or(Refusal::Unexpected)
    })
}

/// Development or production.
pub(super) fn environment() -> Form<Environment> {
    choice([("development", Environment::Development), ("production", Environment::Production)])
}

/// Who may create the first admin.
pub(super) fn setup() -> Form<SetupMode> {
    choice([SetupMode::Open, SetupMode::Token, SetupMode::Off].map(|mode| (setup_name(mode), mode)))
}

/// Gives the name under which it is configured who may create the first admin.
pub(super) const fn setup_name(mode: SetupMode) -> &'static str {
    match mode {
        SetupMode::Open => "open",
        SetupMode::Token => "token",
        SetupMode::Off => "off",
    }
}

/// Human or JSON.
pub(super) fn log_format() -> Form<LogFormat> {
    choice([LogFormat::Human, LogFormat::Json].map(|format| (format.as_str(), format)))
}

/// A filter of `tracing` directives.
pub(super) fn log_filter() -> Form<String> {
    Form::new("a filter such as `info` or `info,umbra_app=debug`", |text| {
        let parsed = EnvFilter::builder().parse(text);
        parsed.map_err(|error| Refusal::Because(format!("not a log filter: {error}")))?;
        text.split(',').map(str::trim).try_for_each(log_directive)?;
        Ok(text.to_owned())
    })
}

/// The crates that log.
const LOG_TARGETS: [&str; 8] = [
    "umbra",
    "umbra_api",
    "umbra_app",
    "umbra_auth",
    "umbra_domain",
    "umbra_jobs",
    "umbra_server",
    "umbra_store",
];

/// Refuses what the filter takes for the name of a crate that there isn't: nothing would be logged.
fn log_directive(directive: &str) -> Result<(), Refusal> {
    let is_level = |text: &str| !text.is_empty() && text.parse::<LevelFilter>().is_ok();
    // Those for spans and their fields are for who reads the source.
    if directive.is_empty() || directive.contains(['[', '{', ']', '}']) || is_level(directive) {
        return Ok(());
    }
    let Some((target, level)) = directive.split_once('=') else {
        return Err(Refusal::Because(format!(
            "`{directive}` is no level; there are `error`, `warn`, `info`, `debug`, `trace` and \
             `off`, and `{directive}=debug` for one crate"
        )));
    };
    let target = target.split("::").next().unwrap_or_default();
    if !is_level(level) {
        return Err(Refusal::Because(format!("`{level}` is no level in `{directive}`")));
    }
    if target.starts_with("umbra") && !LOG_TARGETS.contains(&target) {
        let known = LOG_TARGETS.join("`, `");
        return Err(Refusal::Because(format!("`{target}` is none of our crates: `{known}`")));
    }
    Ok(())
}

/// An IP address with a port.
pub(super) fn address() -> Form<SocketAddr> {
    Form::new("an IP address and port such as `127.0.0.1:8000` or `[::]:8000`", |text| {
        text.parse().map_err(|_| Refusal::Unexpected)
    })
}

/// A path of a file or folder.
pub(super) fn path() -> Form<PathBuf> {
    Form::new("a path", |text| {
        if text.is_empty() { Err(Refusal::Unexpected) } else { Ok(PathBuf::from(text)) }
    })
}

/// A text of bounded length without control characters and without `:`, which ends the issuer
/// in an `otpauth:` address.
pub(super) fn label() -> Form<String> {
    Form::new("1 to 64 characters without `:`", |text| {
        let fits = (1..=64).contains(&text.chars().count())
            && !text.trim().is_empty()
            && !text.contains(|c: char| c == ':' || c.is_control());
        fits.then(|| text.to_owned()).ok_or(Refusal::Unexpected)
    })
}

/// A web origin.
pub(super) fn origin() -> Form<WebOrigin> {
    Form::new("an origin such as `https://umbra.example.org`, without a path", |text| {
        WebOrigin::parse(text).map_err(|_| Refusal::Unexpected)
    })
}

/// A domain name without scheme and port.
pub(super) fn domain() -> Form<String> {
    Form::new("a domain name such as `umbra.example.org`", |text| match url::Host::parse(text) {
        Ok(url::Host::Domain(name)) if name == text && !name.contains(' ') => Ok(name),
        _ => Err(Refusal::Unexpected),
    })
}

/// Networks and addresses of reverse proxies.
pub(super) fn proxies() -> Form<TrustedProxies> {
    Form::new("networks and addresses such as `10.0.0.0/8, ::1`", |text| {
        TrustedProxies::parse(text).map_err(|_| Refusal::Unexpected)
    })
}

/// One network or address.
pub(super) fn network() -> Form<IpNet> {
    Form::new("networks and addresses such as `192.168.1.0/24, ::1`", |text| {
        let address = || text.parse::<IpAddr>().map(IpNet::from);
        text.parse().or_else(|_| address()).map_err(|_| Refusal::Unexpected)
    })
}

/// Where a service outside is asked, if it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(pub Option<Url>);

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_ref().map_or("off", Url::as_str))
    }
}

/// The URL of a service, or `off`.
pub(super) fn endpoint() -> Form<Endpoint> {
    Form::new("`off`, or a URL such as `https://api.open-meteo.com/v1/forecast`", |text| {
        if text.eq_ignore_ascii_case("off") {
            return Ok(Endpoint(None));
        }
        let url = Url::parse(text).map_err(|_| Refusal::Unexpected)?;
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        is_web.then_some(Endpoint(Some(url))).ok_or(Refusal::Unexpected)
    })
}

/// A public key of `age`, to which backups are encrypted.
#[derive(Clone)]
pub struct BackupRecipient(pub age::x25519::Recipient);

impl std::fmt::Display for BackupRecipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Debug for BackupRecipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BackupRecipient({self})")
    }
}

/// A public key for backups.
pub(super) fn backup_recipient() -> Form<BackupRecipient> {
    Form::new("public keys such as `umbra backup keygen` prints, `age1…`", |text| {
        text.parse().map(BackupRecipient).map_err(|_| Refusal::Unexpected)
    })
}

/// The URL of a database, PostgreSQL or SQLite.
pub(super) fn database() -> Form<Database> {
    let mut form = Form::new(
        "`postgres://user:password@host/name` or `sqlite:///path/to/file`",
        Database::parse,
    );
    form.redacted = Database::redacted;
    form
}

/// The key from which all other keys are derived.
pub(super) fn secret_key() -> Form<SecretKey> {
    Form::new("a secret key", |text| {
        SecretKey::parse(text).map_err(|reason| Refusal::Because(reason.to_string()))
    })
}

/// Several values with commas between them.
pub(super) fn list<T: 'static>(item: Form<T>) -> Form<Vec<T>> {
    let expects = format!("{}; several with commas between them", item.expects);
    Form::new(expects, move |text| {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| item.parse(part)).collect()
    })
}
