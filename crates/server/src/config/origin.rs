//! What a configured origin says about its host.

use umbra_api::WebOrigin;
use url::{Host, Url};

/// Reads an origin as a URL.
pub(super) fn to_url(origin: &WebOrigin) -> Option<Url> {
    Url::parse(origin.as_str()).ok()
}

/// Gives the host of an origin, without the port.
pub(super) fn host(origin: &WebOrigin) -> Option<Host<String>> {
    to_url(origin)?.host().map(|host| host.to_owned())
}
