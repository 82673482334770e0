//! What the operator decides about the HTTP layer.

use crate::http::{client::TrustedProxies, csrf::Origins, origin::WebOrigin, rate::Rates};

/// The HTTP layer's configuration, parsed.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// Where browsers reach the server. With https, cookies are `Secure` and HSTS is sent.
    pub public_url: WebOrigin,
    /// Further names under which browsers reach it: where no public URL is configured, all names of
    /// the machine itself.
    pub aliases: Vec<WebOrigin>,
    /// Frontends served from elsewhere: their pages may read answers, with cookies (CORS).
    pub cors_origins: Vec<WebOrigin>,
    /// The frontend that passkeys are made for, if it isn't at the public URL.
    pub webauthn_origin: Option<WebOrigin>,
    /// Proxies that are believed about whom they forward a request for.
    pub trusted_proxies: TrustedProxies,
    /// Requests that one source may send a minute.
    pub rates: Rates,
    /// Whether the web client is served.
    pub web: bool,
}

impl ApiConfig {
    /// Returns the origins from which browsers may send changing requests.
    pub(crate) fn origins(&self) -> Origins {
        let named =
            [&self.public_url].into_iter().chain(&self.aliases).chain(&self.webauthn_origin);
        Origins {
            allowed: named.chain(&self.cors_origins).cloned().collect(),
            elsewhere: self.cors_origins.clone(),
        }
    }
}
