//! Whether passkeys work here, decided once at the start.

use std::error::Error;

use url::{Host, Url};
use webauthn_rs::prelude::{Webauthn, WebauthnBuilder, WebauthnError};

/// Carries out the ceremonies of one relying party.
#[derive(Debug, Clone)]
pub struct Passkeys {
    pub(super) webauthn: Webauthn,
    rp_id: String,
}

/// Why passkeys are off. Everything else works without them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("passkeys are off: {reason}")]
pub struct PasskeysUnavailable {
    /// Explains to the operator what to change.
    pub reason: String,
}

/// A ceremony could not begin: the server's trouble, an opaque 500.
#[derive(Debug, thiserror::Error)]
#[error("a passkey ceremony could not begin")]
pub struct CeremonyFault(#[source] Box<dyn Error + Send + Sync>);

impl Passkeys {
    /// Prepares the ceremonies for a domain (`rp_id`), a name that browsers may show, and the
    /// origins of the frontend, one at least.
    ///
    /// A browser offers passkeys only where all of this holds (WebAuthn level 3, §5.1.3 and §13.4.9;
    /// W3C Secure Contexts, section 3.1), so it is checked here instead of at the first click:
    /// `rp_id` is a domain and no address, each origin is on it or below it, and uses `https`, or
    /// `http` on `localhost`.
    ///
    /// # Errors
    /// Returns the reason when passkeys can't work.
    pub fn new(rp_id: &str, rp_name: &str, origins: &[Url]) -> Result<Self, PasskeysUnavailable> {
        let rp_id = domain(rp_id)?;
        for origin in origins {
            check(origin, &rp_id)?;
        }
        let Some((first, others)) = origins.split_first() else {
            return Err(unavailable("there is no origin on which they could be used"));
        };
        let mut builder = WebauthnBuilder::new(&rp_id, first).map_err(misconfigured)?;
        builder = builder.rp_name(rp_name);
        for origin in others {
            builder = builder.append_allowed_origin(origin);
        }
        let webauthn = builder.build().map_err(misconfigured)?;
        Ok(Self { webauthn, rp_id })
    }

    /// Returns the domain that passkeys are made for.
    #[must_use]
    pub fn rp_id(&self) -> &str {
        &self.rp_id
    }
}

impl CeremonyFault {
    /// Wraps what kept a ceremony from beginning.
    pub(super) fn new(cause: impl Error + Send + Sync + 'static) -> Self {
        Self(Box::new(cause))
    }
}

/// Returns the domain in the form that browsers hash: lower case, international names in Punycode.
fn domain(rp_id: &str) -> Result<String, PasskeysUnavailable> {
    let bare = rp_id.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(rp_id);
    if bare.parse::<std::net::Ipv6Addr>().is_ok() {
        return Err(address(rp_id));
    }
    match Host::parse(rp_id) {
        Ok(Host::Domain(name)) => Ok(name),
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) => Err(address(rp_id)),
        Err(_) => Err(unavailable(format!("`{rp_id}` is no domain"))),
    }
}

/// Refuses an origin on which no browser would offer passkeys for this domain.
fn check(origin: &Url, rp_id: &str) -> Result<(), PasskeysUnavailable> {
    let name = match origin.host() {
        Some(Host::Domain(name)) => name,
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(address(&shown(origin))),
        None => return Err(unavailable(format!("`{origin}` is no web origin"))),
    };
    let local = name == "localhost" || name.ends_with(".localhost");
    if origin.scheme() != "https" && !(origin.scheme() == "http" && local) {
        let origin = shown(origin);
        return Err(unavailable(format!(
            "browsers offer them over https only (or on http://localhost), and the origin is \
             {origin}"
        )));
    }
    let within = name.strip_suffix(rp_id);
    if !within.is_some_and(|rest| rest.is_empty() || rest.ends_with('.')) {
        let origin = shown(origin);
        return Err(unavailable(format!("{origin} is not on the domain `{rp_id}`")));
    }
    Ok(())
}

fn shown(origin: &Url) -> String {
    origin.origin().ascii_serialization()
}

fn address(what: &str) -> PasskeysUnavailable {
    unavailable(format!(
        "they belong to a domain name, and `{what}` is an IP address; reach Umbra by a name \
         (http://localhost works for a trial)"
    ))
}

fn misconfigured(error: WebauthnError) -> PasskeysUnavailable {
    unavailable(error.to_string())
}

fn unavailable(reason: impl Into<String>) -> PasskeysUnavailable {
    PasskeysUnavailable { reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(rp_id: &str, origins: &[&str]) -> Result<Passkeys, PasskeysUnavailable> {
        let origins: Vec<_> = origins.iter().map(|origin| Url::parse(origin).unwrap()).collect();
        Passkeys::new(rp_id, "Umbra", &origins)
    }

    #[test]
    fn a_domain_with_its_origins_works() {
        for (rp_id, origins) in [
            ("umbra.example.org", &["https://umbra.example.org"][..]),
            ("example.org", &["https://umbra.example.org:8443", "https://example.org"]),
            ("localhost", &["http://localhost:8000"]),
            ("localhost", &["http://umbra.localhost", "https://localhost"]),
            ("Bücher.example", &["https://bücher.example"]),
        ] {
            assert!(new(rp_id, origins).is_ok(), "{rp_id} {origins:?}");
        }
        assert_eq!(
            new("Bücher.example", &["https://bücher.example"]).unwrap().rp_id(),
            "xn--bcher-kva.example"
        );
    }

    #[test]
    fn an_address_turns_them_off_with_a_message() {
        for (rp_id, origin) in [
            ("192.168.1.2", "https://192.168.1.2"),
            ("127.0.0.1", "http://127.0.0.1:8000"),
            ("::1", "http://[::1]:8000"),
            ("[::1]", "http://[::1]:8000"),
            ("example.org", "https://192.168.1.2"),
            ("localhost", "http://127.0.0.1:8000"),
        ] {
            let message = new(rp_id, &[origin]).unwrap_err().to_string();
            assert!(
                message.starts_with("passkeys are off: they belong to a domain name"),
                "{message}"
            );
            assert!(message.contains("is an IP address"), "{message}");
        }
    }

    #[test]
    fn what_no_browser_would_accept_turns_them_off() {
        for (rp_id, origins, reason) in [
            ("example.org", &["http://example.org"][..], "https only"),
            ("example.org", &["https://example.org", "http://example.org"], "https only"),
            ("example.org", &["https://badexample.org"], "not on the domain"),
            ("example.org", &["https://example.org", "https://example.com"], "not on the domain"),
            ("umbra.example.org", &["https://example.org"], "not on the domain"),
            ("example.org", &[], "no origin"),
            ("exa mple", &["https://example.org"], "is no domain"),
            ("", &["https://example.org"], "is no domain"),
            ("example.org", &["data:text/plain,x"], "no web origin"),
        ] {
            let message = new(rp_id, origins).unwrap_err().to_string();
            assert!(message.contains(reason), "{rp_id} {origins:?}: {message}");
        }
    }
}
