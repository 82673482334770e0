//! Changes of one occurrence, and of all.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, TestApp, umbra_test};

use crate::events::all;

async fn daily(ana: &Client) -> Created {
    let event = ana.event("Daily", "2026-03-02T09:00:00").with("end", "2026-03-02T10:00:00");
    event.zone("Europe/Vienna").rule("FREQ=DAILY;COUNT=5").create().await
}

async fn march(ana: &Client) -> Vec<Value> {
    ana.events("2026-03-01", "2026-04-01").await
}

#[umbra_test]
async fn what_an_occurrence_changes_it_keeps_and_all_else_follows_the_series(t: TestApp) {
    let ana = t.user("ana").await;
    let event = daily(&ana).await;
    let third = event.scoped("this", "2026-03-04T09:00:00");
    ana.put(&third, json!({"title": "Special"})).await.assert_status(200);
    let all_of_it = format!("{}?scope=all", event.url());
    let body = json!({"title": "Every day", "description": "New"});
    ana.put(&all_of_it, body).await.assert_status(200);
    let shown = march(&ana).await;
    assert_eq!(
        all(&shown, "title"),
        ["Every day", "Every day", "Special", "Every day", "Every day"]
    );
    assert_eq!(all(&shown, "description"), ["New"; 5]);
    // Given what the series has, it follows the series again.
    let back = ana.put(&third, json!({"title": "Every day"})).await.assert_status(200).json();
    assert_eq!(back["is_override"], false);
    assert_eq!(all(&march(&ana).await, "is_override"), ["false"; 5]);
    let cleared = ana.put(&third, json!({"description": null})).await.assert_status(200).json();
    assert_eq!((&cleared["description"], &cleared["is_override"]), (&Value::Null, &true.into()));
    assert_eq!(march(&ana).await[2]["description"], Value::Null);
}

#[umbra_test]
async fn an_occurrence_is_moved_again_and_back_under_the_same_name(t: TestApp) {
    let ana = t.user("ana").await;
    let event = daily(&ana).await;
    let third = event.scoped("this", "2026-03-04T09:00:00");
    let before = march(&ana).await;
    let body = json!({"start": "2026-03-05T07:00:00", "end": "2026-03-05T07:30:00"});
    let moved = ana.put(&third, body).await.assert_status(200).json();
    assert_eq!(moved["recurrence_id"], "2026-03-04T09:00:00");
    assert_eq!(moved["start"], "2026-03-05T06:00:00Z");
    let names = all(&march(&ana).await, "recurrence_id");
    assert_eq!(
        names,
        [
            "2026-03-02T09:00:00",
            "2026-03-03T09:00:00",
            "2026-03-04T09:00:00",
            "2026-03-05T09:00:00",
            "2026-03-06T09:00:00"
        ]
    );
    // A new start alone moves the end along.
    let body = json!({"start": "2026-03-05T06:00:00"});
    let again = ana.put(&third, body).await.assert_status(200).json();
    assert_eq!(
        (&again["start"], &again["end"]),
        (&"2026-03-05T05:00:00Z".into(), &"2026-03-05T05:30:00Z".into())
    );
    let body = json!({"start": "2026-03-04T09:00:00", "end": "2026-03-04T10:00:00"});
    let back = ana.put(&third, body).await.assert_status(200).json();
    assert_eq!(back["is_override"], false);
    let (mut after, mut expected) = (march(&ana).await, before);
    for event in after.iter_mut().chain(&mut expected) {
        event["updated_at"] = Value::Null;
        event["version"] = Value::Null;
    }
    assert_eq!(after, expected);
}

#[umbra_test]
async fn one_occurrence_can_become_all_day_and_the_others_stay(t: TestApp) {
    let ana = t.user("ana").await;
    let event = daily(&ana).await;
    let third = event.scoped("this", "2026-03-04T09:00:00");
    let whole = ana.put(&third, json!({"all_day": true})).await.assert_status(200).json();
    assert_eq!((&whole["start"], &whole["end"]), (&"2026-03-04".into(), &"2026-03-05".into()));
    assert_eq!(whole["recurrence_id"], "2026-03-04T09:00:00");
    let shown = march(&ana).await;
    assert_eq!(all(&shown, "all_day"), ["false", "false", "true", "false", "false"]);
}

