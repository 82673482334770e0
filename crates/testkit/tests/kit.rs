//! What the kit promises its users.
#![cfg(test)]

use std::time::Duration;

use serde_json::json;
use umbra_auth::{OsEntropy, SecretKey};
use umbra_testkit::{PASSWORD, Setup, TestApp, at_once, umbra_test};

#[umbra_test]
async fn people_are_signed_in_and_apart(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let todo = ana.todo("Buy milk").due("2026-03-05").create().await;
    let read = ana.get(todo.url()).await.assert_status(200);
    assert_eq!(read.json()["title"], "Buy milk");
    assert_eq!(read.etag(), todo.etag);
    ben.get(todo.url()).await.assert_problem(404, "not_found");
    t.anonymous().get(todo.url()).await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn a_session_of_the_kit_is_what_a_sign_in_gives(t: TestApp) {
    let made = t.user("ana").await;
    let browser = t.anonymous();
    let credentials = json!({"username": "ana", "password": PASSWORD});
    let reply = browser.post("/api/auth/login", credentials).await.assert_status(200);
    for cookie in reply.cookies() {
        assert!(made.cookie(cookie.name()).is_some(), "the kit sets no {}", cookie.name());
    }
    let status = async |client: &umbra_testkit::Client| {
        client.get("/api/auth/status").await.assert_status(200).json()
    };
    assert_eq!(status(&made).await, status(&browser).await);
}

#[umbra_test]
async fn a_person_has_a_browser_for_each_sign_in(t: TestApp) {
    let (phone, laptop) = (t.user("ana").await, t.user("ana").await);
    assert_eq!(phone.id, laptop.id);
    phone.post("/api/auth/logout", ()).await.assert_status(200);
    phone.get("/api/settings").await.assert_problem(401, "unauthenticated");
    laptop.get("/api/settings").await.assert_status(200);
}

#[umbra_test]
async fn an_admin_is_one(t: TestApp) {
    t.admin().await.get("/api/admin/users").await.assert_status(200);
    t.user("ana").await.get("/api/admin/users").await.assert_problem(403, "admin_only");
}

#[umbra_test]
async fn the_clock_ends_sessions(t: TestApp) {
    let ana = t.user("ana").await;
    t.clock.advance(Duration::from_hours(24 * 6));
    ana.get("/api/settings").await.assert_status(200);
    t.clock.advance(Duration::from_hours(24 * 8));
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn a_client_has_the_address_that_the_proxy_passes_on(t: TestApp) {
    t.user("ana").await;
    let ana = t.from_address("203.0.113.7");
    let credentials = json!({"username": "ana", "password": PASSWORD});
    ana.post("/api/auth/login", credentials).await.assert_status(200);
    let sessions = ana.get("/api/auth/sessions").await.json();
    let addresses: Vec<_> =
        sessions.as_array().unwrap().iter().map(|session| &session["ip_address"]).collect();
    assert_eq!(addresses, ["203.0.113.7", "127.0.0.1"], "{sessions}");
}

#[umbra_test]
async fn headers_can_be_set_and_left_out(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    let change = json!({"title": "Buy bread"});
    ana.put(todo.url(), &change).without("X-Requested-With").await.assert_problem(403, "csrf");
    let stale = ana.put(todo.url(), &change).header("If-Match", "\"other\"").await;
    stale.assert_problem(412, "precondition_failed");
    ana.put(todo.url(), &change).header("If-Match", &todo.etag).await.assert_status(200);
    let nameless = ana.post("/api/todos", json!({"title": ""})).await;
    nameless.assert_problem(422, "invalid").assert_field("/title", "blank");
}

#[umbra_test]
async fn requests_can_be_sent_at_once(t: TestApp) {
    let ana = t.user("ana").await;
    let replies =
        at_once((0..10).map(|n| ana.post("/api/todos", json!({"title": n.to_string()})))).await;
    assert!(replies.iter().all(|reply| reply.status() == 201), "{replies:?}");
    assert_eq!(ana.get("/api/todos").await.json().as_array().unwrap().len(), 10);
}

#[umbra_test]
async fn a_second_process_shares_the_database_and_nothing_else(t: TestApp) {
    let ana = t.user("ana").await;
    let second = t.second_process().await;
    let todo = ana.at(&second).todo("Buy milk").create().await;
    ana.get(todo.url()).await.assert_status(200);
    assert_ne!(second.origin(), t.origin());
    assert_eq!(second.hashes.stats().capacity, t.hashes.stats().capacity);
}

#[umbra_test]
async fn a_second_process_can_be_set_up_differently(t: TestApp) {
    let ana = t.user("ana").await;
    let replaced = |setup: &mut Setup| {
        let old = std::mem::replace(&mut setup.secret_key, SecretKey::generate(&OsEntropy));
        setup.old_secret_keys.push(old);
    };
    let second = t.second_process_with(replaced).await;
    ana.at(&second).get("/api/settings").await.assert_status(200);
    let forgetful = t.second_process_with(|setup| {
        replaced(setup);
        setup.old_secret_keys.clear();
    });
    let unknown = ana.at(&forgetful.await).get("/api/settings").await;
    unknown.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn a_dump_shows_everything_that_is_stored(t: TestApp) {
    let ana = t.user("ana").await;
    ana.todo("Buy milk").create().await;
    let dump = t.database_dump().await;
    assert!(dump.table("todos")[0].contains("Buy milk"), "{dump}");
    assert!(dump.holds("Buy milk"));
    assert!(dump.holds(ana.session.0.to_string()));
    let cookie = ana.cookie("session").unwrap();
    assert!(cookie.split('.').all(|part| !dump.holds(part)), "{dump}");
}

fn short_sessions(setup: &mut Setup) {
    setup.app.session_idle = Duration::from_mins(5);
}

#[umbra_test(with = short_sessions)]
async fn a_setup_can_be_changed(t: TestApp) {
    let ana = t.user("ana").await;
    t.clock.advance(Duration::from_mins(6));
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
#[should_panic(expected = "as the test wants")]
async fn a_panic_fails_the_test(t: TestApp) {
    t.user("ana").await;
    panic!("as the test wants");
}

#[umbra_test]
#[should_panic(expected = "unknown kind")]
async fn an_event_that_nobody_takes_fails_the_test(t: TestApp) {
    let sql = "INSERT INTO outbox (kind, subject_id, created_at) VALUES ('new', 1, '2026-03-02 08:00:00+00:00')";
    t.execute(sql).await;
}
