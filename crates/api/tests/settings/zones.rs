//! What the time zone decides.

use serde_json::json;
use umbra_testkit::{Client, TestApp, umbra_test};

async fn overdue(client: &Client) -> Vec<String> {
    let list = client.get("/api/todos?overdue=true&sort=title").await.assert_status(200).json();
    let title = |todo: &serde_json::Value| todo["title"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(title).collect()
}

/// It is 08:00 on 2026-03-02 in UTC.
#[umbra_test]
async fn another_zone_moves_what_is_overdue_at_once(t: TestApp) {
    let (ana, laptop) = (t.user("ana").await, t.user("ana").await);
    ana.todo("a Sunday").due("2026-03-01").create().await;
    ana.todo("at half past eight").due("2026-03-02").with("due_time", "08:30").create().await;
    ana.todo("today").due("2026-03-02").create().await;
    assert_eq!(overdue(&ana).await, ["a Sunday"]);
    for (zone, expected) in [
        // 09:00 on the same day.
        (json!("Europe/Berlin"), &["a Sunday", "at half past eight"][..]),
        // 22:00 on the same day.
        (json!("Pacific/Kiritimati"), &["a Sunday", "at half past eight"]),
        // 21:00 on the day before.
        (json!("Pacific/Pago_Pago"), &[]),
        // Back to UTC.
        (json!(null), &["a Sunday"]),
    ] {
        ana.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
        for browser in [&ana, &laptop] {
            assert_eq!(overdue(browser).await, expected, "{zone}");
        }
    }
}

#[umbra_test]
async fn another_zone_changes_no_todo(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Call").due("2026-03-02").with("due_time", "08:30").create().await;
    ana.put("/api/settings", json!({"timezone": "Asia/Tokyo"})).await.assert_status(200);
    let read = ana.get(todo.url()).await;
    assert_eq!((read.json(), read.etag()), (todo.body, todo.etag.as_str()));
}
