//! `Idempotency-Key`: a repeated request gets the first answer.

use serde_json::{Value, json};
use umbra_testkit::{Client, Request, TestApp, at_once, umbra_test};

use crate::reminders::{at, rows};

fn create(client: &Client, body: Value) -> Request {
    client.post("/api/reminders", body).header("Idempotency-Key", "key")
}

fn tablets(client: &Client) -> Request {
    create(client, json!({"title": "Tablets", "remind_at": "2026-03-02T09:00:00Z"}))
}

#[umbra_test]
async fn a_repeated_request_gets_the_first_answer_and_does_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    let first = tablets(&ana).await.assert_status(201);
    let url = first.header("location").unwrap();
    // Whatever became of it.
    let ana = at(&t, "ana", "2026-03-02T10:00:00Z").await;
    t.fire_reminders().await;
    ana.delete(url).await.assert_status(204);
    let again = tablets(&ana).await.assert_status(201);
    assert_eq!((again.text(), again.etag()), (first.text(), first.etag()));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert!(rows(&ana.get("/api/reminders").await).is_empty());
    let other = create(&ana, json!({"title": "Tablets", "remind_at": "2026-03-02T09:00:01Z"}));
    other.await.assert_problem(422, "idempotency_key_reused");
}

#[umbra_test]
async fn of_20_requests_at_once_one_counts(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let replies = at_once((0..20).map(|n| tablets(if n % 2 == 0 { &ana } else { &second }))).await;
    assert!(replies.iter().all(|reply| [201, 409].contains(&reply.status())), "{replies:?}");
    assert_eq!(rows(&ana.get("/api/reminders").await).len(), 1);
}
