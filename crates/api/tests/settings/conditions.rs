//! `ETag`, `If-Match` and `If-None-Match`.

use serde_json::json;
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::settings::{defaults, read};

#[umbra_test]
async fn a_change_of_nothing_keeps_the_version(t: TestApp) {
    let ana = t.user("ana").await;
    t.clock.advance(std::time::Duration::from_secs(60));
    let same = json!({"timezone": "utc", "preferred_name": null, "upcoming_days": 7});
    for body in [json!({}), same] {
        let reply = ana.put("/api/settings", body).await.assert_status(200);
        assert_eq!((reply.json(), reply.etag()), (defaults(), "\"1\""));
    }
}

#[umbra_test]
async fn a_change_happens_only_to_the_version_that_was_read(t: TestApp) {
    let ana = t.user("ana").await;
    let change =
        |tag: &str| ana.put("/api/settings", json!({"upcoming_days": 30})).header("If-Match", tag);
    for stale in ["\"2\"", "W/\"1\"", "\"2\", \"3\"", "\"01\"", "\"\""] {
        change(stale).await.assert_problem(412, "precondition_failed");
    }
    let nothing = ana.put("/api/settings", json!({})).header("If-Match", "\"2\"").await;
    nothing.assert_problem(412, "precondition_failed");
    for malformed in ["1", "", "\"1", "\"1\" \"2\"", "*, \"1\""] {
        change(malformed).await.assert_problem(400, "malformed_if_match");
    }
    assert_eq!(read(&ana).await, defaults());
    assert_eq!(change("\"7\", \"1\"").await.assert_status(200).etag(), "\"2\"");
    change("\"1\"").await.assert_problem(412, "precondition_failed");
    change("*").await.assert_status(200);
}

#[umbra_test]
async fn of_20_changes_of_one_version_one_wins(t: TestApp) {
    let ana = t.user("ana").await;
    let replies = at_once((1..=20).map(|days| {
        ana.put("/api/settings", json!({"upcoming_days": days + 30})).header("If-Match", "\"1\"")
    }))
    .await;
    let won: Vec<_> = replies.iter().filter(|reply| reply.status() == 200).collect();
    assert_eq!(won.len(), 1, "{replies:?}");
    for lost in replies.iter().filter(|reply| reply.status() != 200) {
        lost.assert_problem(412, "precondition_failed");
    }
    assert_eq!(read(&ana).await, won[0].json());
    assert_eq!(won[0].etag(), "\"2\"");
}

#[umbra_test]
async fn changes_of_different_settings_at_once_are_all_kept(t: TestApp) {
    let ana = t.user("ana").await;
    let changes = [
        json!({"timezone": "Europe/Berlin"}),
        json!({"preferred_name": "Ana"}),
        json!({"accent_color": "#1a2b3c"}),
        json!({"first_day_of_week": 6}),
        json!({"upcoming_days": 30}),
        json!({"auto_lock_minutes": 15}),
    ];
    let replies = at_once(changes.iter().map(|change| ana.put("/api/settings", change))).await;
    assert!(replies.iter().all(|reply| reply.status() == 200), "{replies:?}");
    let mut expected = defaults();
    for change in &changes {
        for (field, value) in change.as_object().unwrap() {
            expected[field] = value.clone();
        }
    }
    let read = ana.get("/api/settings").await;
    assert_eq!((read.json(), read.etag()), (expected, "\"7\""));
}

#[umbra_test]
async fn what_the_client_has_is_not_sent_again(t: TestApp) {
    let ana = t.user("ana").await;
    let ask = |tag: &str| ana.get("/api/settings").header("If-None-Match", tag);
    for known in ["\"1\"", "W/\"1\"", "\"7\", \"1\"", "*"] {
        let reply = ask(known).await.assert_status(304);
        assert!(reply.bytes().is_empty());
        assert_eq!(reply.etag(), "\"1\"");
    }
    ana.put("/api/settings", json!({"upcoming_days": 30})).await.assert_status(200);
    let reply = ask("\"1\"").await.assert_status(200);
    assert_eq!((reply.json()["upcoming_days"].as_i64(), reply.etag()), (Some(30), "\"2\""));
}
