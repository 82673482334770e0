//! What settings have to agree on with each other.

use umbra_domain::report::chain;
use url::Host;

use super::form::Environment;
use super::key_file;
use super::origin::host;
use super::reader::Reader;
use super::settings::Draft;

/// Checks the settings that could be read against each other.
///
/// A setting that could not be read is left out: its own error is enough.
pub(super) fn check(draft: &Draft, reader: &mut Reader) {
    secret_key(draft, reader);
    sessions(draft, reader);
    listeners(draft, reader);
    passkeys(draft, reader);
}

fn secret_key(draft: &Draft, reader: &mut Reader) {
    let (Some(None), Some(environment), Some(data_dir)) =
        (&draft.secret_key, draft.environment, &draft.data_dir)
    else {
        return;
    };
    let path = key_file::path(data_dir);
    match environment {
        Environment::Production => {
            let hint = if path.exists() {
                format!(
                    "; to go on with the one made in development, set SECRET_KEY_FILE={}",
                    path.display()
                )
            } else {
                "; a new database needs a new one, from `openssl rand -hex 32`, and an existing one \
                 the one that it was started with"
                    .to_owned()
            };
            reader.refuse("SECRET_KEY", format!("production needs one{hint}"));
        }
        Environment::Development => {
            if let Err(error) = key_file::read(&path) {
                reader.refuse("SECRET_KEY", chain(&error));
            }
        }
    }
}

fn sessions(draft: &Draft, reader: &mut Reader) {
    if let (Some(Some(idle)), Some(max)) = (draft.session_idle_days, draft.session_max_age_days)
        && idle > max
    {
        reader.refuse(
            "UMBRA_SESSION_IDLE_DAYS",
            format!("{idle} days are over SESSION_MAX_AGE_DAYS, {max}"),
        );
    }
}

fn listeners(draft: &Draft, reader: &mut Reader) {
    if let (Some(api), Some(Some(metrics))) = (draft.listen, draft.metrics_listen)
        && api.port() == metrics.port()
        && api.port() != 0
        && (api.ip() == metrics.ip() || api.ip().is_unspecified() || metrics.ip().is_unspecified())
    {
        reader.refuse(
            "UMBRA_METRICS_LISTEN",
            "this is where the API listens; metrics are not for everyone, choose another port",
        );
    }
}

/// Refuses an origin that no browser would let use the domain (WebAuthn level 3, §5.1.3).
fn passkeys(draft: &Draft, reader: &mut Reader) {
    let (Some(Some(domain)), Some(origin), Some(public_url)) =
        (&draft.webauthn_rp_id, &draft.webauthn_origin, &draft.public_url)
    else {
        return;
    };
    let (variable, host) = match (origin, public_url) {
        (Some(origin), _) => ("WEBAUTHN_ORIGIN", host(origin)),
        (None, Some(public_url)) => ("UMBRA_PUBLIC_URL", host(public_url)),
        (None, None) => ("UMBRA_PUBLIC_URL", Some(Host::Domain("localhost".to_owned()))),
    };
    let host = host.map(|host| host.to_string()).unwrap_or_default();
    let within = host.strip_suffix(domain.as_str());
    if !within.is_some_and(|rest| rest.is_empty() || rest.ends_with('.')) {
        reader.refuse(
            "WEBAUTHN_RP_ID",
            format!(
                "`{domain}` is neither the host of {variable}, `{host}`, nor a parent domain of it"
            ),
        );
    } else if !domain.contains('.') && *domain != host {
        reader.refuse(
            "WEBAUTHN_RP_ID",
            format!("`{domain}` belongs to everybody; it is `{host}` that passkeys are made for"),
        );
    }
}
