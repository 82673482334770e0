//! Umbra accepts what Python made: the rows of `python.json`.

use serde_json::Value;
use umbra_auth::{BackupCode, DeviceCookie, KeyRing, Keys, Step, Stored, TotpSecret};
use umbra_domain::UserId;

use super::*;

fn python() -> Value {
    file("python.json")
}

/// The keys of a server whose secret was rotated.
fn keys(python: &Value) -> Keys {
    Keys::derive_ring(&secret_key(python, "secret_key"), &[secret_key(python, "old_secret_key")])
}

#[test]
fn codes_of_pyotp_are_accepted() {
    let python = python();
    for row in rows(&python, "totp") {
        let secret = TotpSecret::from_base32(text(row, "secret")).unwrap();
        let at = instant(row);
        assert_eq!(*secret.code(at), text(row, "code"), "{row}");
        assert_eq!(secret.check(text(row, "code"), at, None), Some(Step::at(at)), "{row}");
    }
}

#[test]
fn key_uris_are_those_of_pyotp() {
    let python = python();
    for row in rows(&python, "key_uris") {
        let secret = TotpSecret::from_base32(text(row, "secret")).unwrap();
        let uri = secret.key_uri(text(row, "issuer"), text(row, "account"));
        assert_eq!(*uri, text(row, "uri"));
    }
}

#[test]
fn values_sealed_with_pythons_fernet_open() {
    let python = python();
    let current = secret_key(&python, "secret_key");
    let ring = KeyRing::derive(&current, &[secret_key(&python, "old_secret_key")]);
    assert_eq!(ring.current_id().to_string(), text(&python, "key_id"));
    for row in rows(&python, "sealed") {
        let (owner, sealed) = (UserId(whole(row, "owner")), text(row, "sealed"));
        let opened = ring.open(purpose(row), owner, sealed).unwrap();
        assert_eq!(*opened.plaintext, text(row, "plaintext").as_bytes(), "{row}");
        assert_eq!(opened.needs_reseal, !sealed.starts_with(&ring.current_prefix()), "{row}");
    }
}

#[test]
fn cookies_signed_in_python_open() {
    let python = python();
    let keys = keys(&python);
    for row in rows(&python, "session_cookies") {
        let token = keys.open_session(text(row, "value")).unwrap();
        assert_eq!(hex(&token.hash()), text(row, "token_sha256"));
    }
    for row in rows(&python, "device_cookies") {
        let cookie = DeviceCookie::parse(text(row, "value"));
        let known = cookie.known(&keys, text(row, "username"));
        assert_eq!(known, Some(unhex(text(row, "nonce"))));
    }
}

#[test]
fn audit_links_made_in_python_verify() {
    let python = python();
    let keys = keys(&python);
    for row in rows(&python, "audit_links") {
        let (previous, link) = (unhex(text(row, "previous")), unhex(text(row, "link")));
        let maker = keys.verify_audit_mac(&previous, text(row, "entry").as_bytes(), &link);
        assert_eq!(maker.unwrap().to_string(), text(row, "key_id"));
    }
}

#[test]
fn backup_codes_have_the_tags_that_python_gives_them() {
    let python = python();
    let keys = keys(&python);
    for row in rows(&python, "backup_code_tags") {
        let code = BackupCode::parse(text(row, "code")).unwrap();
        let tag = code.tag(&keys, UserId(whole(row, "user")));
        assert_eq!(hex(&tag), text(row, "tag"));
    }
}

#[tokio::test]
async fn hashes_of_argon2_cffi_and_bcrypt_verify() {
    let (python, pool) = (python(), pool());
    for row in rows(&python, "argon2").iter().chain(rows(&python, "bcrypt")) {
        let (password, hash) = (text(row, "password"), text(row, "hash"));
        let stored = || Stored::Hash(hash.to_owned());
        let mut ticket = pool.admit().unwrap();
        let verdict = ticket.verify(password.as_bytes(), stored()).await.unwrap();
        assert!(verdict.matches, "{hash}");
        assert_eq!(verdict.needs_rehash, !hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));

        let wrong = ticket.verify(password.to_uppercase().as_bytes(), stored()).await.unwrap();
        assert!(!wrong.matches || password.to_uppercase() == password, "{hash}");
    }
}
