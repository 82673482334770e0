//! `GET /api/notifications/deliveries`.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use super::{PATH, at, deliveries, phones, with_phone};
use crate::statistics::Statistics;

#[umbra_test(with = phones)]
async fn the_list_has_ones_own_and_is_narrowed_by_state_notification_and_subject(t: TestApp) {
    let (ana, ben) = (with_phone(&t, "ana").await, with_phone(&t, "ben").await);
    let tablets = ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    let pills = ana.reminder("Pills", "2026-03-02T09:00:00Z").create().await;
    ben.reminder("Drops", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    ana.patch(pills.action("dismiss"), ()).await.assert_status(200);
    t.deliver().await;
    let titles = async |query: &str| {
        let all: Vec<Value> = ana.get(format!("{PATH}?{query}")).await.assert_status(200).json_as();
        all.iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut all = titles("").await;
    all.sort();
    assert_eq!(all, ["Pills", "Tablets"]);
    assert_eq!(titles("state=sent").await, ["Tablets"]);
    assert_eq!(titles("state=cleared").await, ["Pills"]);
    assert!(titles("state=failed").await.is_empty());
    assert_eq!(titles(&format!("subject=reminder:{}", tablets.id)).await, ["Tablets"]);
    assert!(titles(&format!("subject=todo:{}", tablets.id)).await.is_empty());
    let all = deliveries(&ana).await;
    for one in &all {
        let of = titles(&format!("notification={}", one["notification_id"])).await;
        assert_eq!(of, [one["title"].as_str().unwrap()]);
    }
    let other = deliveries(&ben).await[0]["notification_id"].clone();
    assert!(titles(&format!("notification={other}")).await.is_empty());
    let dismissed = all.iter().find(|one| one["title"] == "Pills").unwrap();
    assert_eq!(
        dismissed["subject"],
        json!({"type": "reminder", "id": pills.id,
        "recurrence_id": "2026-03-02T09:00:00"})
    );
    assert_eq!((&dismissed["path"], &dismissed["kind"]), (&json!(pills.url()), &json!("reminder")));
}

#[umbra_test(with = phones)]
async fn what_is_no_filter_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    for (query, code) in [
        ("notification=0", "out_of_range"),
        ("subject=reminder", "invalid_subject"),
        ("subject=reminder:0", "invalid_subject"),
        ("subject=reminder:x", "invalid_subject"),
        ("subject=moon:1", "invalid_subject"),
    ] {
        let refused = ana.get(format!("{PATH}?{query}")).await.assert_status(422).json();
        assert_eq!(refused["errors"][0]["code"], json!(code), "{query}");
    }
    ana.get(format!("{PATH}?state=lost")).await.assert_status(422);
}

#[umbra_test(with = phones)]
async fn the_list_has_pages_the_newest_first(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    for n in 0..5 {
        ana.reminder(&format!("Number {n}"), &format!("2026-03-02T09:0{n}:00Z")).create().await;
        at(&t, &format!("2026-03-02T09:0{n}:00Z")).await;
    }
    let (mut path, mut titles) = (format!("{PATH}?limit=2&state=sent"), Vec::new());
    loop {
        let page = ana.get(&path).await.assert_status(200);
        let all: Vec<Value> = page.json_as();
        titles.extend(all.iter().map(|one| one["title"].as_str().unwrap().to_owned()));
        let Some(next) = page.next_page() else { break };
        path = next;
    }
    let expected: Vec<_> = (0..5).rev().map(|n| format!("Number {n}")).collect();
    assert_eq!(titles, expected);
}

#[umbra_test(with = phones)]
async fn the_list_takes_three_statements_beside_the_session(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    for n in 0..20 {
        ana.reminder(&format!("Number {n}"), "2026-03-02T09:00:00Z").create().await;
    }
    at(&t, "2026-03-02T09:00:00Z").await;
    let Some(mut statistics) = Statistics::of(&t, &ana).await else { return };
    let each = statistics.of_request(&t, &ana, PATH).await;
    assert!(each < 3.0 + 1.0 + 0.3, "{each}");
}
