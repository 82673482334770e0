//! Changes of "this and all following" occurrences.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::events::all;

#[umbra_test]
async fn a_series_is_divided_and_every_occurrence_is_there_once(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Weekly", "2026-03-02T09:00:00").with("end", "2026-03-02T10:00:00");
    let event = event.zone("Europe/Vienna").rule("FREQ=WEEKLY;COUNT=6");
    let event = event.with("exdates", json!(["2026-04-06T09:00:00"])).create().await;
    for (id, title) in [("2026-03-09T09:00:00", "Early"), ("2026-03-30T09:00:00", "Late")] {
        ana.put(event.scoped("this", id), json!({"title": title})).await.assert_status(200);
    }
    let before = ana.events("2026-01-01", "2027-01-01").await;
    let rest = ana.put(event.scoped("following", "2026-03-23T09:00:00"), json!({"title": "New"}));
    let rest = rest.await.assert_status(200).json();
    assert_ne!(rest["id"], event.id);
    assert_eq!(
        (&rest["recurrence_rule"], &rest["start"]),
        (&"FREQ=WEEKLY;COUNT=3".into(), &"2026-03-23T08:00:00Z".into())
    );
    let after = ana.events("2026-01-01", "2027-01-01").await;
    assert_eq!(all(&after, "start"), all(&before, "start"));
    assert_eq!(all(&after, "title"), ["Weekly", "Early", "Weekly", "New", "Late"]);
    let old = ana.get(event.url()).await.json();
    assert_eq!(
        (&old["recurrence_rule"], &old["exdates"]),
        (&"FREQ=WEEKLY;COUNT=3".into(), &json!([]))
    );
    assert_eq!(rest["exdates"], json!(["2026-04-06T09:00:00"]));
}

