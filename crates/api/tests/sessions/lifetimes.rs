//! How long a session lives.

use std::time::Duration;

use jiff::Timestamp;
use umbra_domain::Clock as _;
use umbra_testkit::{Person, Setup, TestApp, TestClock, umbra_test};

const DAY: Duration = Duration::from_hours(24);
const SECOND: Duration = Duration::from_secs(1);

async fn last_seen(person: &Person) -> Timestamp {
    let sessions = person.get("/api/auth/sessions").await.assert_status(200).json();
    sessions[0]["last_seen_at"].as_str().unwrap().parse().unwrap()
}

#[umbra_test]
async fn a_session_ends_after_seven_days_without_use(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    t.clock.advance(7 * DAY - SECOND);
    ana.get("/api/settings").await.assert_status(200);
    t.clock.advance(SECOND);
    ben.get("/api/settings").await.assert_problem(401, "unauthenticated");
    ana.get("/api/settings").await.assert_status(200);
}

#[umbra_test]
async fn a_session_ends_after_thirty_days_however_much_it_is_used(t: TestApp) {
    let ana = t.user("ana").await;
    for _ in 0..5 {
        t.clock.advance(6 * DAY - SECOND);
        ana.get("/api/settings").await.assert_status(200);
    }
    t.clock.advance(4 * SECOND);
    ana.get("/api/settings").await.assert_status(200);
    t.clock.advance(SECOND);
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn proving_the_password_prolongs_nothing_beyond_thirty_days(t: TestApp) {
    let ana = t.user("ana").await;
    for _ in 0..5 {
        t.clock.advance(6 * DAY - SECOND);
        let password = serde_json::json!({"password": umbra_testkit::PASSWORD});
        ana.post("/api/auth/verify-password", password).await.assert_status(200);
    }
    t.clock.advance(5 * SECOND);
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn an_ended_session_comes_back_with_no_clock_that_is_set_back(t: TestApp) {
    let ana = t.user("ana").await;
    ana.post("/api/auth/logout", ()).await.assert_status(200);
    t.clock.set(TestClock::START - jiff::SignedDuration::from_hours(1));
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn the_last_use_is_written_down_once_a_minute(t: TestApp) {
    let ana = t.user("ana").await;
    let began = t.clock.now();
    t.clock.advance(59 * SECOND);
    assert_eq!(last_seen(&ana).await, began);
    t.clock.advance(SECOND);
    let used = t.clock.now();
    assert_eq!(last_seen(&ana).await, used);
    t.clock.advance(59 * SECOND);
    assert_eq!(last_seen(&ana).await, used);
    t.clock.advance(SECOND);
    assert_eq!(last_seen(&ana).await, t.clock.now());
}

#[umbra_test]
async fn reading_the_status_counts_as_use(t: TestApp) {
    let ana = t.user("ana").await;
    for _ in 0..2 {
        t.clock.advance(5 * DAY);
        let status = ana.get("/api/auth/status").await.assert_status(200).json();
        assert_eq!(status["authenticated"], true);
    }
    ana.get("/api/settings").await.assert_status(200);
}

fn an_operator_in_a_hurry(setup: &mut Setup) {
    setup.app.session_idle = Duration::from_mins(10);
    setup.app.session_lifetime = Duration::from_hours(1);
}

#[umbra_test(with = an_operator_in_a_hurry)]
async fn an_operator_sets_both_lifetimes(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    for _ in 0..6 {
        ana.get("/api/settings").await.assert_status(200);
        t.clock.advance(Duration::from_mins(10) - SECOND);
    }
    ben.get("/api/settings").await.assert_problem(401, "unauthenticated");
    ana.get("/api/settings").await.assert_status(200);
    t.clock.advance(6 * SECOND);
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
}
