//! What the derived keys promise.

use super::*;
use crate::test_entropy::SeededEntropy;

fn keys() -> Keys {
    Keys::derive(&SecretKey::parse("9f2c4b7e1a0d83566b1ce9247f0a5d38").unwrap())
}

#[test]
fn the_derivation_never_changes() {
    // HKDF-SHA256, HMAC-SHA256 and the labels, computed with another implementation.
    let keys = keys();
    let token = SessionToken::from_bytes(Zeroizing::new([7; 32]));
    assert_eq!(
        keys.sign_session(&token),
        "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc.MxQiXY3oG-YlSHEgCUzHauuAk5Ds3lo72AtUux4av1s"
    );
    assert_eq!(
        hex(&keys.blind_index("login", &[b"ana", b"x"])),
        "1b45f2d05826af9d7b21bdf9f1fe99fdcb0a7d2d1c2b62b0399067e26087481c"
    );
    assert_eq!(
        hex(&keys.audit_mac(&[1; 32], b"entry")),
        "81a14d74ebc1d77ec0000a460ea1b9001c021f95d597fea0b71b510de1770949"
    );
    assert_eq!(
        hex(&keys.device_mac(&[2; 16], "ana")),
        "64b239b48158efdedccac60f8d407603ac48e3295cc52fc442b5ed3af9fa496d"
    );
}

