//! Every way in which a passkey's answer can be wrong: one answer to all of them, the reason in the
//! audit log, and nothing stored.

use std::slice::from_ref;

use serde_json::json;
use umbra_soft_authenticator::{Mutation, SoftAuthenticator};
use umbra_testkit::{TestApp, umbra_test};

use crate::{
    notifications::titles,
    passkeys::kit::{
        ORIGIN, audited, begin, passwordless, path, register, sign_in, sign_in_with, stored,
    },
};

/// What can be wrong, and how the audit log calls it. Ben's handle is `handle`.
fn mutations(handle: &[u8]) -> Vec<(Mutation, &'static str)> {
    vec![
        (Mutation::Type("webauthn.create"), "wrong_type"),
        (Mutation::Origin("https://evil.example"), "wrong_origin"),
        (Mutation::Origin("http://localhost:8001"), "wrong_origin"),
        (Mutation::RpId("evil.example"), "wrong_rp_id"),
        (Mutation::Challenge(vec![7; 32]), "wrong_challenge"),
        (Mutation::Signature, "bad_signature"),
        (Mutation::Key(7), "bad_signature"),
        (Mutation::UserNotPresent, "user_not_present"),
        (Mutation::UserNotVerified, "user_not_verified"),
        (Mutation::SignCount(1), "counter_regressed"),
        (Mutation::SignCount(0), "counter_regressed"),
        (Mutation::BackupFlags { eligible: false, state: true }, "invalid_backup_state"),
        (Mutation::BackupFlags { eligible: true, state: true }, "backup_eligibility_changed"),
        (Mutation::UserHandle(Some(handle.to_vec())), "foreign_user_handle"),
        (Mutation::UserHandle(None), "missing_user_handle"),
        (Mutation::CredentialId(vec![7; 64]), "unknown_credential"),
        (Mutation::CrossOrigin, "cross_origin"),
    ]
}

#[umbra_test]
async fn a_wrong_login_is_refused_and_stores_nothing(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let (mut key, mut other) = (SoftAuthenticator::new(1), SoftAuthenticator::new(2));
    register(&ana, &mut key, "Stick").await;
    register(&ben, &mut other, "Ben's").await;
    sign_in(&t.anonymous(), &mut key).await.assert_status(200);
    let handle = other.credentials()[0].user_handle().to_vec();
    let mut told = None;
    for (mutation, code) in mutations(&handle) {
        let (before, count) = (stored(&t).await, audited(&t, code).await);
        let browser = t.anonymous();
        let reply = sign_in_with(&browser, &mut key, from_ref(&mutation)).await;
        let problem = reply.assert_problem(401, "invalid_passkey");
        let detail = told.get_or_insert_with(|| problem.detail().to_owned());
        assert_eq!(detail, problem.detail(), "{mutation:?} is told apart");
        assert!(reply.cookies().is_empty(), "{mutation:?}");
        assert_eq!(stored(&t).await, before, "{mutation:?} left something behind");
        assert_eq!(audited(&t, code).await, count + 1, "{mutation:?} is no {code}");
    }
    sign_in(&t.anonymous(), &mut key).await.assert_status(200);
    // One of these looks like a copy, which its owner gets to know, and nobody else does.
    t.drain_jobs().await;
    let copied = "A passkey of yours was refused 2 times: somebody may have copied it";
    assert!(titles(&ana).await.iter().any(|title| title == copied), "{:?}", titles(&ana).await);
    assert!(!titles(&ben).await.iter().any(|title| title.contains("refused")));
}

