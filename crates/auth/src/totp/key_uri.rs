//! The URI that brings a secret into an authenticator app.
//!
//! Its format is a convention, Google Authenticator's "Key URI Format". Algorithm, digits and
//! period are left out, for they are the defaults: the QR code stays smaller.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

/// How many characters of a name count.
const MAX_NAME: usize = 64;

/// What is escaped: all but the unreserved characters (RFC 3986, section 2.3). A space becomes
/// `%20`, for apps show a `+` as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Writes the URI. The issuer stands twice in it: apps differ in where they look.
pub(super) fn key_uri(secret: &str, issuer: &str, account: &str) -> Zeroizing<String> {
    let (issuer, account) = (name(issuer), name(account));
    Zeroizing::new(if issuer.is_empty() {
        format!("otpauth://totp/{account}?secret={secret}")
    } else {
        format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}")
    })
}

/// Escapes a name. A colon ends the issuer, even an escaped one, so neither name may have any.
fn name(text: &str) -> String {
    let chars = text.trim().chars().filter(|c| !c.is_control()).take(MAX_NAME);
    let plain: String = chars.map(|c| if c == ':' { '-' } else { c }).collect();
    utf8_percent_encode(plain.trim(), ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(issuer: &str, account: &str) -> String {
        key_uri("JBSWY3DPEHPK3PXP", issuer, account).to_string()
    }

    #[test]
    fn plain_names_stand_as_they_are() {
        assert_eq!(
            uri("UMBRA", "ana"),
            "otpauth://totp/UMBRA:ana?secret=JBSWY3DPEHPK3PXP&issuer=UMBRA"
        );
    }

    #[test]
    fn whatever_has_a_meaning_in_a_uri_is_escaped() {
        assert_eq!(
            uri("My & Server", "ana+x@example.org/?#%"),
            "otpauth://totp/My%20%26%20Server:ana%2Bx%40example.org%2F%3F%23%25\
             ?secret=JBSWY3DPEHPK3PXP&issuer=My%20%26%20Server"
        );
        assert!(uri("UMBRA", "ána").starts_with("otpauth://totp/UMBRA:%C3%A1na?"));
    }

    #[test]
    fn a_colon_in_a_name_does_not_end_it() {
        let uri = uri("a:b", "c:d");
        assert!(uri.starts_with("otpauth://totp/a-b:c-d?"), "{uri}");
        assert!(uri.ends_with("&issuer=a-b"), "{uri}");
    }

    #[test]
    fn controls_and_outer_spaces_are_dropped() {
        assert!(uri("UMBRA", " a\r\n\u{0}na ").starts_with("otpauth://totp/UMBRA:ana?"));
    }

    #[test]
    fn without_an_issuer_there_is_only_the_account() {
        assert_eq!(uri(" ", "ana"), "otpauth://totp/ana?secret=JBSWY3DPEHPK3PXP");
    }

    #[test]
    fn a_long_name_is_cut() {
        let uri = uri("UMBRA", &"ä".repeat(65));
        assert!(uri.contains(&format!(":{}?", "%C3%A4".repeat(64))));
    }
}
