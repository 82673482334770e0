//! Switching TOTP on and off, and its backup codes.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::json;
use umbra_auth::Purpose;
use umbra_domain::Clock as _;
use umbra_testkit::{Client, PASSWORD, Person, Request, TestApp, umbra_test};

use crate::auth::steps::{
    Authenticator, STEP, WRONG, confirm_totp, give_backup_code, give_code, give_password,
    is_signed_in, login, set_up_totp, sign_in, status, with_totp,
};

fn disable(person: &Client, password: &str, code: &str) -> Request {
    person.post("/api/auth/totp/disable", json!({"password": password, "code": code}))
}

fn regenerate(person: &Client, password: &str, code: &str) -> Request {
    let body = json!({"password": password, "code": code});
    person.post("/api/auth/totp/backup-codes/regenerate", body)
}

async fn assert_totp(person: &Client, enabled: bool, backup_codes: u64) {
    let expected = json!({"enabled": enabled, "backup_codes_remaining": backup_codes});
    assert_eq!(person.get("/api/auth/totp/status").await.assert_status(200).json(), expected);
    assert_eq!(status(person).await["totp_enabled"], enabled);
}

#[umbra_test]
async fn a_set_up_shows_a_secret_a_picture_and_ten_codes(t: TestApp) {
    let ana = t.user("ana").await;
    let setup = ana.post("/api/auth/totp/setup", ()).await.assert_status(200).json();
    assert_eq!(setup.as_object().unwrap().len(), 3, "{setup}");
    let secret = setup["secret"].as_str().unwrap();
    assert_eq!(secret.len(), 32);
    assert!(secret.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b)));
    let picture = setup["qr_code_base64"].as_str().unwrap();
    let picture = picture.strip_prefix("data:image/png;base64,").unwrap();
    assert!(BASE64_STANDARD.decode(picture).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
    let codes = setup["backup_codes"].as_array().unwrap();
    assert_eq!(codes.len(), 10);
    for code in codes {
        let code = code.as_str().unwrap();
        let (head, tail) = code.split_once('-').unwrap();
        let sound = |half: &str| half.len() == 4 && half.bytes().all(|b| b.is_ascii_alphanumeric());
        assert!(sound(head) && sound(tail), "{code}");
    }
}

#[umbra_test]
async fn totp_is_off_until_a_code_confirms_it(t: TestApp) {
    let ana = t.user("ana").await;
    let app = set_up_totp(&ana).await;
    assert_totp(&ana, false, 0).await;
    sign_in(&t.anonymous(), "ana", PASSWORD).await;

    let wrong = app.wrong_code(t.clock.now());
    confirm_totp(&ana, &wrong).await.assert_problem(400, "invalid_code");
    assert_totp(&ana, false, 0).await;

    let reply = confirm_totp(&ana, &app.code(t.clock.now())).await.assert_status(200);
    assert!(reply.json()["message"].is_string());
    assert_totp(&ana, true, 10).await;
    give_password(&t.anonymous(), "ana").await;
}

#[umbra_test]
async fn only_a_set_up_that_waits_can_be_confirmed(t: TestApp) {
    let ana = t.user("ana").await;
    confirm_totp(&ana, "123456").await.assert_problem(400, "totp_not_started");
    let app = set_up_totp(&ana).await;
    confirm_totp(&ana, &app.code(t.clock.now())).await.assert_status(200);
    t.clock.advance(STEP);
    let again = confirm_totp(&ana, &app.code(t.clock.now())).await;
    again.assert_problem(400, "totp_already_enabled");
}

#[umbra_test]
async fn repeating_the_set_up_replaces_what_was_not_confirmed(t: TestApp) {
    let ana = t.user("ana").await;
    let (first, second) = (set_up_totp(&ana).await, set_up_totp(&ana).await);
    let now = t.clock.now();
    confirm_totp(&ana, &first.code(now)).await.assert_problem(400, "invalid_code");
    confirm_totp(&ana, &second.code(now)).await.assert_status(200);
    assert_totp(&ana, true, 10).await;
    let (browser, old, new) = (t.anonymous(), &first.backup_codes[0], &second.backup_codes[0]);
    let token = give_password(&browser, "ana").await;
    give_backup_code(&browser, &token, old).await.assert_problem(401, "invalid_code");
    give_backup_code(&browser, &token, new).await.assert_status(200);
}

