//! `Idempotency-Key`: a repeated request gets the first answer.

use serde_json::{Value, json};
use umbra_testkit::{Reply, TestApp, at_once, umbra_test};

use crate::templates::PATH;

const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

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

#[umbra_test]
async fn a_template_for_an_unknown_calendar_leaves_its_key_free(t: TestApp) {
    let ana = t.user("ana").await;
    let send = |body: Value| ana.post(PATH, body).header("Idempotency-Key", KEY);
    let nowhere = send(json!({"name": "x", "title": "x", "calendar_id": 4711})).await;
    nowhere.assert_problem(422, "invalid").assert_field("/calendar_id", "unknown_calendar");
    let first = send(json!({"name": "x", "title": "x"})).await.assert_status(201);
    assert!(!is_replay(&first));
}
