//! `Idempotency-Key`: a repeated request gets the first answer.

use serde_json::{Value, json};
use umbra_testkit::{Client, Reply, Request, TestApp, at_once, umbra_test};

use crate::templates::{PATH, names, rows};

const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

fn create(client: &Client, body: Value) -> Request {
    client.post(PATH, body).header("Idempotency-Key", KEY)
}

fn lesson(client: &Client) -> Request {
    create(client, json!({"name": "Lesson", "title": "Piano"}))
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

/// Checks that one of several answers is fresh and that all others say less, and returns it.
#[track_caller]
fn only_fresh(replies: &[Reply]) -> &Reply {
    let fresh: Vec<_> =
        replies.iter().filter(|reply| reply.status() == 201 && !is_replay(reply)).collect();
    for reply in replies.iter().filter(|reply| reply.status() != 201) {
        reply.assert_problem(409, "idempotency_key_in_flight");
    }
    let [fresh] = fresh[..] else { panic!("{replies:?}") };
    fresh
}

#[umbra_test]
async fn a_repeated_request_gets_the_first_answer(t: TestApp) {
    let ana = t.user("ana").await;
    let first = lesson(&ana).await.assert_status(201);
    assert!(!is_replay(&first));
    assert_replay(&lesson(&ana).await, &first);
    ana.delete(first.header("location").unwrap()).await.assert_status(204);
    assert_replay(&lesson(&ana).await, &first);
    assert!(names(&ana.get(PATH).await).is_empty());
}

#[umbra_test]
async fn of_20_requests_at_once_one_counts(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let replies = at_once((0..20).map(|n| lesson(if n % 2 == 0 { &ana } else { &second }))).await;
    let fresh = only_fresh(&replies);
    assert_eq!(rows(&ana.get(PATH).await).len(), 1);
    assert_replay(&lesson(&second).await, fresh);
}

#[umbra_test]
async fn a_key_stands_for_one_body_and_a_refused_request_leaves_it_free(t: TestApp) {
    let ana = t.user("ana").await;
    let blank = create(&ana, json!({"name": " ", "title": "Piano"})).await;
    blank.assert_problem(422, "invalid").assert_field("/name", "blank");
    let nowhere = create(&ana, json!({"name": "x", "title": "x", "calendar_id": 4711})).await;
    nowhere.assert_problem(422, "invalid").assert_field("/calendar_id", "unknown_calendar");
    let first = lesson(&ana).await.assert_status(201);
    assert!(!is_replay(&first));
    let other = json!({"name": "Lesson", "title": "Violin"});
    create(&ana, other).await.assert_problem(422, "idempotency_key_reused");
    assert_eq!(names(&ana.get(PATH).await), ["Lesson"]);
}

#[umbra_test]
async fn a_repeated_instantiation_makes_one_event(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Lesson", "Piano").create().await;
    let other = ana.template("Other", "Violin").create().await;
    let send = |start: &str| ana.instantiate(&template, start).header("Idempotency-Key", KEY);
    send("2026-03-05").await.assert_problem(422, "invalid");
    let first = send("2026-03-05T10:00").await.assert_status(201);
    assert!(!is_replay(&first));
    assert_replay(&send("2026-03-05T10:00").await, &first);
    send("2026-03-05T11:00").await.assert_problem(422, "idempotency_key_reused");
    let elsewhere = ana.instantiate(&other, "2026-03-05T10:00").header("Idempotency-Key", KEY);
    elsewhere.await.assert_problem(422, "idempotency_key_reused");
    assert_eq!(ana.events("2026-03-01", "2026-04-01").await, [first.json()]);
    // The answer stays what it was, whatever becomes of the template and of the event.
    ana.delete(template.url()).await.assert_status(204);
    ana.delete(first.header("location").unwrap()).await.assert_status(204);
    assert_replay(&send("2026-03-05T10:00").await, &first);
    assert!(ana.events("2026-03-01", "2026-04-01").await.is_empty());
}

#[umbra_test]
async fn of_20_instantiations_at_once_one_counts(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let template = ana.template("Lesson", "Piano").create().await;
    let replies = at_once((0..20).map(|n| {
        let browser = if n % 2 == 0 { &*ana } else { &second };
        browser.instantiate(&template, "2026-03-05T10:00").header("Idempotency-Key", KEY)
    }))
    .await;
    let fresh = only_fresh(&replies);
    assert_eq!(ana.events("2026-03-01", "2026-04-01").await, [fresh.json()]);
}