#[umbra_test]
async fn repeating_the_set_up_never_switches_totp_off(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    ana.post("/api/auth/verify-password", json!({"password": PASSWORD})).await.assert_status(200);
    let again = ana.post("/api/auth/totp/setup", ()).await;
    again.assert_problem(400, "totp_already_enabled");
    assert_totp(&ana, true, 10).await;
    let (browser, now) = (t.anonymous(), t.clock.now());
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &app.code(now)).await.assert_status(200);
    let token = give_password(&browser, "ana").await;
    give_backup_code(&browser, &token, &app.backup_codes[9]).await.assert_status(200);
}

#[umbra_test]
async fn a_set_up_needs_a_proof_of_the_last_five_minutes(t: TestApp) {
    let ana = t.user("ana").await;
    t.clock.advance(Duration::from_mins(5));
    ana.post("/api/auth/totp/setup", ()).await.assert_status(200);
    t.clock.advance(Duration::from_secs(1));
    let stale = ana.post("/api/auth/totp/setup", ()).await;
    stale.assert_problem(403, "reauthentication_required");
    ana.post("/api/auth/verify-password", json!({"password": PASSWORD})).await.assert_status(200);
    ana.post("/api/auth/totp/setup", ()).await.assert_status(200);
}

/// Checks that a change of factors ended all sessions but the one that it was made in.
async fn assert_others_ended(ana: &Person, before: &Client, elsewhere: &Client) {
    assert_ne!(ana.cookie("session"), before.cookie("session"));
    assert!(is_signed_in(ana).await, "who changed it stays signed in");
    assert!(!is_signed_in(before).await, "the old cookie still works");
    assert!(!is_signed_in(elsewhere).await, "another session still works");
}

#[umbra_test]
async fn switching_totp_on_ends_the_other_sessions(t: TestApp) {
    let (ana, elsewhere) = (t.user("ana").await, t.user("ana").await);
    let app = set_up_totp(&ana).await;
    let before = ana.fork();
    confirm_totp(&ana, &app.code(t.clock.now())).await.assert_status(200);
    assert_others_ended(&ana, &before, &elsewhere).await;
}

#[umbra_test]
async fn switching_totp_off_takes_password_and_code_and_ends_the_other_sessions(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    let elsewhere = t.user("ana").await;
    let now = t.clock.now();
    let (right, wrong) = (app.code(now), app.wrong_code(now));
    disable(&ana, WRONG, &right).await.assert_problem(401, "invalid_credentials");
    disable(&ana, PASSWORD, &wrong).await.assert_problem(401, "invalid_code");
    for (missing, body) in
        [("/code", json!({"password": PASSWORD})), ("/password", json!({"code": right}))]
    {
        let refused = ana.post("/api/auth/totp/disable", body).await;
        refused.assert_problem(422, "invalid").assert_field(missing, "missing_field");
    }
    assert_totp(&ana, true, 10).await;

    let before = ana.fork();
    disable(&ana, PASSWORD, &right).await.assert_status(200);
    assert_others_ended(&ana, &before, &elsewhere).await;
    assert_totp(&ana, false, 0).await;
    sign_in(&t.anonymous(), "ana", PASSWORD).await;
    let dump = t.database_dump().await;
    assert_eq!((dump.table("totp_secrets").len(), dump.table("backup_codes").len()), (0, 0));
}

#[umbra_test]
async fn totp_that_is_off_can_be_neither_switched_off_nor_given_codes(t: TestApp) {
    let ana = t.user("ana").await;
    disable(&ana, PASSWORD, "123456").await.assert_problem(400, "totp_not_configured");
    regenerate(&ana, PASSWORD, "123456").await.assert_problem(400, "totp_not_configured");
    let app = set_up_totp(&ana).await;
    let code = app.code(t.clock.now());
    disable(&ana, PASSWORD, &code).await.assert_problem(400, "totp_not_configured");
    regenerate(&ana, PASSWORD, &code).await.assert_problem(400, "totp_not_configured");
    confirm_totp(&ana, &code).await.assert_status(200);
}

