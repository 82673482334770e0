//! What somebody may do whose password was set by somebody else.

use umbra_store::user;
use umbra_testkit::{TestApp, umbra_test};

use crate::access::{
    operations::{Operation, assert_known},
    public::PUBLIC,
};

/// To change the password, and to leave the browser.
const OWN: &[&str] = &[
    "POST /api/auth/change-password",
    "POST /api/auth/lock",
    "POST /api/auth/logout",
    "POST /api/auth/verify-password",
];

#[umbra_test]
async fn a_temporary_password_opens_nothing_but_its_change(t: TestApp) {
    assert_known(OWN);
    let (admin, now) = (t.admin().await, t.app.now());
    let account = user::by_id(t.store.reader(), admin.id).await.unwrap().unwrap();
    let temporary =
        user::set_password(t.store.autocommit(), admin.id, &account.password_hash, Some(now), now);
    temporary.await.unwrap();
    for operation in Operation::all() {
        // A session of its own each: some end it or lock it.
        let admin = t.admin().await;
        let reply = operation.of(&admin).await;
        if operation.is_in(OWN) || operation.is_in(PUBLIC) {
            let refused =
                reply.status() == 403 && reply.json()["code"] == "password_change_required";
            assert!(!refused, "{} is to be had: {reply:?}", operation.name());
        } else {
            reply.assert_problem(403, "password_change_required");
            let garbled = operation.garbled(&admin).await;
            garbled.assert_problem(403, "password_change_required");
        }
    }
    let account = user::by_id(t.store.reader(), admin.id).await.unwrap().unwrap();
    assert!(account.must_change_password, "none of it lifted the demand");
}
