//! Unlocking a session with a passkey.

use serde_json::json;
use umbra_soft_authenticator::SoftAuthenticator;
use umbra_testkit::{TestApp, umbra_test};

use crate::passkeys::kit::{
    all_of_a_session, audited, begin, path, register, sign_in, stored, unlock,
};

#[umbra_test]
async fn a_locked_session_is_unlocked_and_none_is_created(t: TestApp) {
    let ana = t.user("ana").await;
    let mut key = SoftAuthenticator::new(1);
    register(&ana, &mut key, "Stick").await;
    ana.post("/api/auth/lock", ()).await.assert_status(200);
    ana.get(path("")).await.assert_problem(423, "session_locked");
    let locked = ana.fork();

    unlock(&ana, &mut key).await.assert_status(200);
    let sessions = ana.get("/api/auth/sessions").await.assert_status(200).json();
    assert_eq!(sessions.as_array().unwrap().len(), 1);
    assert_eq!(sessions[0]["id"], ana.session.0);
    locked.get("/api/auth/sessions").await.assert_problem(401, "unauthenticated");
    assert_eq!(audited(&t, "auth.unlock").await, 1);
}

#[umbra_test]
async fn somebody_elses_passkey_unlocks_nothing(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let mut bens = SoftAuthenticator::new(2);
    register(&ben, &mut bens, "Ben's").await;
    ana.post("/api/auth/lock", ()).await.assert_status(200);
    let before = stored(&t).await;
    unlock(&ana, &mut bens).await.assert_problem(401, "invalid_passkey");
    assert_eq!(stored(&t).await, before);
    ana.get(path("")).await.assert_problem(423, "session_locked");
    assert_eq!(audited(&t, "foreign_passkey").await, 1);
}

#[umbra_test]
async fn unlocking_needs_a_session(t: TestApp) {
    let ana = t.user("ana").await;
    let mut key = SoftAuthenticator::new(1);
    register(&ana, &mut key, "Stick").await;
    unlock(&t.anonymous(), &mut key).await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn a_login_from_a_locked_session_begins_another_in_its_place(t: TestApp) {
    let ana = t.user("ana").await;
    let mut key = SoftAuthenticator::new(1);
    register(&ana, &mut key, "Stick").await;
    ana.post("/api/auth/lock", ()).await.assert_status(200);
    let locked = ana.fork();
    sign_in(&ana, &mut key).await.assert_status(200);
    let sessions = ana.get("/api/auth/sessions").await.assert_status(200).json();
    assert_eq!(sessions.as_array().unwrap().len(), 1);
    locked.get(path("")).await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn a_locked_session_does_nothing_else_with_passkeys(t: TestApp) {
    let ana = t.user("ana").await;
    ana.post("/api/auth/lock", ()).await.assert_status(200);
    for request in all_of_a_session(&ana) {
        request.await.assert_problem(423, "session_locked");
    }
    begin(&ana, "/login/begin", json!({})).await;
}
