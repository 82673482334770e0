//! Making passkeys.

use std::time::Duration;

use serde_json::json;
use umbra_soft_authenticator::{Mutation, SoftAuthenticator};
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::passkeys::kit::{ORIGIN, audited, begin, password, path, register, stored};

#[umbra_test]
async fn a_passkey_is_made_with_the_password_and_listed(t: TestApp) {
    let ana = t.user("ana").await;
    ana.post(path("/register/begin"), json!({"password": "not mine at all"}))
        .await
        .assert_problem(401, "invalid_credentials");
    let stick = register(&ana, &mut SoftAuthenticator::new(1), "Stick").await;
    let phone = register(&ana, &mut SoftAuthenticator::synced(2), "Phone").await;

    let list = ana.get(path("")).await.assert_status(200).json();
    let shown = |at: usize| {
        let passkey = &list[at];
        (
            passkey["id"].as_i64(),
            passkey["backup_eligible"].clone(),
            passkey["backup_state"].clone(),
        )
    };
    assert_eq!(shown(0), (Some(stick), json!(false), json!(false)));
    assert_eq!(shown(1), (Some(phone), json!(true), json!(true)));
    assert_eq!(list[0]["last_used_at"], json!(null));
    let status = ana.get("/api/auth/status").await.json();
    assert_eq!((&status["has_passkeys"], &status["passkey_count"]), (&json!(true), &json!(2)));
    assert_eq!(audited(&t, "auth.add_passkey").await, 3);
}

