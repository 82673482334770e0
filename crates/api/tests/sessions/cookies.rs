//! The two cookies' attributes.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use serde_json::json;
use umbra_api::WebOrigin;
use umbra_testkit::{PASSWORD, Reply, Setup, TestApp, umbra_test};

const DAY: i64 = 24 * 60 * 60;

fn assert_attributes(cookie: &Cookie<'_>, secure: bool, max_age: i64) {
    assert_eq!(cookie.http_only(), Some(true), "{cookie}");
    assert_eq!(cookie.same_site(), Some(SameSite::Lax), "{cookie}");
    assert_eq!(cookie.path(), Some("/"), "{cookie}");
    assert_eq!(cookie.domain(), None, "{cookie}");
    assert_eq!(cookie.secure().unwrap_or(false), secure, "{cookie}");
    assert_eq!(cookie.max_age(), Some(Duration::seconds(max_age)), "{cookie}");
}

fn assert_both(reply: &Reply, prefix: &str, secure: bool, days: i64) {
    let cookies = reply.cookies();
    assert_eq!(cookies.len(), 2, "{reply:?}");
    let [session, device] = ["session", "umbra_device"].map(|name| {
        let name = format!("{prefix}{name}");
        reply.cookie(&name).unwrap_or_else(|| panic!("no {name} in {reply:?}"))
    });
    assert_attributes(&session, secure, days * DAY);
    assert_attributes(&device, secure, 400 * DAY);
}

async fn sign_in(t: &TestApp) -> Reply {
    let credentials = json!({"username": "ana", "password": PASSWORD});
    t.anonymous().post("/api/auth/login", credentials).await.assert_status(200)
}

#[umbra_test]
async fn over_http_cookies_stay_on_this_host_and_away_from_scripts(t: TestApp) {
    let ana = t.user("ana").await;
    assert_both(&sign_in(&t).await, "", false, 30);
    let unlock = json!({"password": PASSWORD});
    let unlocked = ana.post("/api/auth/verify-password", unlock).await.assert_status(200);
    assert_both(&unlocked, "", false, 30);
}

fn over_https(setup: &mut Setup) {
    setup.api.public_url = WebOrigin::parse("https://umbra.example").unwrap();
}

#[umbra_test(with = over_https)]
async fn over_https_cookies_are_secure_and_bound_to_the_host(t: TestApp) {
    let ana = t.user("ana").await;
    assert_both(&sign_in(&t).await, "__Host-", true, 30);
    ana.get("/api/settings").await.assert_status(200);
}

#[umbra_test(with = over_https)]
async fn over_https_a_cookie_that_a_sibling_host_could_set_is_no_session(t: TestApp) {
    let ana = t.user("ana").await;
    let value = ana.cookie("__Host-session").unwrap();
    ana.forget_cookies();
    ana.set_cookie("session", &value);
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
}

fn one_day(setup: &mut Setup) {
    setup.app.session_lifetime = std::time::Duration::from_hours(24);
}

#[umbra_test(with = one_day)]
async fn a_cookie_lasts_as_long_as_its_session(t: TestApp) {
    t.user("ana").await;
    assert_both(&sign_in(&t).await, "", false, 1);
}

#[umbra_test]
async fn signing_out_takes_the_session_cookie_back_and_leaves_the_devices(t: TestApp) {
    let ana = t.user("ana").await;
    let reply = ana.post("/api/auth/logout", ()).await.assert_status(200);
    let cookies = reply.cookies();
    assert_eq!(cookies.len(), 1, "{reply:?}");
    assert_eq!((cookies[0].name(), cookies[0].value()), ("session", ""));
    assert_attributes(&cookies[0], false, 0);
    assert!(ana.cookie("session").is_none() && ana.cookie("umbra_device").is_some());
}

#[umbra_test]
async fn a_device_remembers_everybody_who_signed_in_with_it(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let tablet = t.anonymous();
    for person in [&ana, &ben] {
        let credentials = json!({"username": person.username, "password": PASSWORD});
        tablet.post("/api/auth/login", credentials).await.assert_status(200);
    }
    tablet.forget_cookie("session");
    // Nobody signs in from this address any more, except with a device that is known.
    for person in ["ana", "ben"] {
        for _ in 0..10 {
            let wrong = json!({"username": person, "password": "nine grey geese at dawn"});
            t.anonymous().post("/api/auth/login", wrong).await.assert_status(401);
        }
        let credentials = json!({"username": person, "password": PASSWORD});
        t.anonymous().post("/api/auth/login", &credentials).await.assert_status(401);
        tablet.post("/api/auth/login", &credentials).await.assert_status(200);
    }
}

#[umbra_test]
async fn no_answer_but_those_that_sign_in_or_out_sets_a_cookie(t: TestApp) {
    let ana = t.user("ana").await;
    for path in ["/api/auth/status", "/api/auth/sessions", "/api/settings", "/api/nowhere"] {
        let reply = ana.get(path).await;
        assert!(reply.cookies().is_empty(), "{reply:?}");
    }
    let reply = ana.post("/api/auth/lock", ()).await.assert_status(200);
    assert!(reply.cookies().is_empty(), "{reply:?}");
}
