//! What strangers may do, and that nothing else is theirs to do.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{PASSWORD, TestApp, umbra_test};

use crate::access::operations::{DOCUMENT, Operation, assert_known};

/// Everything that is open to strangers.
pub const PUBLIC: &[&str] = &[
    "GET /api/auth/status",
    "GET /api/openapi.json",
    "GET /health",
    "GET /health/ready",
    "POST /api/actions/{token}",
    "POST /api/auth/login",
    "POST /api/auth/passkeys/login/begin",
    "POST /api/auth/passkeys/login/complete",
    "POST /api/auth/register",
    "POST /api/auth/setup",
    "POST /api/auth/totp-verify",
    "POST /api/auth/totp/enforce-confirm",
    "POST /api/auth/totp/enforce-setup",
];

fn closed() -> impl Iterator<Item = Operation> {
    Operation::all().into_iter().filter(|operation| !operation.is_in(PUBLIC))
}

#[umbra_test]
async fn every_operation_refuses_a_stranger_unless_it_is_on_the_public_list(t: TestApp) {
    t.user("ana").await;
    assert_known(PUBLIC);
    for operation in Operation::all() {
        // Another one each time: some operations sign them in.
        let stranger = t.anonymous();
        let reply = operation.of(&stranger).await;
        if operation.is_in(PUBLIC) {
            let refused = reply.status() == 401 && reply.json()["code"] == "unauthenticated";
            assert!(!refused, "{} is on the public list: {reply:?}", operation.name());
        } else {
            reply.assert_problem(401, "unauthenticated");
            operation.garbled(&stranger).await.assert_problem(401, "unauthenticated");
        }
    }
}

#[umbra_test]
async fn every_operation_refuses_a_session_that_has_ended(t: TestApp) {
    let idle = t.admin().await;
    t.clock.advance(Duration::from_hours(7 * 24));
    let admin = t.admin().await;
    let signed_out = admin.fork();
    admin.post("/api/auth/logout", ()).await.assert_status(200);
    for operation in closed() {
        for browser in [&*idle, &signed_out] {
            operation.of(browser).await.assert_problem(401, "unauthenticated");
            operation.garbled(browser).await.assert_problem(401, "unauthenticated");
        }
    }
}

#[umbra_test]
async fn every_operation_refuses_the_token_of_half_a_sign_in(t: TestApp) {
    let admin = t.admin().await;
    let setup = admin.post("/api/auth/totp/setup", ()).await.assert_status(200).json();
    let secret = umbra_auth::TotpSecret::from_base32(setup["secret"].as_str().unwrap()).unwrap();
    let code = json!({"code": *secret.code(t.app.now())});
    admin.post("/api/auth/totp/confirm", code).await.assert_status(200);
    let half = t.anonymous();
    let credentials = json!({"username": "admin", "password": PASSWORD});
    let reply = half.post("/api/auth/login", credentials).await.assert_status(200);
    let token = reply.json()["mfa_token"].as_str().unwrap().to_owned();
    for operation in closed() {
        operation.of(&half).await.assert_problem(401, "unauthenticated");
    }
    half.set_cookie("session", &token);
    for operation in closed() {
        operation.of(&half).await.assert_problem(401, "unauthenticated");
    }
}

#[test]
fn the_document_says_which_operations_are_public() {
    for operation in Operation::all() {
        // Among the alternatives is one without a session.
        let any = security(&operation);
        let open = any.iter().any(|way| way.get("session").is_none());
        assert_eq!(open, operation.is_in(PUBLIC), "{}", operation.name());
    }
}

#[test]
fn the_document_says_which_operations_need_the_header_of_changing_requests() {
    for operation in Operation::all() {
        let needs = !operation.is_safe() && operation.name() != "POST /api/actions/{token}";
        let any = security(&operation);
        assert!(any.iter().all(|way| way.get("csrf").is_some() == needs), "{}", operation.name());
    }
}

/// Lists the ways of being let in: those of the operation, or else those of all.
fn security(operation: &Operation) -> &'static [Value] {
    let own = operation.described["security"].as_array();
    own.unwrap_or_else(|| DOCUMENT["security"].as_array().unwrap())
}