#[umbra_test]
async fn a_deleted_occurrence_stays_away_when_the_series_moves(t: TestApp) {
    let ana = t.user("ana").await;
    let event = daily(&ana).await;
    let second = event.scoped("this", "2026-03-03T09:00:00");
    ana.delete(&second).await.assert_status(204);
    ana.delete(&second).await.assert_problem(422, "invalid");
    ana.put(event.scoped("this", "2026-03-04T09:00:00"), json!({"title": "Special"})).await;
    let series = ana.get(event.url()).await.json();
    assert_eq!(series["exdates"], json!(["2026-03-03T09:00:00"]));
    let body = json!({"start": "2026-03-02T11:00:00", "end": "2026-03-02T12:00:00"});
    ana.put(format!("{}?scope=all", event.url()), body).await.assert_status(200);
    let shown = march(&ana).await;
    assert_eq!(
        all(&shown, "start"),
        [
            "2026-03-02T10:00:00Z",
            "2026-03-04T10:00:00Z",
            "2026-03-05T10:00:00Z",
            "2026-03-06T10:00:00Z"
        ]
    );
    assert_eq!(all(&shown, "title"), ["Daily", "Special", "Daily", "Daily"]);
    assert_eq!(shown[1]["recurrence_id"], "2026-03-04T11:00:00");
}

#[umbra_test]
async fn a_weekly_series_moved_to_another_day_takes_its_exceptions_along(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Weekly", "2026-03-02T09:00:00Z").rule("FREQ=WEEKLY;COUNT=4");
    let event = event.with("exdates", json!(["2026-03-09T09:00:00Z"])).create().await;
    ana.put(event.scoped("this", "2026-03-16T09:00:00"), json!({"title": "Special"})).await;
    let body = json!({"start": "2026-03-03T10:00:00Z", "end": null});
    ana.put(format!("{}?scope=all", event.url()), body).await.assert_status(200);
    let shown = ana.events("2026-03-01", "2026-05-01").await;
    assert_eq!(
        all(&shown, "start"),
        ["2026-03-03T10:00:00Z", "2026-03-17T10:00:00Z", "2026-03-24T10:00:00Z"]
    );
    assert_eq!(all(&shown, "title"), ["Weekly", "Special", "Weekly"]);
}

#[umbra_test]
async fn the_last_occurrence_to_go_takes_the_series_along(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Twice", "2026-03-02").rule("FREQ=DAILY;COUNT=2").create().await;
    ana.delete(event.scoped("this", "2026-03-02")).await.assert_status(204);
    assert_eq!(all(&march(&ana).await, "start"), ["2026-03-03"]);
    ana.delete(event.scoped("this", "2026-03-03")).await.assert_status(204);
    ana.get(event.url()).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn of_two_changes_with_the_same_tag_one_wins(t: TestApp) {
    let ana = t.user("ana").await;
    let event = daily(&ana).await;
    let paths = [
        event.scoped("this", "2026-03-03T09:00:00"),
        event.scoped("this", "2026-03-04T09:00:00"),
        event.scoped("following", "2026-03-05T09:00:00"),
        format!("{}?scope=all", event.url()),
    ];
    let requests = paths.iter().map(|path| {
        let request = ana.put(path, json!({"title": "Won"})).header("if-match", &event.etag);
        async move { request.await.status() }
    });
    let mut statuses = umbra_testkit::at_once(requests).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412]);
}

#[umbra_test]
async fn changes_of_many_occurrences_at_once_all_stay(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Daily", "2026-03-01").rule("FREQ=DAILY;COUNT=12").create().await;
    let requests = (1..=12).map(|day| {
        let path = event.scoped("this", &format!("2026-03-{day:02}"));
        let request = ana.put(path, json!({"title": day.to_string()}));
        async move { request.await.status() }
    });
    assert_eq!(umbra_testkit::at_once(requests).await, [200; 12]);
    let expected: Vec<_> = (1..=12).map(|day| day.to_string()).collect();
    assert_eq!(all(&march(&ana).await, "title"), expected);
}

#[umbra_test]
async fn an_occurrence_in_a_gap_is_named_by_its_instant_too(t: TestApp) {
    let ana = t.user("ana").await;
    // On 29 March 2026, 02:30 isn't there, and 03:30 takes its place.
    let event = ana.event("Night", "2026-03-28T02:30:00").zone("Europe/Vienna");
    let event = event.rule("FREQ=DAILY;COUNT=4").create().await;
    let path = event.scoped("this", "2026-03-29T01:30:00Z");
    let named = ana.put(&path, json!({"title": "Short"})).await.assert_status(200).json();
    assert_eq!(named["recurrence_id"], "2026-03-29T02:30:00");
    let body = json!({"exdates": ["2026-03-29T01:30:00Z"]});
    ana.put(format!("{}?scope=all", event.url()), body).await.assert_status(200);
    let shown = march_to_april(&ana).await;
    assert_eq!(all(&shown, "title"), ["Night", "Night", "Night"]);
}

async fn march_to_april(ana: &Client) -> Vec<Value> {
    ana.events("2026-03-01", "2026-05-01").await
}
