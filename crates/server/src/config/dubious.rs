//! Settings that are allowed although they hardly are meant: dangerous, or without any effect.

use std::net::IpAddr;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use umbra_api::WebOrigin;
use umbra_app::auth::SetupMode;
use url::Host;

use super::form::Environment;
use super::origin::host;
use super::settings::Config;

/// Describes everything that is dubious, a sentence each.
pub(super) fn dubious(config: &Config) -> Vec<String> {
    let mut warnings = Vec::new();
    exposure(config, &mut warnings);
    proxies(config, &mut warnings);
    frontends(config, &mut warnings);
    logs(config, &mut warnings);
    keys(config, &mut warnings);
    warnings
}

/// Who can reach the server, and what they find.
fn exposure(config: &Config, warnings: &mut Vec<String>) {
    let listens_to_others = !config.listen.ip().is_loopback();
    let public = !is_this_machine(config.public_url());
    if config.setup() == SetupMode::Open && (listens_to_others || public) {
        warnings.push(
            "UMBRA_SETUP is `open`: while there is no account, whoever reaches this server first \
             becomes its admin"
                .to_owned(),
        );
    }
    if public && config.environment == Environment::Development && config.public_url().is_secure() {
        warnings.push(format!(
            "ENVIRONMENT is `development`, and UMBRA_PUBLIC_URL is {}: a server that others reach \
             needs `production`",
            config.public_url().as_str()
        ));
    }
    if listens_to_others && config.public_url.is_none() {
        warnings.push(format!(
            "UMBRA_LISTEN is open to the network, and UMBRA_PUBLIC_URL isn't set: under another \
             address than {} nobody can sign in with a browser; set it to what people type",
            config.public_url().as_str()
        ));
    }
    if config.listen.port() == 0 {
        warnings.push(
            "UMBRA_LISTEN has port 0: the system chooses another port at each start".to_owned(),
        );
    }
    if let Some(metrics) = config.metrics_listen
        && !metrics.ip().is_unspecified()
        && !is_local(metrics.ip())
    {
        warnings.push(format!(
            "UMBRA_METRICS_LISTEN is {metrics}, a public address: metrics need no sign-in"
        ));
    }
}

/// Whose word about a client's address is taken.
fn proxies(config: &Config, warnings: &mut Vec<String>) {
    for network in config.trusted_proxies.too_wide() {
        warnings.push(format!(
            "UMBRA_TRUSTED_PROXIES has {network}: whoever connects from there gives themselves any \
             address, so limits and locks count nothing; name your proxy only"
        ));
    }
    if config.public_url().is_secure() && config.trusted_proxies.is_empty() {
        warnings.push(
            "UMBRA_TRUSTED_PROXIES is empty, and https is ended by some proxy: all clients count as \
             that one, and one of them can lock the others out"
                .to_owned(),
        );
    }
}

/// Which pages may act for people.
fn frontends(config: &Config, warnings: &mut Vec<String>) {
    for origin in &config.cors_origins {
        if !is_same_site(origin, config.public_url()) {
            warnings.push(format!(
                "CORS_ORIGINS has {}, which is another site than {}: browsers send it no session \
                 cookie, so nobody can sign in there",
                origin.as_str(),
                config.public_url().as_str()
            ));
        }
        let production = config.environment == Environment::Production;
        if production && !origin.is_secure() && !is_this_machine(origin) {
            warnings.push(format!(
                "CORS_ORIGINS has {}: who can change what travels unencrypted acts for people there",
                origin.as_str()
            ));
        }
    }
}

/// What of the log gets lost.
fn logs(config: &Config, warnings: &mut Vec<String>) {
    let filter = EnvFilter::builder().parse(&config.log);
    let hint = filter.ok().and_then(|filter| filter.max_level_hint());
    if hint.is_some_and(|hint| hint < LevelFilter::INFO) {
        warnings.push(format!(
            "UMBRA_LOG is `{log}`: the copy of the audit log gets lost, which shows what was changed \
             in the database; `{log},audit=info` keeps it",
            log = config.log
        ));
    }
}

/// Keys that do nothing.
fn keys(config: &Config, warnings: &mut Vec<String>) {
    let (Some(current), Some(old)) = (&config.secret_key, &config.old_secret_keys) else { return };
    if old.iter().any(|old| old.expose() == current.expose()) {
        warnings.push(
            "UMBRA_OLD_SECRET_KEYS has SECRET_KEY itself: was a new one meant to be set?"
                .to_owned(),
        );
    }
}

/// Tells whether an origin is one that only this machine's browsers have.
fn is_this_machine(origin: &WebOrigin) -> bool {
    match host(origin) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Tells whether only neighbours reach an address.
fn is_local(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// Tells whether cookies of one origin can reach it from pages of the other. Below public suffixes
/// of two labels (`co.uk`) it says yes too often.
fn is_same_site(one: &WebOrigin, other: &WebOrigin) -> bool {
    let site = |origin: &WebOrigin| match host(origin) {
        Some(Host::Domain(name)) => {
            let labels: Vec<_> = name.rsplit('.').take(2).map(str::to_owned).collect();
            Some(labels.join("."))
        }
        host => host.map(|host| host.to_string()),
    };
    one.is_secure() == other.is_secure() && site(one) == site(other)
}