#[umbra_test]
async fn the_options_prefer_what_signs_in_without_a_username(t: TestApp) {
    let ana = t.user("ana").await;
    let mut key = SoftAuthenticator::new(1);
    register(&ana, &mut key, "Stick").await;
    let (first, _) = begin(&ana, "/register/begin", password()).await;
    let (second, _) = begin(&ana, "/register/begin", password()).await;
    assert_eq!(first["authenticatorSelection"]["residentKey"], "preferred");
    assert_eq!(first["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(first["excludeCredentials"].as_array().unwrap().len(), 1);
    assert_eq!(first["user"]["name"], "ana");
    assert_eq!(first["user"]["id"], second["user"]["id"], "a person keeps their handle");
    assert_ne!(first["challenge"], second["challenge"]);
}

#[umbra_test]
async fn a_new_passkey_ends_the_other_sessions_and_renews_this_one(t: TestApp) {
    let (ana, laptop) = (t.user("ana").await, t.user("ana").await);
    let before = ana.fork();
    register(&ana, &mut SoftAuthenticator::new(1), "Stick").await;
    ana.get(path("")).await.assert_status(200);
    for ended in [&before, &*laptop] {
        ended.get(path("")).await.assert_problem(401, "unauthenticated");
    }
}

#[umbra_test]
async fn a_token_counts_once_for_five_minutes_for_its_session_and_purpose(t: TestApp) {
    let (ana, laptop, ben) = (t.user("ana").await, t.user("ana").await, t.user("ben").await);
    let mut key = SoftAuthenticator::new(1);
    let before = stored(&t).await;
    for thief in [&laptop, &ben] {
        let (options, token) = begin(&ana, "/register/begin", password()).await;
        let credential = key.register(&options, ORIGIN);
        let body = json!({"credential": credential, "challenge_token": token, "name": "Stolen"});
        let stolen = thief.post(path("/register/complete"), &body).await;
        stolen.assert_problem(400, "invalid_challenge_token");
        let late = ana.post(path("/register/complete"), &body).await;
        late.assert_problem(400, "invalid_challenge_token");
    }
    let (options, token) = begin(&ana, "/login/begin", json!({})).await;
    let mut creation = begin(&ana, "/register/begin", password()).await.0;
    creation["challenge"] = options["challenge"].clone();
    let credential = key.register(&creation, ORIGIN);
    let body = json!({"credential": credential, "challenge_token": token, "name": "Stick"});
    let other = ana.post(path("/register/complete"), body).await;
    other.assert_problem(400, "invalid_challenge_token");

    let (options, token) = begin(&ana, "/register/begin", password()).await;
    let credential = key.register(&options, ORIGIN);
    let body = json!({"credential": credential, "challenge_token": token, "name": "Stick"});
    t.clock.advance(Duration::from_secs(300));
    let late = ana.post(path("/register/complete"), body).await;
    late.assert_problem(400, "invalid_challenge_token");
    let after = stored(&t).await;
    // The handle was drawn with the first ceremony, and the sessions were seen again.
    for table in ["passkeys", "mfa_tokens", "totp_secrets"] {
        assert_eq!(before[table], after[table]);
    }
}

#[umbra_test]
async fn of_one_answer_sent_ten_times_at_once_one_counts(t: TestApp) {
    let ana = t.user("ana").await;
    let (options, token) = begin(&ana, "/register/begin", password()).await;
    let credential = SoftAuthenticator::new(1).register(&options, ORIGIN);
    let body = json!({"credential": credential, "challenge_token": token, "name": "Stick"});
    let forks: Vec<_> = (0..10).map(|_| ana.fork()).collect();
    let replies =
        at_once(forks.iter().map(|fork| fork.post(path("/register/complete"), &body))).await;
    let made: Vec<_> = replies.iter().filter(|reply| reply.status() == 201).collect();
    assert_eq!(made.len(), 1, "{replies:?}");
    assert_eq!(t.database_dump().await.table("passkeys").len(), 1);
}

#[umbra_test]
async fn a_wrong_answer_is_refused_for_what_is_wrong_and_stores_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    for (mutation, code) in [
        (Mutation::Type("webauthn.get"), "wrong_type"),
        (Mutation::Challenge(vec![7; 32]), "wrong_challenge"),
        (Mutation::Origin("https://evil.example"), "wrong_origin"),
        (Mutation::RpId("evil.example"), "wrong_rp_id"),
        (Mutation::UserNotPresent, "user_not_present"),
        (Mutation::UserNotVerified, "user_not_verified"),
        (Mutation::BackupFlags { eligible: false, state: true }, "invalid_backup_state"),
        (Mutation::CredentialId(vec![7; 64]), "malformed_credential"),
    ] {
        let (options, token) = begin(&ana, "/register/begin", password()).await;
        let before = stored(&t).await;
        let how = std::slice::from_ref(&mutation);
        let credential = SoftAuthenticator::new(1).register_with(&options, ORIGIN, how);
        let body = json!({"credential": credential, "challenge_token": token, "name": "Stick"});
        let refused = ana.post(path("/register/complete"), body).await;
        refused.assert_problem(400, code);
        assert!(audited(&t, code).await > 0, "{code} is not in the audit log");
        assert_eq!(stored(&t).await, before, "{mutation:?} left something behind");
    }
}

#[umbra_test]
async fn a_credential_belongs_to_one_person(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let mut key = SoftAuthenticator::new(1);
    register(&ana, &mut key, "Stick").await;
    let (options, token) = begin(&ana, "/register/begin", password()).await;
    let again =
        SoftAuthenticator::new(1).register_with(&options, ORIGIN, &[Mutation::IgnoreExclusions]);
    let body = json!({"credential": again, "challenge_token": token, "name": "Again"});
    ana.post(path("/register/complete"), body).await.assert_problem(409, "already_registered");

    // The same seed makes the same id.
    let (options, token) = begin(&ben, "/register/begin", password()).await;
    let same = SoftAuthenticator::new(1).register(&options, ORIGIN);
    let body = json!({"credential": same, "challenge_token": token, "name": "Ben's"});
    ben.post(path("/register/complete"), body).await.assert_problem(409, "already_registered");
    assert_eq!(t.database_dump().await.table("passkeys").len(), 1);
    assert_eq!(audited(&t, "already_registered").await, 2);
}

#[umbra_test]
async fn bodies_are_read_strictly_and_the_credential_is_opaque(t: TestApp) {
    let ana = t.user("ana").await;
    let (options, token) = begin(&ana, "/register/begin", password()).await;
    let mut credential = SoftAuthenticator::new(1).register(&options, ORIGIN);
    let complete = path("/register/complete");
    for (body, pointer, code) in [
        (
            json!({"credential": "x", "challenge_token": token, "name": "a"}),
            "/credential",
            "invalid_type",
        ),
        (
            json!({"credential": [], "challenge_token": token, "name": "a"}),
            "/credential",
            "invalid_type",
        ),
        (json!({"credential": {}, "challenge_token": token, "name": " "}), "/name", "blank"),
        (
            json!({"credential": {}, "challenge_token": "x".repeat(257), "name": "a"}),
            "/challenge_token",
            "too_long",
        ),
        (json!({"credential": {}, "challenge_token": token}), "/name", "missing_field"),
        (
            json!({"credential": {}, "challenge_token": token, "name": "a", "user_id": 1}),
            "/user_id",
            "unknown_field",
        ),
    ] {
        let refused = ana.post(&complete, body).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, code);
    }
    credential["future"] = json!({"new": [true]});
    credential["response"]["future"] = json!(1);
    let body = json!({"credential": credential, "challenge_token": token, "name": "Stick"});
    ana.post(&complete, body).await.assert_status(201);
}
