//! People who come over from the replaced service.

use serde_json::{Value, json};
use umbra_app::admin::{ImportError, LegacyUser};
use umbra_auth::{TotpSecret, passkey::LegacyPasskey};
use umbra_domain::{
    factor::PasskeyName,
    user::{Role, Username},
};
use umbra_soft_authenticator::SoftAuthenticator;
use umbra_testkit::{PASSWORD, TestApp, umbra_test};

use crate::admin::kit::{code, login, login_with_code, newest, url};

const ORIGIN: &str = "http://localhost:8000";
/// Made by Python's bcrypt.
const BCRYPT: &str = "$2b$04$y.BKMkclYuFbGI2kaxGPo.sukTrwtmAOVByR5M37NvO8r41mYLYn6";
const BCRYPT_PASSWORD: &str = "correct horse battery staple";
/// What `pyotp.random_base32()` returned.
const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

fn legacy(username: &str) -> LegacyUser {
    LegacyUser {
        username: Username::parse(username).unwrap(),
        email: None,
        role: Role::Standard,
        is_active: true,
        password_hash: BCRYPT.to_owned(),
        must_change_password: false,
        passwordless_enabled: false,
        totp_secret: None,
        passkeys: Vec::new(),
    }
}

/// The row that `py_webauthn` would have made of a credential.
fn row(key: &SoftAuthenticator, change: impl FnOnce(&mut Value)) -> LegacyPasskey {
    let credential = key.credentials().last().unwrap();
    let text = |bytes: &[u8]| {
        serde_json::to_value(umbra_auth::passkey::CredentialId::from_bytes(bytes).unwrap()).unwrap()
    };
    let mut row = json!({
        "credential_id": text(credential.id()),
        "public_key": text(&credential.cose_key()),
        "sign_count": credential.sign_count(),
        "user_handle": text(credential.user_handle()),
    });
    change(&mut row);
    serde_json::from_value(row).unwrap()
}

fn passkey(name: &str, row: &LegacyPasskey) -> (PasskeyName, umbra_auth::passkey::NewPasskey) {
    (PasskeyName::parse(name).unwrap(), row.import().unwrap())
}

/// Makes passkeys on the authenticators as somebody who then leaves: what is left is the keys.
async fn made_elsewhere(t: &TestApp, keys: &mut [&mut SoftAuthenticator]) {
    let (admin, old) = (t.admin().await, t.user("old").await);
    for key in keys {
        let body = json!({"password": PASSWORD});
        let begun = old.post("/api/auth/passkeys/register/begin", body).await.assert_status(200);
        let begun = begun.json();
        let credential = key.register(&begun["options"], ORIGIN);
        let body = json!({
            "credential": credential, "challenge_token": begun["challenge_token"], "name": "Key",
        });
        old.post("/api/auth/passkeys/register/complete", body).await.assert_status(201);
    }
    admin.delete(url(old.id, "")).await.assert_status(204);
}

#[umbra_test]
async fn a_bcrypt_hash_signs_in_and_is_replaced(t: TestApp) {
    let id = t.app.operator_import(&legacy("ana")).await.unwrap();
    let browser = t.anonymous();
    login(&browser, "ana", "wrong password").await.assert_problem(401, "invalid_credentials");
    login(&browser, "ana", BCRYPT_PASSWORD).await.assert_status(200);
    browser.get("/api/settings").await.assert_status(200);
    let users = t.database_dump().await.table("users").join(" ");
    assert!(users.contains("$argon2id$") && !users.contains("$2b$"), "{users}");
    login(&t.anonymous(), "ana", BCRYPT_PASSWORD).await.assert_status(200);
    let entry = newest(&t.admin().await, "admin.import_user").await;
    assert_eq!((&entry["target_id"], &entry["actor_id"]), (&json!(id), &Value::Null));
}

#[umbra_test]
async fn a_secret_of_pyotp_gives_the_codes(t: TestApp) {
    let totp_secret = Some(TotpSecret::from_base32(SECRET).unwrap());
    t.app.operator_import(&LegacyUser { totp_secret, ..legacy("ana") }).await.unwrap();
    assert!(!t.database_dump().await.holds(SECRET));
    let body = json!({"code": code(&t, SECRET)});
    let browser = t.anonymous();
    login_with_code(&browser, "ana", BCRYPT_PASSWORD, body.clone()).await.assert_status(200);
    browser.get("/api/settings").await.assert_status(200);
    let used = login_with_code(&t.anonymous(), "ana", BCRYPT_PASSWORD, body).await;
    used.assert_problem(401, "invalid_code");
}