#[umbra_test]
async fn new_backup_codes_take_password_and_code_and_replace_the_old_ones(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    give_backup_code(&browser, &token, &app.backup_codes[0]).await.assert_status(200);
    assert_totp(&ana, true, 9).await;

    let now = t.clock.now();
    let (right, wrong) = (app.code(now), app.wrong_code(now));
    regenerate(&ana, WRONG, &right).await.assert_problem(401, "invalid_credentials");
    regenerate(&ana, PASSWORD, &wrong).await.assert_problem(401, "invalid_code");
    assert_totp(&ana, true, 9).await;

    let fresh = regenerate(&ana, PASSWORD, &right).await.assert_status(200).json();
    let fresh = fresh["backup_codes"].as_array().unwrap();
    assert_eq!(fresh.len(), 10);
    assert_totp(&ana, true, 10).await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    let (old, new) = (&app.backup_codes[1], fresh[1].as_str().unwrap());
    give_backup_code(&browser, &token, old).await.assert_problem(401, "invalid_code");
    give_backup_code(&browser, &token, new).await.assert_status(200);
    assert_totp(&ana, true, 9).await;
}

#[umbra_test]
async fn a_code_works_once_whatever_it_was_used_for(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    let code = app.code(t.clock.now());
    regenerate(&ana, PASSWORD, &code).await.assert_status(200);
    disable(&ana, PASSWORD, &code).await.assert_problem(401, "invalid_code");
    regenerate(&ana, PASSWORD, &code).await.assert_problem(401, "invalid_code");
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &code).await.assert_problem(401, "invalid_code");
    t.clock.advance(STEP);
    give_code(&browser, &token, &app.code(t.clock.now())).await.assert_status(200);
}

#[umbra_test]
async fn guessing_codes_to_confirm_locks_like_guessing_passwords(t: TestApp) {
    let ana = t.user("ana").await;
    let app = set_up_totp(&ana).await;
    let now = t.clock.now();
    for _ in 0..10 {
        confirm_totp(&ana, &app.wrong_code(now)).await.assert_problem(400, "invalid_code");
    }
    confirm_totp(&ana, &app.code(now)).await.assert_problem(400, "invalid_code");
    login(&ana, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    assert_totp(&ana, false, 0).await;
}

#[umbra_test]
async fn guessing_codes_to_disable_or_regenerate_locks_like_guessing_passwords(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    let now = t.clock.now();
    for _ in 0..5 {
        let wrong = app.wrong_code(now);
        disable(&ana, PASSWORD, &wrong).await.assert_problem(401, "invalid_code");
        regenerate(&ana, PASSWORD, &wrong).await.assert_problem(401, "invalid_code");
    }
    let right = app.code(now);
    disable(&ana, PASSWORD, &right).await.assert_problem(401, "invalid_credentials");
    regenerate(&ana, PASSWORD, &right).await.assert_problem(401, "invalid_credentials");
    assert_totp(&ana, true, 10).await;
}

#[umbra_test]
async fn neither_secret_nor_codes_nor_tokens_are_in_the_database(t: TestApp) {
    let ana = t.user("ana").await;
    let setup = ana.post("/api/auth/totp/setup", ()).await.assert_status(200);
    let app = Authenticator::scan(&setup);
    let secret = setup.json()["secret"].as_str().unwrap().to_owned();
    confirm_totp(&ana, &app.code(t.clock.now())).await.assert_status(200);
    let token = give_password(&t.anonymous(), "ana").await;

    let dump = t.database_dump().await;
    let stored = umbra_store::totp::find(t.store.reader(), ana.id).await.unwrap().unwrap();
    assert!(dump.holds(&stored.sealed), "the dump holds the sealed secret");
    let opened = t.setup().seals().open(Purpose::TotpSecret, ana.id, &stored.sealed).unwrap();
    assert_eq!(*opened.plaintext, secret.as_bytes());

    let device = ana.cookie("umbra_device").unwrap();
    let mut secrets = vec![secret.as_str(), PASSWORD, &token, &device];
    secrets.extend(app.backup_codes.iter().map(String::as_str));
    for secret in secrets {
        assert!(!dump.holds(secret), "{secret} is in {dump}");
    }
    for code in &app.backup_codes {
        assert!(!dump.holds(code.replace('-', "")), "{code} is in {dump}");
    }
}

#[umbra_test]
async fn a_secret_moved_to_another_account_is_no_secret(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    with_totp(&t, "ben").await;
    // Who can write to the database puts his own secret in place of another's.
    t.execute(
        "UPDATE totp_secrets SET sealed = (SELECT sealed FROM totp_secrets s JOIN users u \
         ON u.id = s.user_id WHERE u.username_key = 'ana')",
    )
    .await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ben").await;
    let refused = give_code(&browser, &token, &app.code(t.clock.now())).await;
    refused.assert_problem(500, "internal");
    assert!(!is_signed_in(&browser).await);
}
