//! Signing in with passkeys only.

use serde_json::json;
use umbra_soft_authenticator::SoftAuthenticator;
use umbra_testkit::{PASSWORD, TestApp, at_once, umbra_test};

use crate::passkeys::kit::{
    ORIGIN, allow_passwordless, audited, begin, password, passwordless, path, register, sign_in,
    unlock, with_password,
};

#[umbra_test]
async fn it_needs_the_admins_leave_the_password_and_two_passkeys(t: TestApp) {
    let ana = t.user("ana").await;
    register(&ana, &mut SoftAuthenticator::new(1), "Stick").await;
    let enable = path("/passwordless/enable");
    ana.put(&enable, password()).await.assert_problem(403, "passwordless_not_allowed");
    allow_passwordless(&t).await;
    ana.put(&enable, password()).await.assert_problem(409, "passwordless_needs_two_passkeys");
    register(&ana, &mut SoftAuthenticator::synced(2), "Phone").await;
    let wrong = json!({"password": "not mine at all"});
    ana.put(&enable, wrong).await.assert_problem(401, "invalid_credentials");
    assert_eq!(ana.get("/api/auth/status").await.json()["passwordless_enabled"], false);

    let (before, laptop) = (ana.fork(), t.user("ana").await);
    ana.put(&enable, password()).await.assert_status(200);
    assert_eq!(ana.get("/api/auth/status").await.json()["passwordless_enabled"], true);
    for ended in [&before, &*laptop] {
        ended.get(path("")).await.assert_problem(401, "unauthenticated");
    }
    assert_eq!(audited(&t, "auth.enable_passwordless").await, 4);
}

#[umbra_test]
async fn it_goes_on_and_off_again(t: TestApp) {
    let (ana, mut keys) = passwordless(&t, "ana").await;
    // The right password alone shows that it isn't enough.
    let refused = with_password(&t.anonymous(), "ana", "not mine at all").await;
    refused.assert_problem(401, "invalid_credentials");
    let refused = with_password(&t.anonymous(), "ana", PASSWORD).await;
    refused.assert_problem(403, "passwordless");

    for key in &mut keys {
        sign_in(&t.anonymous(), key).await.assert_status(200);
    }
    ana.post("/api/auth/lock", ()).await.assert_status(200);
    unlock(&ana, &mut keys[0]).await.assert_status(200);

    let before = ana.fork();
    let (options, token) = begin(&ana, "/passwordless/disable/begin", json!({})).await;
    assert_eq!(options["allowCredentials"].as_array().unwrap().len(), 2);
    let count = keys[1].credentials()[0].sign_count();
    let body = json!({"credential": keys[0].login(&options, ORIGIN), "challenge_token": token});
    ana.put(path("/passwordless/disable"), body).await.assert_status(200);
    assert_eq!(count, 0, "a synced passkey doesn't count");
    before.get(path("")).await.assert_problem(401, "unauthenticated");
    assert_eq!(ana.get("/api/auth/status").await.json()["passwordless_enabled"], false);
    with_password(&t.anonymous(), "ana", PASSWORD).await.assert_status(200);
    // The counter was stored: the next login is one further.
    sign_in(&t.anonymous(), &mut keys[0]).await.assert_status(200);

    let off = ana.post(path("/passwordless/disable/begin"), ()).await;
    off.assert_problem(409, "passwordless_not_enabled");
}

#[umbra_test]
async fn a_confirmation_counts_in_its_own_session_only(t: TestApp) {
    let (ana, mut keys) = passwordless(&t, "ana").await;
    let laptop = t.user("ana").await;
    let (options, token) = begin(&ana, "/passwordless/disable/begin", json!({})).await;
    let body = json!({"credential": keys[0].login(&options, ORIGIN), "challenge_token": token});
    let other = laptop.put(path("/passwordless/disable"), body).await;
    other.assert_problem(401, "invalid_passkey");
    // Nor does the answer to a login confirm it.
    let (options, token) = begin(&ana, "/login/begin", json!({})).await;
    let body = json!({"credential": keys[0].login(&options, ORIGIN), "challenge_token": token});
    let login = ana.put(path("/passwordless/disable"), body).await;
    login.assert_problem(401, "invalid_passkey");
    assert_eq!(ana.get("/api/auth/status").await.json()["passwordless_enabled"], true);
}

#[umbra_test]
async fn an_unfinished_sign_in_ends_with_it(t: TestApp) {
    allow_passwordless(&t).await;
    let ana = t.user("ana").await;
    for seed in [1, 2] {
        register(&ana, &mut SoftAuthenticator::new(seed), "Stick").await;
    }
    crate::passkeys::kit::execute(
        &t,
        "UPDATE users SET mfa_enforce_pending = '1' WHERE username_key = 'ana'",
    )
    .await;
    let half = with_password(&t.anonymous(), "ana", PASSWORD).await.json();
    let token = json!({"mfa_token": half["mfa_token"]});
    t.anonymous().post("/api/auth/totp/enforce-setup", &token).await.assert_status(200);
    ana.put(path("/passwordless/enable"), password()).await.assert_status(200);
    let late = t.anonymous().post("/api/auth/totp/enforce-setup", &token).await;
    late.assert_problem(401, "invalid_mfa_token");
}

#[umbra_test]
async fn two_passkeys_stay_whatever_is_deleted_at_once(t: TestApp) {
    let (ana, _) = passwordless(&t, "ana").await;
    let third = register(&ana, &mut SoftAuthenticator::new(3), "Third").await;
    let list = ana.get(path("")).await.json();
    let ids: Vec<_> =
        list.as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect();
    assert_eq!((ids.len(), ids[2]), (3, third));

    // A change of factors renews the session, so each comes with cookies of its own.
    let browsers = [ana.fork(), ana.fork()];
    let replies = at_once(
        browsers
            .iter()
            .zip(&ids)
            .map(|(browser, id)| browser.request("DELETE", path(&format!("/{id}")), password())),
    )
    .await;
    let mut statuses: Vec<_> = replies.iter().map(umbra_testkit::Reply::status).collect();
    statuses.sort_unstable();
    assert!(matches!(statuses[..], [204, 401 | 409]), "{replies:?}");
    assert_eq!(t.database_dump().await.table("passkeys").len(), 2);

    let owner = if replies[0].status() == 204 { &browsers[0] } else { &browsers[1] };
    let refused = owner.request("DELETE", path(&format!("/{third}")), password()).await;
    refused.assert_problem(409, "passwordless_needs_two_passkeys");
    assert_eq!(t.database_dump().await.table("passkeys").len(), 2);
}
