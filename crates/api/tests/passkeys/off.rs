//! Where passkeys can't work.

use serde_json::json;
use umbra_api::WebOrigin;
use umbra_testkit::{PASSWORD, Setup, TestApp, umbra_test};

use crate::passkeys::kit::{all_of_a_session, path, with_password};

fn on_an_address(setup: &mut Setup) {
    setup.webauthn_origin = WebOrigin::parse("http://192.168.1.2:8000").unwrap();
}

#[umbra_test(with = on_an_address)]
async fn on_an_address_they_are_off_with_a_clear_message(t: TestApp) {
    let ana = t.user("ana").await;
    let credential = json!({"credential": {}, "challenge_token": "x"});
    let public = [
        t.anonymous().post(path("/login/begin"), json!({})),
        t.anonymous().post(path("/login/begin"), json!({"username": "ana"})),
        t.anonymous().post(path("/login/complete"), credential),
    ];
    for request in public.into_iter().chain(all_of_a_session(&ana)) {
        let problem = request.await.assert_problem(409, "passkeys_unavailable");
        let detail = problem.detail();
        assert!(detail.contains("`192.168.1.2` is an IP address"), "{detail}");
        assert!(detail.contains("reach Umbra by a name"), "{detail}");
    }
    // Everything else works.
    with_password(&t.anonymous(), "ana", PASSWORD).await.assert_status(200);
    t.anonymous().get(path("")).await.assert_problem(401, "unauthenticated");
}
