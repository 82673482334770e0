//! Sessions in more than one process.

use umbra_auth::SecretKey;
use umbra_testkit::{TestApp, umbra_test};

const NEW_SECRET: &str = "Zq7Rk2Lx9Wm4Tn8Vb3Hc6Yd1Gf5Js0Pa";

#[umbra_test]
async fn a_session_works_and_ends_in_every_process(t: TestApp) {
    let ana = t.user("ana").await;
    let second = t.second_process().await;
    let there = ana.at(&second);
    there.get("/api/settings").await.assert_status(200);
    let kept = ana.fork();
    there.post("/api/auth/logout", ()).await.assert_status(200);
    kept.get("/api/settings").await.assert_problem(401, "unauthenticated");
    kept.at(&second).get("/api/settings").await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn a_session_survives_a_new_secret_that_knows_the_old_one(t: TestApp) {
    let ana = t.user("ana").await;
    let rotated = t
        .second_process_with(|setup| {
            let old =
                std::mem::replace(&mut setup.secret_key, SecretKey::parse(NEW_SECRET).unwrap());
            setup.old_secret_keys.push(old);
        })
        .await;
    ana.at(&rotated).get("/api/settings").await.assert_status(200);
}

#[umbra_test]
async fn a_session_signed_with_another_secret_is_none(t: TestApp) {
    let ana = t.user("ana").await;
    let other = t
        .second_process_with(|setup| setup.secret_key = SecretKey::parse(NEW_SECRET).unwrap())
        .await;
    let refused = ana.at(&other).get("/api/settings").await;
    refused.assert_problem(401, "unauthenticated");
}
