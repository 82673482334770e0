//! Refuses requests that another site may have made a browser send.
//!
//! | method | `X-Requested-With` | `Origin` | `Sec-Fetch-Site` | |
//! | --- | --- | --- | --- | --- |
//! | safe | | | | passes |
//! | unsafe | missing or another | | | refused |
//! | unsafe | `XMLHttpRequest` | another, `null` | whatever it says | refused |
//! | unsafe | `XMLHttpRequest` | allowed | missing, `same-origin`, `none` | passes |
//! | unsafe | `XMLHttpRequest` | a configured frontend | `same-site`, `cross-site` | passes |
//! | unsafe | `XMLHttpRequest` | missing | `same-origin`, `none`, and `Host` is ours | passes |
//! | unsafe | `XMLHttpRequest` | missing | missing | passes: a program |
//! | unsafe | `XMLHttpRequest` | | anything else | refused |
//!
//! A header that is sent twice counts as another value. Paths that take nothing of a browser's may be
//! exempt; signing in and out aren't.
//!
//! `Sec-Fetch-Site: same-origin` alone proves nothing: an attacker can let a name of their own
//! resolve to this server (DNS rebinding), and a page of that name is of the same origin then. But
//! that name is what it sends as `Origin` and `Host`.

use actix_web::{
    Error,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderName},
    middleware::Next,
};

use super::{Problem, origin::WebOrigin};

/// The header that a page of another site can't send without asking first.
pub const X_REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whose pages may send changing requests.
#[derive(Debug)]
pub(crate) struct Origins {
    /// Everybody's of whom the operator says so: the server's own, the frontend's.
    pub(crate) allowed: Vec<WebOrigin>,
    /// Those of frontends that are served from elsewhere (`CORS_ORIGINS`).
    pub(crate) elsewhere: Vec<WebOrigin>,
}

impl Origins {
    /// Tells whether a host is that of an allowed origin.
    fn have_host(&self, host: &str) -> bool {
        let of_host = |scheme| WebOrigin::parse(&format!("{scheme}://{host}")).ok();
        let found = ["https", "http"].map(of_host);
        self.allowed.iter().any(|allowed| found.iter().flatten().any(|host| host == allowed))
    }
}

/// Why a request was refused.
#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    /// It lacks what a page of another site can't send, or a browser says that it is one.
    MayBeForged,
    /// It comes from a page that isn't ours as far as anybody said.
    Origin(Option<WebOrigin>),
}

/// Applies the table to a request, but to those whose path is exempt.
pub(crate) async fn refuse_forged<B: MessageBody + 'static>(
    origins: &Origins,
    is_exempt: impl Fn(&str) -> bool,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    // Safe methods change nothing (RFC 9110 section 9.2.1), and what links do takes nothing of a
    // browser's with which another site could act as somebody.
    let checked = match request.method().is_safe() || is_exempt(request.path()) {
        true => Ok(()),
        false => check(request.headers(), origins),
    };
    let problem = match checked {
        Ok(()) => return Ok(next.call(request).await?.map_into_left_body()),
        Err(Refusal::MayBeForged) => Problem::csrf(),
        Err(Refusal::Origin(origin)) => Problem::origin_not_allowed(origin.as_ref()),
    };
    tracing::debug!("refused a request that may be forged");
    Ok(request.error_response(problem).map_into_right_body())
}

fn check(headers: &HeaderMap, origins: &Origins) -> Result<(), Refusal> {
    if only(headers, &X_REQUESTED_WITH) != Some("XMLHttpRequest") {
        return Err(Refusal::MayBeForged);
    }
    let origin = match only(headers, &header::ORIGIN) {
        None if !headers.contains_key(header::ORIGIN) => None,
        sent => Some(sent.unwrap_or_default()),
    };
    let is_in = |list: &[WebOrigin]| list.iter().any(|listed| Some(listed.as_str()) == origin);
    if let Some(origin) = origin
        && !is_in(&origins.allowed)
    {
        return Err(Refusal::Origin(WebOrigin::parse(origin).ok()));
    }
    if !headers.contains_key(SEC_FETCH_SITE) {
        return Ok(());
    }
    let passes = match only(headers, &SEC_FETCH_SITE) {
        Some("same-origin" | "none") => {
            // A page's request that changes something has an `Origin`, in today's browsers.
            let host = || only(headers, &header::HOST).is_some_and(|host| origins.have_host(host));
            origin.is_some() || host()
        }
        Some("same-site" | "cross-site") => is_in(&origins.elsewhere),
        _ => false,
    };
    if passes { Ok(()) } else { Err(Refusal::MayBeForged) }
}