#[test]
fn a_check_value_tells_the_secret_that_made_it_from_every_other() {
    let secret = |text: &str| SecretKey::parse(text).unwrap();
    let (old, new) = ("9f2c4b7e1a0d83566b1ce9247f0a5d38", "c1d7e0a94f6b28351e8d7c6b5a493827");
    let (before, other) = (keys(), Keys::derive(&secret(new)));
    let after = Keys::derive_ring(&secret(new), &[secret(old)]);
    assert_eq!(before.of_check_value(&before.check_value()), Some(before.id()));
    assert_eq!(other.of_check_value(&before.check_value()), None);
    assert_eq!(after.of_check_value(&before.check_value()), Some(before.id()), "it is listed");
    assert_eq!(after.check_value(), other.check_value(), "the current one counts");
    assert_eq!(before.of_check_value(&before.check_value()[1..]), None);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_signed_token_opens_to_itself() {
    let (keys, token) = (keys(), SessionToken::fresh(&SeededEntropy::default()));
    let value = keys.sign_session(&token);
    assert_eq!(value.len(), 87);
    assert_eq!(keys.open_session(&value).unwrap().hash(), token.hash());
}

#[test]
fn no_single_changed_character_opens() {
    let (keys, token) = (keys(), SessionToken::fresh(&SeededEntropy::default()));
    let value = keys.sign_session(&token);
    for at in 0..value.len() {
        for other in ["A", "B", "_", ".", "=", "+", "ä", ""] {
            let mut changed = value.clone();
            changed.replace_range(at..=at, other);
            assert!(changed == value || keys.open_session(&changed).is_none(), "{changed}");
        }
    }
}

#[test]
fn another_spelling_of_the_same_bytes_does_not_open() {
    // 43 characters carry 258 bits; the two spare ones must be zero.
    let (keys, token) = (keys(), SessionToken::from_bytes(Zeroizing::new([0; 32])));
    let value = keys.sign_session(&token);
    let canonical = format!("{}A.", "A".repeat(42));
    assert!(value.starts_with(&canonical));
    let respelled = value.replacen(&canonical, &format!("{}B.", "A".repeat(42)), 1);
    assert!(keys.open_session(&respelled).is_none());
}

#[test]
fn garbage_of_any_length_does_not_open() {
    let keys = keys();
    for length in [0, 1, 43, 86, 87, 88, 10_000] {
        assert!(keys.open_session(&".".repeat(length)).is_none());
        assert!(keys.open_session(&"A".repeat(length)).is_none());
    }
    let unsigned = format!("{0}.{0}", "A".repeat(43));
    assert!(keys.open_session(&unsigned).is_none());
}

#[test]
fn a_token_signed_with_another_secret_does_not_open() {
    let other = SecretKey::generate(&SeededEntropy::default());
    let value = Keys::derive(&other).sign_session(&SessionToken::fresh(&SeededEntropy::default()));
    assert!(keys().open_session(&value).is_none());
}

#[test]
fn blind_indexes_keep_scope_and_parts_apart() {
    let keys = keys();
    let pairs: [(&str, &[&[u8]]); 7] = [
        ("login", &[b"ab", b"c"]),
        ("login", &[b"a", b"bc"]),
        ("login", &[b"abc"]),
        ("login", &[b"abc", b""]),
        ("logina", &[b"bc"]),
        ("", &[b"login", b"abc"]),
        ("totp", &[b"abc"]),
    ];
    let made: std::collections::BTreeSet<_> =
        pairs.iter().map(|(scope, parts)| keys.blind_index(scope, parts)).collect();
    assert_eq!(made.len(), pairs.len());
    assert_eq!(keys.blind_index("login", &[b"abc"]), keys.blind_index("login", &[b"abc"]));
}

#[test]
fn an_audit_link_depends_on_its_entry_and_on_all_before_it() {
    let keys = keys();
    let first = keys.audit_mac(&[0; 32], b"first");
    let second = keys.audit_mac(&first, b"second");
    assert_ne!(first, keys.audit_mac(&[0; 32], b"first, forged"));
    assert_ne!(second, keys.audit_mac(&keys.audit_mac(&[0; 32], b"other"), b"second"));
}

#[test]
fn debug_does_not_show_the_keys() {
    assert_eq!(format!("{:?}", keys()), "Keys(…)");
}

fn rotated(older: &[SecretKey]) -> Keys {
    let secret = SecretKey::parse("c41d8e0f7b6a49325d1f0e9c8b7a6543").unwrap();
    Keys::derive_ring(&secret, older)
}

fn older() -> SecretKey {
    SecretKey::parse("9f2c4b7e1a0d83566b1ce9247f0a5d38").unwrap()
}

#[test]
fn a_session_outlives_a_rotation_while_its_secret_is_listed() {
    let token = SessionToken::fresh(&SeededEntropy::default());
    let value = keys().sign_session(&token);
    assert_eq!(rotated(&[older()]).open_session(&value).unwrap().hash(), token.hash());
    assert!(rotated(&[]).open_session(&value).is_none());
}

#[test]
fn new_things_are_made_with_the_current_secret_only() {
    let (ring, alone) = (rotated(&[older()]), rotated(&[]));
    let token = SessionToken::fresh(&SeededEntropy::default());
    assert_eq!(ring.id(), alone.id());
    assert_eq!(ring.sign_session(&token), alone.sign_session(&token));
    assert_eq!(ring.audit_mac(&[0; 32], b"entry"), alone.audit_mac(&[0; 32], b"entry"));
    assert_eq!(ring.device_mac(&[0; 16], "ana"), alone.device_mac(&[0; 16], "ana"));
    assert_eq!(ring.blind_index("login", &[b"ana"]), alone.blind_index("login", &[b"ana"]));
}

#[test]
fn an_audit_link_names_the_secret_that_made_it() {
    let (before, after) = (keys(), rotated(&[older()]));
    let first = before.audit_mac(&[0; 32], b"first");
    let second = after.audit_mac(&first, b"second");
    assert_eq!(after.verify_audit_mac(&[0; 32], b"first", &first), Some(before.id()));
    assert_eq!(after.verify_audit_mac(&first, b"second", &second), Some(after.id()));
    assert_ne!(before.id(), after.id());

    assert_eq!(after.verify_audit_mac(&[0; 32], b"forged", &first), None);
    assert_eq!(after.verify_audit_mac(&[1; 32], b"first", &first), None);
    assert_eq!(rotated(&[]).verify_audit_mac(&[0; 32], b"first", &first), None);
}

#[test]
fn a_browser_stays_known_after_a_rotation() {
    let entropy = SeededEntropy::default();
    let cookie = crate::DeviceCookie::default().remember(&keys(), &entropy, "ana");
    let ring = rotated(&[older()]);
    assert_eq!(cookie.known(&ring, "ana"), cookie.known(&keys(), "ana"));
    assert!(cookie.known(&ring, "ben").is_none());
    assert!(cookie.known(&rotated(&[]), "ana").is_none());

    // Signing in again leaves one token, of the current secret.
    let renewed = cookie.remember(&ring, &entropy, "ana");
    assert_eq!(renewed.to_value().len(), cookie.to_value().len());
    assert!(renewed.known(&rotated(&[]), "ana").is_some());
}