#[umbra_test]
async fn from_the_first_occurrence_on_it_is_the_whole_series(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let path = event.scoped("following", "2026-03-02T09:00:00");
    let whole = ana.put(&path, json!({"title": "All"})).await.assert_status(200).json();
    assert_eq!(whole["id"], event.id);
    assert_eq!(whole["recurrence_rule"], "FREQ=DAILY");
    // Also when what came before was taken away.
    ana.delete(event.scoped("this", "2026-03-02T09:00:00")).await.assert_status(204);
    let path = event.scoped("following", "2026-03-03T09:00:00");
    let whole = ana.put(&path, json!({"title": "Rest"})).await.assert_status(200).json();
    assert_eq!((&whole["id"], &whole["start"]), (&event.id.into(), &"2026-03-03T09:00:00Z".into()));
    ana.delete(&path).await.assert_status(204);
    ana.get(event.url()).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn the_rest_gets_its_own_time_and_keeps_the_days_that_were_taken_away(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Daily", "2026-03-02T09:00:00Z").with("end", "2026-03-02T10:00:00Z");
    let event = event.rule("FREQ=DAILY;UNTIL=20260308").create().await;
    ana.delete(event.scoped("this", "2026-03-06T09:00:00")).await.assert_status(204);
    ana.put(event.scoped("this", "2026-03-07T09:00:00"), json!({"title": "Special"})).await;
    let body = json!({
        "start": "2026-03-05T14:00:00Z", "end": "2026-03-05T14:30:00Z",
        // A frontend sends the rule of the series back.
        "recurrence_rule": "FREQ=DAILY;UNTIL=20260308",
    });
    let path = event.scoped("following", "2026-03-05T09:00:00");
    ana.put(path, body).await.assert_status(200);
    let shown = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(
        all(&shown, "start"),
        [
            "2026-03-02T09:00:00Z",
            "2026-03-03T09:00:00Z",
            "2026-03-04T09:00:00Z",
            "2026-03-05T14:00:00Z",
            "2026-03-07T14:00:00Z",
            "2026-03-08T14:00:00Z"
        ]
    );
    assert_eq!(all(&shown, "title")[4], "Special");
}

#[umbra_test]
async fn the_occurrence_itself_gives_way_to_the_change(t: TestApp) {
    let ana = t.user("ana").await;
    let event =
        ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY;COUNT=4").create().await;
    let third = "2026-03-04T09:00:00";
    let own = json!({"title": "Own", "start": "2026-03-04T11:00:00Z", "end": null,
        "description": "Kept"});
    ana.put(event.scoped("this", third), own).await.assert_status(200);
    let body = json!({"title": "New", "start": "2026-03-04T15:00:00Z", "end": null});
    ana.put(event.scoped("following", third), body).await.assert_status(200);
    let shown = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(all(&shown, "title"), ["Daily", "Daily", "New", "New"]);
    assert_eq!(all(&shown, "start")[2..], ["2026-03-04T15:00:00Z", "2026-03-05T15:00:00Z"]);
    assert_eq!(shown[2]["description"], "Kept");
}

#[umbra_test]
async fn a_refused_division_leaves_everything_as_it_was(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let before = t.database_dump().await;
    let path = event.scoped("following", "2026-03-04T09:00:00");
    for body in [
        json!({"end": "2026-03-01T00:00:00Z"}),
        json!({"recurrence_rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"}),
        json!({"calendar_id": 999}),
    ] {
        ana.put(&path, body).await.assert_problem(422, "invalid");
    }
    assert_eq!(t.database_dump().await, before);
}

#[umbra_test]
async fn deleting_the_following_ones_keeps_what_came_before(t: TestApp) {
    let ana = t.user("ana").await;
    let event =
        ana.event("Monthly", "2026-01-31").rule("FREQ=MONTHLY;BYMONTHDAY=-1").create().await;
    ana.delete(event.scoped("following", "2026-04-30")).await.assert_status(204);
    let shown = ana.events("2026-01-01", "2030-01-01").await;
    assert_eq!(all(&shown, "start"), ["2026-01-31", "2026-02-28", "2026-03-31"]);
    let left = ana.get(event.url()).await.json();
    assert_ne!(left["recurrence_rule"], Value::Null);
}

#[umbra_test]
async fn a_rule_that_dividing_makes_longer_than_clients_may_send_is_read_again(t: TestApp) {
    let ana = t.user("ana").await;
    let days: Vec<_> = (1..=200).map(|day| day.to_string()).collect();
    let mut rule = format!("FREQ=YEARLY;BYYEARDAY={}", days.join(","));
    rule.truncate(rule[..497].rfind(',').unwrap());
    let event = ana.event("Many days", "2026-01-01T09:00:00Z").rule(&rule).create().await;
    let path = event.scoped("following", "2026-02-01T09:00:00");
    ana.put(&path, json!({"title": "Later"})).await.assert_status(200);
    let shown = ana.events("2026-01-30", "2026-02-03").await;
    assert_eq!(all(&shown, "title"), ["Many days", "Many days", "Later", "Later"]);
    ana.get(event.url()).await.assert_status(200);
    ana.delete(format!("{}?scope=all", event.url())).await.assert_status(204);
}

#[umbra_test]
async fn the_first_part_moved_to_another_zone_does_not_reach_into_the_second(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Daily", "2026-03-02T09:00:00").zone("America/New_York");
    let event = event.rule("FREQ=DAILY").create().await;
    let path = event.scoped("following", "2026-03-10T09:00:00");
    ana.put(&path, json!({"title": "Rest"})).await.assert_status(200);
    for zone in ["Europe/Vienna", "Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        let all_of_it = format!("{}?scope=all", event.url());
        ana.put(all_of_it, json!({"timezone": zone})).await.assert_status(200);
        let shown = ana.events("2026-03-01T00:00:00Z", "2026-03-20T00:00:00Z").await;
        let first = shown.iter().filter(|one| one["title"] == "Daily").count();
        assert_eq!(first, 8, "{zone}: 2 to 9 March");
    }
}
