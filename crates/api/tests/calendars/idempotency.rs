//! `Idempotency-Key`: a repeated request gets the first answer.

use serde_json::{Value, json};
use umbra_testkit::{Client, Reply, Request, TestApp, at_once, umbra_test};

use crate::calendars::{default_of, names};

const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

fn create(client: &Client, body: Value) -> Request {
    client.post("/api/calendars", body).header("Idempotency-Key", KEY)
}

fn work(client: &Client) -> Request {
    create(client, json!({"name": "Work", "is_default": true}))
}

fn is_replay(reply: &Reply) -> bool {
    reply.header("idempotent-replayed") == Some("true")
}

/// Checks that an answer is the first one once more.
#[track_caller]
fn assert_replay(reply: &Reply, first: &Reply) {
    let reply = reply.clone().assert_status(201);
    assert!(is_replay(&reply), "{reply:?}");
    assert_eq!(reply.text(), first.text());
    for name in ["etag", "location", "content-type"] {
        assert_eq!(reply.header(name), first.header(name), "{name}");
    }
}

#[umbra_test]
async fn a_repeated_request_gets_the_first_answer_and_moves_no_default(t: TestApp) {
    let ana = t.user("ana").await;
    let personal = default_of(&ana).await;
    let first = work(&ana).await.assert_status(201);
    assert!(!is_replay(&first));
    ana.put(crate::calendars::url(&personal), json!({"is_default": true})).await.assert_status(200);
    assert_replay(&work(&ana).await, &first);
    assert_eq!(default_of(&ana).await["id"], personal["id"]);
    ana.delete(first.header("location").unwrap()).await.assert_status(204);
    assert_replay(&work(&ana).await, &first);
    assert_eq!(names(&ana.get("/api/calendars").await), ["Personal"]);
}

#[umbra_test]
async fn who_deletes_a_calendar_and_who_puts_an_event_into_it_do_not_wait_for_each_other(
    t: TestApp,
) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    for round in 0..5 {
        let calendar = ana.calendar("Work").create().await;
        let replies = at_once((0..8).map(|n| {
            let browser = if n % 2 == 0 { &*ana } else { &second };
            if n == 4 {
                return browser.delete(calendar.url());
            }
            let body = json!({"title": "x", "start": "2026-03-05", "calendar_id": calendar.id});
            browser.post("/api/events", body).header("Idempotency-Key", &format!("{round}-{n}"))
        }))
        .await;
        assert_eq!(replies[4].status(), 204, "{replies:?}");
        for refused in replies.iter().filter(|reply| reply.status() >= 300) {
            let problem = refused.assert_problem(422, "invalid");
            problem.assert_field("/calendar_id", "unknown_calendar");
        }
    }
    assert!(ana.events("2026-03-01", "2026-04-01").await.is_empty());
}
