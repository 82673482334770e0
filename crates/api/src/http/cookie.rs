//! Cookies, one at a time.

use actix_web::http::header::{self, HeaderMap};

/// Returns the value of the cookie with this name.
///
/// actix gives up on all cookies when one is malformed, perhaps one that another program on the same
/// host set; here the others stay readable. A name that comes with two values names nothing:
/// a page on a sibling host could have added one of them (RFC 6265 section 8.6).
#[must_use]
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(key, _)| key.trim() == name).map(|(_, value)| value.trim());
    let value = values.next()?;
    values.all(|other| other == value).then_some(value)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::cookie;

    fn session(lines: &[&str]) -> Option<String> {
        let request = lines
            .iter()
            .fold(TestRequest::get(), |request, line| request.append_header(("cookie", *line)));
        cookie(request.to_http_request().headers(), "session").map(str::to_owned)
    }

    #[test]
    fn a_cookie_is_found_beside_malformed_ones() {
        for line in
            ["session=a.b-c", "x; =; session=a.b-c;;", "other=%ff;session=a.b-c ; sessions=x"]
        {
            assert_eq!(session(&[line]).as_deref(), Some("a.b-c"), "{line}");
        }
        assert_eq!(session(&["a=b", "session=a.b-c"]).as_deref(), Some("a.b-c"));
    }

    #[test]
    fn a_cookie_with_two_values_is_none() {
        assert_eq!(session(&["session=a; session=b"]), None);
        assert_eq!(session(&["session=a", "session=b"]), None);
        assert_eq!(session(&["session=a; session=a"]).as_deref(), Some("a"));
    }

    #[test]
    fn another_name_is_not_the_cookie() {
        for line in ["", "Session=a", "xsession=a", "session", "__Host-session=a"] {
            assert_eq!(session(&[line]), None, "{line}");
        }
    }
}
