//! What a locked session may do: what the contract exempts, and nothing else.

use umbra_testkit::{TestApp, umbra_test};

use crate::access::{
    operations::{Operation, assert_known},
    public::PUBLIC,
};

/// Exempt although they look at the session. What is [public](PUBLIC) doesn't: whoever sits at the
/// browser could leave the cookie out.
const EXEMPT: &[&str] =
    &["GET /api/auth/status", "POST /api/auth/logout", "POST /api/auth/verify-password"];

#[umbra_test]
async fn every_operation_answers_423_in_a_locked_session_unless_it_is_exempt(t: TestApp) {
    assert_known(EXEMPT);
    for operation in Operation::all() {
        // A session of its own each: the exempt ones end it or unlock it. An admin's, who may do
        // everything.
        let admin = t.admin().await;
        admin.post("/api/auth/lock", ()).await.assert_status(200);
        let reply = operation.of(&admin).await;
        if operation.is_in(EXEMPT) || operation.is_in(PUBLIC) {
            assert_ne!(reply.status(), 423, "{} is exempt: {reply:?}", operation.name());
        } else {
            reply.assert_problem(423, "session_locked");
            operation.garbled(&admin).await.assert_problem(423, "session_locked");
        }
    }
}
