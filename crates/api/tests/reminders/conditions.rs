//! Versions, which move on when a reminder fires.

use umbra_testkit::{TestApp, umbra_test};

use crate::reminders::at;

#[umbra_test]
async fn what_fired_since_it_was_read_is_not_dismissed_unseen(t: TestApp) {
    let ana = t.user("ana").await;
    let daily = ana.reminder("Tablets", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let ana = at(&t, "ana", "2026-03-02T09:00:00Z").await;
    t.fire_reminders().await;
    let read = ana.get(daily.url()).header("If-None-Match", &daily.etag).await;
    let read = read.assert_status(200);
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
