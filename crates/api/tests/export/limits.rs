use std::time::Duration;

use serde_json::json;
use umbra_testkit::{PASSWORD, TestApp, umbra_test};

use super::{PATH, exported, list};
use crate::alone::one_process_for_rates;

#[umbra_test]
async fn it_takes_a_proof_of_who_asks(t: TestApp) {
    let ana = t.user("ana").await;
    t.clock.advance(Duration::from_secs(6 * 60));
    ana.get(PATH).await.assert_problem(403, "reauthentication_required");
    let proof = json!({"password": PASSWORD});
    ana.post("/api/auth/verify-password", proof).await.assert_status(200);
    ana.get(PATH).await.assert_status(200);
}

#[umbra_test(with = one_process_for_rates)]
async fn there_are_only_so_many_a_minute(t: TestApp) {
    let ana = t.user("ana").await;
    for _ in 0..6 {
        ana.get(PATH).await.assert_status(200);
    }
    let refused = ana.get(PATH).await;
    refused.assert_problem(429, "too_many_requests");
    assert!(refused.header("retry-after").is_some(), "{refused:?}");
    t.clock.advance(Duration::from_secs(60));
    ana.get(PATH).await.assert_status(200);
}

#[umbra_test]
async fn each_is_on_record(t: TestApp) {
    let (ana, admin) = (t.user("ana").await, t.admin().await);
    ana.get(PATH).await.assert_status(200);
    let entry = crate::admin::kit::newest(&admin, "auth.export").await;
    assert_eq!((&entry["actor_id"], &entry["outcome"]), (&json!(ana.id), &json!("success")));
}

#[umbra_test]
async fn asking_for_the_head_begins_none(t: TestApp) {
    let ana = t.user("ana").await;
    let head = ana.head(PATH).await.assert_status(200);
    assert_eq!(head.bytes(), b"");
    assert_eq!(head.header("content-type"), Some("application/zip"));
    let on_record = async || {
        let dump = t.database_dump().await;
        dump.table("audit_log").iter().filter(|row| row.contains("auth.export")).count()
    };
    assert_eq!(on_record().await, 0);
    let whole = ana.get(PATH).await.assert_status(200);
    assert_eq!(head.header("content-disposition"), whole.header("content-disposition"));
    assert_eq!(on_record().await, 1);
    t.clock.advance(Duration::from_secs(6 * 60));
    ana.head(PATH).await.assert_status(403);
}

#[umbra_test]
async fn many_things_come_each_once_and_in_order(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let (mine, theirs) = (ana.project("Herons").create().await, ben.project("No").create().await);
    for place in 0..230 {
        ana.task(&mine, &format!("Task {place}")).create().await;
        // Between them in the order of ids.
        if place % 10 == 0 {
            ben.task(&theirs, "No").create().await;
        }
    }
    let tasks = list(&exported(&ana).await, "tasks.json");
    let titles: Vec<_> = tasks.iter().map(|task| task["title"].as_str().unwrap()).collect();
    let expected: Vec<_> = (0..230).map(|place| format!("Task {place}")).collect();
    assert_eq!(titles, expected);
}