/// Returns the value of a header that was sent exactly once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name);
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::{Origins, Refusal, check};
    use crate::http::origin::WebOrigin;

    const AJAX: (&str, &str) = ("x-requested-with", "XMLHttpRequest");

    fn passes(sent: &[(&str, &str)]) -> bool {
        checked(sent).is_ok()
    }

    fn checked(sent: &[(&str, &str)]) -> Result<(), Refusal> {
        let [home, app] = ["https://umbra.example", "https://app.example:8443"]
            .map(|origin| WebOrigin::parse(origin).unwrap());
        let origins = Origins { allowed: vec![home, app.clone()], elsewhere: vec![app] };
        let request =
            sent.iter().fold(TestRequest::post(), |request, header| request.append_header(*header));
        check(request.to_http_request().headers(), &origins)
    }

    #[test]
    fn an_unsafe_request_without_the_header_is_refused() {
        assert!(!passes(&[]));
        assert!(!passes(&[("x-requested-with", "fetch")]));
        assert!(!passes(&[("x-requested-with", "xmlhttprequest")]));
        assert!(!passes(&[("x-requested-with", "")]));
        assert!(!passes(&[AJAX, AJAX]));
        assert!(!passes(&[("sec-fetch-site", "same-origin")]));
        assert!(!passes(&[("origin", "https://umbra.example")]));
    }

    #[test]
    fn a_program_needs_the_header_only() {
        assert!(passes(&[AJAX]));
    }

    #[test]
    fn a_browser_that_tells_the_site_must_be_on_ours() {
        for origin in ["https://umbra.example", "https://app.example:8443"] {
            let origin = ("origin", origin);
            assert!(passes(&[AJAX, origin, ("sec-fetch-site", "same-origin")]));
            assert!(passes(&[AJAX, origin, ("sec-fetch-site", "none")]));
        }
        for other in ["same-site", "cross-site", "", "Same-Origin", "new-word"] {
            let site = ("sec-fetch-site", other);
            assert!(!passes(&[AJAX, site, ("host", "umbra.example")]), "{other}");
            assert!(!passes(&[AJAX, site, ("origin", "https://umbra.example")]), "{other}");
        }
        let twice = ("sec-fetch-site", "same-origin");
        assert!(!passes(&[AJAX, ("origin", "https://umbra.example"), twice, twice]));
    }

    #[test]
    fn on_another_site_only_a_configured_frontend_is_ours() {
        for site in ["same-site", "cross-site"] {
            let site = ("sec-fetch-site", site);
            assert!(passes(&[AJAX, site, ("origin", "https://app.example:8443")]));
            assert!(!passes(&[AJAX, site, ("origin", "https://umbra.example")]));
            assert!(!passes(&[AJAX, site, ("origin", "https://evil.example")]));
            assert!(!passes(&[AJAX, site]));
        }
    }

    #[test]
    fn a_name_that_was_made_to_resolve_here_is_not_ours() {
        for site in ["same-origin", "none", "same-site", "cross-site"] {
            let site = ("sec-fetch-site", site);
            for origin in ["https://evil.example", "http://evil.example:8000", "null", ""] {
                let origin = ("origin", origin);
                assert!(!passes(&[AJAX, site, origin]), "{origin:?}");
                assert!(!passes(&[AJAX, site, origin, ("host", "umbra.example")]), "{origin:?}");
            }
            for host in ["evil.example", "umbra.example:81", "umbra.example.evil.example", "", "/"]
            {
                assert!(!passes(&[AJAX, site, ("host", host)]), "{host:?}");
            }
            assert!(!passes(&[AJAX, site]), "no host at all");
        }
        for host in ["umbra.example", "UMBRA.example:443", "app.example:8443"] {
            for site in ["same-origin", "none"] {
                assert!(passes(&[AJAX, ("sec-fetch-site", site), ("host", host)]), "{host}");
            }
        }
        let ours = ("host", "umbra.example");
        assert!(!passes(&[AJAX, ("sec-fetch-site", "same-origin"), ours, ours]));
    }

    #[test]
    fn who_was_refused_for_its_origin_is_told_which() {
        let refused = |origin| checked(&[AJAX, ("origin", origin)]).unwrap_err();
        let origin = WebOrigin::parse("http://umbra.lan:8010").unwrap();
        assert_eq!(refused("http://umbra.lan:8010"), Refusal::Origin(Some(origin)));
        assert_eq!(refused("null"), Refusal::Origin(None));
        assert_eq!(refused("<script>"), Refusal::Origin(None));
    }

    #[test]
    fn a_browser_that_tells_only_its_origin_needs_an_allowed_one() {
        assert!(passes(&[AJAX, ("origin", "https://umbra.example")]));
        assert!(passes(&[AJAX, ("origin", "https://app.example:8443")]));
        for other in [
            "null",
            "",
            "https://evil.example",
            "http://umbra.example",
            "https://umbra.example:444",
            "https://app.example",
            "https://umbra.example.evil.example",
            "https://umbra.example/",
            "https://umbra.example https://evil.example",
        ] {
            assert!(!passes(&[AJAX, ("origin", other)]), "{other}");
        }
        let allowed = ("origin", "https://umbra.example");
        assert!(!passes(&[AJAX, allowed, ("origin", "https://evil.example")]));
    }
}
