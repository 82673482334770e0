//! `ETag`, `If-Match` and `If-None-Match`.

use serde_json::json;
use umbra_testkit::{Client, Created, Request, TestApp, at_once, umbra_test};

use crate::reminders::at;

/// Prepares each request that changes a reminder.
fn changes(client: &Client, reminder: &Created) -> [Request; 5] {
    [
        client.put(reminder.url(), json!({"title": "Vitamins"})),
        client.patch(reminder.url(), json!({"title": "Vitamins"})),
        client.patch(reminder.action("dismiss"), ()),
        client.patch(reminder.action("snooze"), json!({"minutes": 5})),
        client.delete(reminder.url()),
    ]
}

#[umbra_test]
async fn a_change_happens_only_to_the_version_that_was_read(t: TestApp) {
    let ana = t.user("ana").await;
    for n in 0..5 {
        let made = ana.reminder("Tablets", "2026-03-05T09:00:00Z").create().await;
        let change = || changes(&ana, &made).into_iter().nth(n).unwrap();
        for stale in ["\"2\"", "\"0\"", "W/\"1\""] {
            let refused = change().header("If-Match", stale).await;
            refused.assert_problem(412, "precondition_failed");
        }
        change().header("If-Match", "1").await.assert_problem(400, "malformed_if_match");
        assert_eq!(ana.get(made.url()).await.json(), made.body);
        let done = change().header("If-Match", &made.etag).await;
        assert!(done.status() < 300, "{done:?}");
        let again = change().header("If-Match", &made.etag).await;
        let gone = done.status() == 204;
        again.assert_problem(
            if gone { 404 } else { 412 },
            if gone { "not_found" } else { "precondition_failed" },
        );
    }
}

#[umbra_test]
async fn of_20_changes_of_one_version_one_wins(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let made = ana.reminder("Tablets", "2026-03-05T09:00:00Z").create().await;
    let requests = (0..2).flat_map(|_| [changes(&ana, &made), changes(&second, &made)]);
    let requests = requests.flatten().map(|request| request.header("If-Match", &made.etag));
    let replies = at_once(requests).await;
    let won = replies.iter().filter(|reply| reply.status() < 300).count();
    assert_eq!(won, 1, "{replies:?}");
}

#[umbra_test]
async fn what_fired_since_it_was_read_is_not_dismissed_unseen(t: TestApp) {
    let ana = t.user("ana").await;
    let daily = ana.reminder("Tablets", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let ana = at(&t, "ana", "2026-03-02T09:00:00Z").await;
    t.fire_reminders().await;
    let read = ana.get(daily.url()).await;
    assert_eq!(
        (read.json()["due_at"].as_str(), read.etag()),
        (Some("2026-03-02T09:00:00Z"), "\"2\"")
    );
    assert_eq!(read.json()["updated_at"], daily.body["updated_at"], "nobody changed it");
    let ana = at(&t, "ana", "2026-03-03T09:00:00Z").await;
    t.fire_reminders().await;
    let dismiss = |tag: &str| ana.patch(daily.action("dismiss"), ()).header("If-Match", tag);
    dismiss(read.etag()).await.assert_problem(412, "precondition_failed");
    dismiss("\"3\"").await.assert_status(200);
}

#[umbra_test]
async fn what_the_client_has_is_not_sent_again(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    let read = || ana.get(made.url()).header("If-None-Match", &made.etag);
    read().await.assert_status(304);
    t.clock.set("2026-03-02T09:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    assert_eq!(read().await.assert_status(200).etag(), "\"2\"");
}