#[umbra_test]
async fn what_the_account_was_it_still_is(t: TestApp) {
    let admin = t.admin().await;
    let ana = LegacyUser { role: Role::Admin, must_change_password: true, ..legacy("ana") };
    t.app.operator_import(&ana).await.unwrap();
    let ben = LegacyUser { is_active: false, ..legacy("ben") };
    t.app.operator_import(&ben).await.unwrap();
    let users = admin.get("/api/admin/users").await.json();
    let ana = users.as_array().unwrap().iter().find(|user| user["username"] == "ana").unwrap();
    assert_eq!((&ana["role"], &ana["must_change_password"]), (&json!("admin"), &json!(true)));
    let browser = t.anonymous();
    login(&browser, "ana", BCRYPT_PASSWORD).await.assert_status(200);
    browser.get("/api/settings").await.assert_problem(403, "password_change_required");
    let refused = login(&t.anonymous(), "ben", BCRYPT_PASSWORD).await;
    refused.assert_problem(403, "account_inactive");
}

#[umbra_test]
async fn a_name_that_is_taken_is_refused_and_nothing_of_it_stays(t: TestApp) {
    t.user("ana").await;
    let totp_secret = Some(TotpSecret::from_base32(SECRET).unwrap());
    let refused = t.app.operator_import(&LegacyUser { totp_secret, ..legacy("ANA") }).await;
    assert!(matches!(refused, Err(ImportError::UsernameTaken)), "{refused:?}");
    let dump = t.database_dump().await;
    assert_eq!((dump.table("users").len(), dump.table("totp_secrets").len()), (1, 0));
}

#[umbra_test]
async fn passkeys_of_py_webauthn_sign_in_with_and_without_backup_flags(t: TestApp) {
    let (mut stick, mut phone, mut older) =
        (SoftAuthenticator::new(1), SoftAuthenticator::synced(2), SoftAuthenticator::synced(3));
    made_elsewhere(&t, &mut [&mut stick, &mut phone, &mut older]).await;
    let flags = |device_type: &'static str, backed_up: bool| {
        move |row: &mut Value| {
            row["device_type"] = json!(device_type);
            row["backed_up"] = json!(backed_up);
        }
    };
    let user = LegacyUser {
        passkeys: vec![
            passkey("Stick", &row(&stick, flags("single_device", false))),
            passkey("Phone", &row(&phone, flags("multi_device", true))),
            // From before the flags and the handle were stored.
            passkey("Older", &row(&older, |row| row["user_handle"] = Value::Null)),
        ],
        passwordless_enabled: true,
        ..legacy("ana")
    };
    t.app.operator_import(&user).await.unwrap();
    login(&t.anonymous(), "ana", BCRYPT_PASSWORD).await.assert_problem(403, "passwordless");
    for key in [&mut stick, &mut phone, &mut older] {
        for _ in 0..2 {
            let browser = t.anonymous();
            let begun = browser.post("/api/auth/passkeys/login/begin", json!({})).await.json();
            let credential = key.login(&begun["options"], ORIGIN);
            let token = &begun["challenge_token"];
            let body = json!({"credential": credential, "challenge_token": token});
            browser.post("/api/auth/passkeys/login/complete", body).await.assert_status(200);
            assert_eq!(browser.get("/api/auth/status").await.json()["username"], "ana");
        }
    }
}

#[umbra_test]
async fn passkeys_that_make_no_sense_are_refused_with_their_user(t: TestApp) {
    let (mut stick, mut phone) = (SoftAuthenticator::new(1), SoftAuthenticator::new(2));
    made_elsewhere(&t, &mut [&mut stick, &mut phone]).await;
    let one = || passkey("Stick", &row(&stick, |_| ()));
    let alone = LegacyUser { passkeys: vec![one()], passwordless_enabled: true, ..legacy("ana") };
    let refused = t.app.operator_import(&alone).await;
    assert!(matches!(refused, Err(ImportError::TooFewPasskeys)), "{refused:?}");
    let other = passkey("Phone", &row(&phone, |row| row["user_handle"] = json!("MQ")));
    let two = LegacyUser { passkeys: vec![one(), other], ..legacy("ana") };
    let refused = t.app.operator_import(&two).await;
    assert!(matches!(refused, Err(ImportError::HandlesDiffer)), "{refused:?}");
    t.app.operator_import(&LegacyUser { passkeys: vec![one()], ..legacy("ana") }).await.unwrap();
    let again = LegacyUser { passkeys: vec![one()], ..legacy("ben") };
    let refused = t.app.operator_import(&again).await;
    assert!(matches!(refused, Err(ImportError::PasskeyTaken)), "{refused:?}");
    assert_eq!(t.execute("DELETE FROM users WHERE username = 'ben'").await, 0);
}
