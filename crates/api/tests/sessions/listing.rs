//! Seeing one's sessions.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{Client, PASSWORD, TestApp, umbra_test};

async fn sessions(browser: &Client) -> Vec<Value> {
    let list = browser.get("/api/auth/sessions").await.assert_status(200).json();
    list.as_array().unwrap().clone()
}

fn ids(sessions: &[Value]) -> Vec<i64> {
    sessions.iter().map(|session| session["id"].as_i64().unwrap()).collect()
}

#[umbra_test]
async fn a_session_tells_where_and_when_it_began(t: TestApp) {
    t.user("ana").await;
    t.clock.advance(Duration::from_mins(1));
    let phone = t.from_address("203.0.113.7");
    let login = phone
        .post("/api/auth/login", json!({"username": "ana", "password": PASSWORD}))
        .header("User-Agent", "Phone\t1.0");
    login.await.assert_status(200);
    let list = sessions(&phone).await;
    let id = list[0]["id"].clone();
    let expected = json!({
        "id": id,
        "ip_address": "203.0.113.7",
        "user_agent": "Phone?1.0",
        "created_at": "2026-03-02T08:01:00Z",
        "last_seen_at": "2026-03-02T08:01:00Z",
        "expires_at": "2026-04-01T08:01:00Z",
        "current": true,
    });
    assert_eq!(list[0], expected);
}

#[umbra_test]
async fn each_browser_sees_itself_as_the_current_one(t: TestApp) {
    let (phone, laptop) = (t.user("ana").await, t.user("ana").await);
    for browser in [&phone, &laptop] {
        let list = sessions(browser).await;
        let current: Vec<_> = list.iter().filter(|session| session["current"] == true).collect();
        assert_eq!((list.len(), current.len()), (2, 1));
        assert_eq!(current[0]["id"], browser.session.0);
    }
}

#[umbra_test]
async fn the_most_recently_used_session_comes_first(t: TestApp) {
    let (first, second) = (t.user("ana").await, t.user("ana").await);
    assert_eq!(ids(&sessions(&first).await), [second.session.0, first.session.0]);
    t.clock.advance(Duration::from_mins(2));
    first.get("/api/settings").await.assert_status(200);
    assert_eq!(ids(&sessions(&first).await), [first.session.0, second.session.0]);
}

#[umbra_test]
async fn nobody_sees_the_sessions_of_others_or_those_that_ran_out(t: TestApp) {
    t.user("ben").await;
    t.user("ana").await;
    t.clock.advance(Duration::from_hours(7 * 24));
    let ana = t.user("ana").await;
    assert_eq!(ids(&sessions(&ana).await), [ana.session.0]);
}

#[umbra_test]
async fn an_eleventh_session_ends_the_one_that_was_not_used_the_longest(t: TestApp) {
    let mut people = Vec::new();
    for _ in 0..10 {
        people.push(t.user("ana").await);
        t.clock.advance(Duration::from_mins(2));
    }
    people[0].get("/api/settings").await.assert_status(200);
    let browser = t.anonymous();
    let credentials = json!({"username": "ana", "password": PASSWORD});
    browser.post("/api/auth/login", credentials).await.assert_status(200);
    people[1].get("/api/settings").await.assert_problem(401, "unauthenticated");
    people[0].get("/api/settings").await.assert_status(200);
    assert_eq!(sessions(&browser).await.len(), 10);
}
