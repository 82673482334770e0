//! Python accepts what Umbra makes: the rows of `umbra.json`, which `make_vectors.py` checks.

use std::fs;

use serde_json::{Value, json};
use umbra_auth::{
    BackupCode, DeviceCookie, KeyRing, Keys, MfaToken, Purpose, SecretKey, SessionToken, TotpSecret,
};
use umbra_domain::UserId;

use super::*;

const SECRET_KEY: &str = "9f2c4b7e1a0d83566b1ce9247f0a5d38";
const NOW: i64 = 1_767_225_600;
/// How much of a sealed value is not random: the key's id, the dot, and in the first twelve
/// characters of the token its version and its time.
const FORESEEABLE: usize = 8 + 1 + 12;

/// Makes one or more of everything.
async fn made() -> Value {
    let secret = SecretKey::parse(SECRET_KEY).unwrap();
    let (keys, ring) = (Keys::derive(&secret), KeyRing::derive(&secret, &[]));
    json!({
        "secret_key": SECRET_KEY,
        "key_id": keys.id().to_string(),
        "session_cookies": [session_cookie(&keys)],
        "mfa_tokens": [mfa_token()],
        "device_cookies": [device_cookie(&keys)],
        "audit_links": [audit_link(&keys)],
        "backup_codes": backup_codes(&keys).await,
        "totp": totp_codes(),
        "key_uris": key_uris(),
        "sealed": sealed(&ring),
        "argon2": [argon2("correct horse battery staple").await, argon2("пирожок 🥧").await],
    })
}

fn session_cookie(keys: &Keys) -> Value {
    let token = SessionToken::fresh(&Repeated(1));
    json!({ "value": keys.sign_session(&token), "token_sha256": hex(&token.hash()) })
}

fn mfa_token() -> Value {
    let token = MfaToken::fresh(&Repeated(2));
    json!({ "token": *token.expose(), "sha256": hex(&token.hash()) })
}

fn device_cookie(keys: &Keys) -> Value {
    let cookie = DeviceCookie::default().remember(keys, &Repeated(3), "ana");
    json!({ "username": "ana", "value": cookie.to_value() })
}

fn audit_link(keys: &Keys) -> Value {
    let (previous, entry) = ([4; 32], r#"{"action":"auth.login"}"#);
    let link = keys.audit_mac(&previous, entry.as_bytes());
    json!({ "previous": hex(&previous), "entry": entry, "link": hex(&link) })
}

async fn backup_codes(keys: &Keys) -> Value {
    let mut rows = Vec::new();
    for (user, random) in [(1, 5), (2, 5), (1, 0xc6)] {
        let [code, ..] = BackupCode::fresh_set(&Repeated(random));
        let hash = pool().admit().unwrap().hash(code.as_bytes()).await.unwrap();
        let tag = hex(&code.tag(keys, UserId(user)));
        rows.push(json!({ "user": user, "code": *code.expose(), "tag": tag, "hash": hash }));
    }
    rows.into()
}

fn totp_codes() -> Value {
    let row = |random, at| {
        let secret = TotpSecret::fresh(&Repeated(random));
        let code = secret.code(Timestamp::from_second(at).unwrap());
        json!({ "secret": *secret.to_base32(), "at": at, "code": *code })
    };
    [row(6, 0), row(7, NOW), row(0xfe, 20_000_000_000)].to_vec().into()
}

fn key_uris() -> Value {
    let row = |(issuer, account)| {
        let secret = TotpSecret::fresh(&Repeated(6));
        let uri = secret.key_uri(issuer, account);
        json!({ "secret": *secret.to_base32(), "issuer": issuer, "account": account, "uri": *uri })
    };
    // No `?`, `&` or `#`: pyotp undoes the escapes before it looks for these.
    let names = [("UMBRA", "ana"), ("Můj / server", "ana+home@example.org 100%")];
    names.map(row).to_vec().into()
}

fn sealed(ring: &KeyRing) -> Value {
    let row = |(purpose, name, owner, plaintext): (_, &str, _, &str)| {
        let now = Timestamp::from_second(NOW).unwrap();
        let sealed = ring.seal(purpose, UserId(owner), plaintext.as_bytes(), now);
        json!({
            "purpose": name, "owner": owner, "plaintext": plaintext, "at": NOW, "sealed": sealed
        })
    };
    let values = [
        (Purpose::TotpSecret, "totp", 1, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
        (Purpose::NtfyToken, "ntfy_token", 42, "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2"),
        (Purpose::TotpSecret, "totp", i64::MAX, ""),
    ];
    values.map(row).to_vec().into()
}

async fn argon2(password: &str) -> Value {
    let hash = pool().admit().unwrap().hash(password.as_bytes()).await.unwrap();
    json!({ "password": password, "hash": hash })
}

/// Replaces what is random in sealed values by its length.
fn without_chance(mut made: Value) -> Value {
    for row in made["sealed"].as_array_mut().unwrap() {
        let sealed = text(row, "sealed");
        let kept = format!("{} and {} more", &sealed[..FORESEEABLE], sealed.len() - FORESEEABLE);
        row["sealed"] = kept.into();
    }
    made
}

#[tokio::test]
async fn umbra_still_makes_what_python_checked() {
    let made = made().await;
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("umbra.json");
    fs::write(&copy, format!("{made:#}\n")).unwrap();

    let checked = file("umbra.json");
    assert_eq!(
        without_chance(made),
        without_chance(checked),
        "what Umbra makes has changed: if that is intended, copy {} over umbra.json and run \
         make_vectors.py --check",
        copy.display(),
    );
}

#[test]
fn the_sealed_values_that_python_checked_open() {
    let checked = file("umbra.json");
    let ring = KeyRing::derive(&secret_key(&checked, "secret_key"), &[]);
    for row in rows(&checked, "sealed") {
        let owner = UserId(whole(row, "owner"));
        let opened = ring.open(purpose(row), owner, text(row, "sealed")).unwrap();
        assert_eq!(*opened.plaintext, text(row, "plaintext").as_bytes());
    }
}