#[umbra_test]
async fn a_replayed_answer_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    // A synced passkey's counter never moves, so nothing but the state tells.
    let mut phone = SoftAuthenticator::synced(1);
    register(&ana, &mut phone, "Phone").await;
    let (options, token) = begin(&t.anonymous(), "/login/begin", json!({})).await;
    let body = json!({"credential": phone.login(&options, ORIGIN), "challenge_token": token});
    t.anonymous().post(path("/login/complete"), &body).await.assert_status(200);
    let before = stored(&t).await;
    let replayed = t.anonymous().post(path("/login/complete"), &body).await;
    replayed.assert_problem(401, "invalid_passkey");
    // Nor does the answer fit another ceremony.
    let (_, token) = begin(&t.anonymous(), "/login/begin", json!({})).await;
    let body = json!({"credential": body["credential"], "challenge_token": token});
    let replayed = t.anonymous().post(path("/login/complete"), &body).await;
    replayed.assert_problem(401, "invalid_passkey");
    assert_eq!(stored(&t).await, before);
    assert_eq!(audited(&t, "bad_token").await, 1);
    assert_eq!(audited(&t, "wrong_challenge").await, 1);
}

#[umbra_test]
async fn a_failed_answer_uses_its_token_up(t: TestApp) {
    let ana = t.user("ana").await;
    let mut key = SoftAuthenticator::new(1);
    register(&ana, &mut key, "Stick").await;
    let (options, token) = begin(&t.anonymous(), "/login/begin", json!({})).await;
    for how in [&[Mutation::UserNotVerified][..], &[]] {
        let credential = key.login_with(&options, ORIGIN, how);
        let body = json!({"credential": credential, "challenge_token": token});
        let refused = t.anonymous().post(path("/login/complete"), body).await;
        refused.assert_problem(401, "invalid_passkey");
    }
}

#[umbra_test]
async fn a_token_runs_out_after_five_minutes_and_is_no_other_purposes(t: TestApp) {
    let (ana, mut keys) = passwordless(&t, "ana").await;
    let (options, token) = begin(&ana, "/passwordless/disable/begin", json!({})).await;
    let body = json!({"credential": keys[0].login(&options, ORIGIN), "challenge_token": token});
    let other = t.anonymous().post(path("/login/complete"), body).await;
    other.assert_problem(401, "invalid_passkey");

    for (seconds, status) in [(299, 200), (300, 401)] {
        let (options, token) = begin(&t.anonymous(), "/login/begin", json!({})).await;
        let body = json!({"credential": keys[0].login(&options, ORIGIN), "challenge_token": token});
        t.clock.advance(std::time::Duration::from_secs(seconds));
        t.anonymous().post(path("/login/complete"), body).await.assert_status(status);
    }
}

#[umbra_test]
async fn a_wrong_confirmation_leaves_passwordless_on(t: TestApp) {
    let (ana, mut keys) = passwordless(&t, "ana").await;
    let ben = t.user("ben").await;
    let mut bens = SoftAuthenticator::new(3);
    register(&ben, &mut bens, "Ben's").await;
    let handle = bens.credentials()[0].user_handle().to_vec();
    sign_in(&t.anonymous(), &mut keys[0]).await.assert_status(200);
    let wrong = mutations(&handle).into_iter().filter(|(_, code)| {
        // Whose passkey it is follows from the list, so no handle has to come with it.
        *code != "missing_user_handle"
    });
    for (mutation, code) in wrong {
        let code = if code == "unknown_credential" { "credential_not_allowed" } else { code };
        let (options, token) = begin(&ana, "/passwordless/disable/begin", json!({})).await;
        let before = stored(&t).await;
        let mut options = options;
        // Both are allowed; the stick is the one that counts.
        options["allowCredentials"].as_array_mut().unwrap().truncate(1);
        let credential = keys[0].login_with(&options, ORIGIN, from_ref(&mutation));
        let body = json!({"credential": credential, "challenge_token": token});
        let refused = ana.put(path("/passwordless/disable"), body).await;
        refused.assert_problem(401, "invalid_passkey");
        assert_eq!(stored(&t).await, before, "{mutation:?} left something behind");
        assert!(audited(&t, code).await > 0, "{mutation:?} is no {code}");
    }
}
