//! Refuses requests that another site may have made a browser send.
//!
//! | method | `X-Requested-With` | `Sec-Fetch-Site` | `Origin` | |
//! | --- | --- | --- | --- | --- |
//! | safe | | | | passes |
//! | unsafe | missing or another | | | refused |
//! | unsafe | `XMLHttpRequest` | `same-origin`, `none` | | passes |
//! | unsafe | `XMLHttpRequest` | `same-site`, `cross-site` | a configured frontend | passes |
//! | unsafe | `XMLHttpRequest` | anything else | | refused |
//! | unsafe | `XMLHttpRequest` | missing | allowed | passes |
//! | unsafe | `XMLHttpRequest` | missing | another, `null` | refused |
//! | unsafe | `XMLHttpRequest` | missing | missing | passes: a program |
//!
//! A header that is sent twice counts as another value. Signing in and out are no exceptions.

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

/// Applies the table to a request.
pub(crate) async fn refuse_forged<B: MessageBody + 'static>(
    origins: &Origins,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    // Safe methods change nothing (RFC 9110 section 9.2.1).
    if request.method().is_safe() || may_be_ours(request.headers(), origins) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    tracing::debug!("refused a request that may be forged");
    Ok(request.error_response(Problem::csrf()).map_into_right_body())
}

fn may_be_ours(headers: &HeaderMap, origins: &Origins) -> bool {
    if only(headers, &X_REQUESTED_WITH) != Some("XMLHttpRequest") {
        return false;
    }
    let comes_from = |list: &[WebOrigin]| {
        let origin = only(headers, &header::ORIGIN);
        list.iter().any(|listed| Some(listed.as_str()) == origin)
    };
    if headers.contains_key(SEC_FETCH_SITE) {
        return match only(headers, &SEC_FETCH_SITE) {
            Some("same-origin" | "none") => true,
            Some("same-site" | "cross-site") => comes_from(&origins.elsewhere),
            _ => false,
        };
    }
    if headers.contains_key(header::ORIGIN) {
        return comes_from(&origins.allowed);
    }
    true
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

    use super::{Origins, may_be_ours};
    use crate::http::origin::WebOrigin;

    const AJAX: (&str, &str) = ("x-requested-with", "XMLHttpRequest");

    fn passes(sent: &[(&str, &str)]) -> bool {
        let [home, app] = ["https://umbra.example", "https://app.example:8443"]
            .map(|origin| WebOrigin::parse(origin).unwrap());
        let origins = Origins { allowed: vec![home, app.clone()], elsewhere: vec![app] };
        let request =
            sent.iter().fold(TestRequest::post(), |request, header| request.append_header(*header));
        may_be_ours(request.to_http_request().headers(), &origins)
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
        assert!(passes(&[AJAX, ("sec-fetch-site", "same-origin")]));
        assert!(passes(&[AJAX, ("sec-fetch-site", "none")]));
        for other in ["same-site", "cross-site", "", "Same-Origin", "new-word"] {
            assert!(!passes(&[AJAX, ("sec-fetch-site", other)]), "{other}");
        }
        let twice = ("sec-fetch-site", "same-origin");
        assert!(!passes(&[AJAX, twice, twice]));
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
        let foreign = ("origin", "https://evil.example");
        assert!(passes(&[AJAX, ("sec-fetch-site", "same-origin"), foreign]));
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
