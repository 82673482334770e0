//! Tests of what is allowed and hardly meant.

use super::*;

#[test]
fn passkeys_that_cannot_work_are_a_warning_and_off() {
    for (origin, reason) in [
        ("http://192.168.1.2:8000", "is an IP address"),
        ("http://127.0.0.1:8000", "is an IP address"),
        ("http://umbra.example.org", "over https only"),
    ] {
        let config = load(&[("UMBRA_PUBLIC_URL", origin)]).unwrap();
        let reason_given = config.passkeys().unwrap_err().to_string();
        assert!(reason_given.contains(reason), "{reason_given}");
        assert!(config.warnings().contains(&reason_given), "{:?}", config.warnings());
    }
    for origin in ["http://localhost:8000", "https://umbra.example.org"] {
        assert!(load(&[("UMBRA_PUBLIC_URL", origin)]).unwrap().passkeys().is_ok(), "{origin}");
    }
    let pairs =
        [("WEBAUTHN_RP_ID", "example.org"), ("WEBAUTHN_ORIGIN", "https://umbra.example.org")];
    assert_eq!(load(&pairs).unwrap().passkeys().unwrap().rp_id(), "example.org");
}

#[test]
fn what_is_hardly_meant_is_warned_of() {
    assert_eq!(load(&FINE).unwrap().warnings(), [""; 0]);
    for (variable, value, warning) in [
        ("UMBRA_TRUSTED_PROXIES", "0.0.0.0/0", "UMBRA_TRUSTED_PROXIES has 0.0.0.0/0"),
        ("UMBRA_TRUSTED_PROXIES", "127.0.0.1, ::/0", "UMBRA_TRUSTED_PROXIES has ::/0"),
        ("UMBRA_TRUSTED_PROXIES", "", "all clients count as"),
        ("UMBRA_SETUP", "open", "whoever reaches this server first"),
        ("ENVIRONMENT", "development", "needs `production`"),
        ("UMBRA_PUBLIC_URL", "http://umbra.lan:8010", "session cookies travel unencrypted"),
        ("UMBRA_METRICS_LISTEN", "203.0.113.5:9464", "a public address"),
        ("UMBRA_METRICS_LISTEN", "0.0.0.0:9464", "open to every network"),
        ("CORS_ORIGINS", "https://app.example.com", "another site"),
        ("CORS_ORIGINS", "http://app.example.org", "another site"),
        ("CORS_ORIGINS", "http://app.example.org", "travels unencrypted"),
        ("UMBRA_LOG", "off", "audit"),
        ("UMBRA_LOG", "warn,umbra_app=error", "audit"),
        ("UMBRA_OLD_SECRET_KEYS", KEY, "has SECRET_KEY itself"),
        ("UMBRA_LISTEN", "127.0.0.1:0", "port 0"),
    ] {
        let others = FINE.iter().filter(|(name, _)| *name != variable).copied();
        let pairs: Vec<_> = others.chain([(variable, value)]).collect();
        let warnings = load(&pairs).unwrap().warnings();
        assert!(warnings.iter().any(|told| told.contains(warning)), "{variable}: {warnings:?}");
    }
    for (variable, value) in [
        ("UMBRA_TRUSTED_PROXIES", "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7"),
        ("UMBRA_METRICS_LISTEN", "10.1.2.3:9464"),
        ("CORS_ORIGINS", "https://app.example.org, https://example.org:8443"),
        ("UMBRA_LOG", "warn,audit=info"),
        ("UMBRA_LOG", "debug"),
        ("UMBRA_SETUP", "off"),
        ("UMBRA_LISTEN", "0.0.0.0:8000"),
    ] {
        let others = FINE.iter().filter(|(name, _)| *name != variable).copied();
        let pairs: Vec<_> = others.chain([(variable, value)]).collect();
        assert_eq!(load(&pairs).unwrap().warnings(), [""; 0], "{variable}={value}");
    }
}

#[test]
fn a_server_on_the_network_without_a_name_is_warned_of() {
    let warnings = load(&[("UMBRA_LISTEN", "0.0.0.0:8010")]).unwrap().warnings();
    assert!(warnings.iter().any(|told| told.contains("nobody can sign in")), "{warnings:?}");
    assert!(warnings.iter().any(|told| told.contains("UMBRA_SETUP")), "{warnings:?}");
    let named = load(&[("UMBRA_LISTEN", "0.0.0.0:8010"), ("UMBRA_PUBLIC_URL", "http://umbra.lan")]);
    let warnings = named.unwrap().warnings();
    assert!(!warnings.iter().any(|told| told.contains("nobody can sign in")), "{warnings:?}");
}
