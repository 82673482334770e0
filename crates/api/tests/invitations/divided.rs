//! Invitations to a series that is divided, cut short or becomes a single event.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Person, TestApp, umbra_test};

use super::{PATH, answer, invite, left, seen, two};
use crate::connections::connect;

const NAME: &str = "2026-03-04T09:00:00";

/// Ana's event on five days; Ben is invited to all of it, and comes; Cleo to the third and to the last one,
/// and Dora to both that and all of it.
async fn begin(t: &TestApp) -> (Person, [Person; 3], Created) {
    let (ana, ben) = two(t).await;
    let (cleo, dora) = (t.user("cleo").await, t.user("dora").await);
    for who in [&cleo, &dora] {
        connect(&ana, who).await;
    }
    let series = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY;COUNT=5");
    let series = series.create().await;
    let all = invite(&ana, series.id, &[&ben], None).await;
    answer(&ben, &all[0], "accepted").await;
    for name in [NAME, "2026-03-06T09:00:00"] {
        let one = invite(&ana, series.id, &[&cleo], Some(name)).await;
        answer(&cleo, &one[0], "tentative").await;
    }
    // Whichever came first.
    let one = invite(&ana, series.id, &[&dora], Some(NAME)).await;
    answer(&dora, &one[0], "tentative").await;
    let all = invite(&ana, series.id, &[&dora], None).await;
    answer(&dora, &all[0], "accepted").await;
    (ana, [ben, cleo, dora], series)
}

/// Lists to what somebody is invited: the event, the occurrence and the answer.
async fn invitations(who: &Client) -> Vec<(i64, Value, String)> {
    let all: Vec<Value> = who.get(PATH).await.assert_status(200).json_as();
    let one = |one: &Value| {
        let status = one["status"].as_str().unwrap().to_owned();
        (one["event_id"].as_i64().unwrap(), one["recurrence_id"].clone(), status)
    };
    let mut all: Vec<_> = all.iter().map(one).collect();
    all.sort_by_key(|(event, name, _)| (*event, name.to_string()));
    all
}

fn to(event: i64, name: Option<&str>, status: &str) -> (i64, Value, String) {
    (event, json!(name), status.to_owned())
}

/// Divides the series where a single event is to be left.
async fn single_part(t: &TestApp, change: Value, answers: [&str; 2]) {
    let (ana, [ben, cleo, dora], series) = begin(t).await;
    let path = series.scoped("following", NAME);
    let second = ana.patch(path, change).await.assert_status(200).json();
    let (one, two) = (series.id, second["id"].as_i64().unwrap());
    assert_ne!(one, two);
    let [all, single] = answers;
    assert_eq!(invitations(&ben).await, [to(one, None, "accepted"), to(two, None, all)]);
    assert_eq!(invitations(&cleo).await, [to(two, None, single)]);
    assert_eq!(invitations(&dora).await, [to(one, None, "accepted"), to(two, None, all)]);
    let expected = ["Daily 02", "Daily 03", "Daily 04"];
    assert_eq!(
        (seen(&ben).await, seen(&dora).await),
        (expected.map(String::from).to_vec(), expected.map(String::from).to_vec())
    );
    assert_eq!(seen(&cleo).await, ["Daily 04"]);
    cleo.get(series.url()).await.assert_problem(404, "not_found");
    assert_eq!(left(t).await[0], 5);
}

#[umbra_test]
async fn a_part_that_does_not_recur_takes_along_who_is_invited_to_it(t: TestApp) {
    single_part(&t, json!({"recurrence_rule": null}), ["pending", "tentative"]).await;
}

#[umbra_test]
async fn a_part_that_does_not_recur_and_moves_takes_them_along_too(t: TestApp) {
    let change = json!({"recurrence_rule": null, "start": "2026-03-04T15:00:00Z"});
    single_part(&t, change, ["pending", "pending"]).await;
}

#[umbra_test]
async fn a_series_that_becomes_one_event_keeps_who_is_invited_to_its_start(t: TestApp) {
    for (path, start) in [("all", None), ("following", None), ("all", Some("2026-03-04T15:00:00Z"))]
    {
        let name = |who: &str| format!("{who}{}{}", path.len(), start.map_or(0, str::len));
        let ana = t.user(&name("ana")).await;
        let (ben, cleo) = (t.user(&name("ben")).await, t.user(&name("cleo")).await);
        for who in [&ben, &cleo] {
            connect(&ana, who).await;
        }
        let series = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
        let first = "2026-03-02T09:00:00";
        let one = invite(&ana, series.id, &[&ben], Some(first)).await;
        answer(&ben, &one[0], "accepted").await;
        invite(&ana, series.id, &[&cleo], Some(NAME)).await;
        let mut change = json!({"recurrence_rule": null});
        if let Some(start) = start {
            change["start"] = json!(start);
        }
        let path = match path {
            "all" => format!("{}?scope=all", series.url()),
            _ => series.scoped("following", first),
        };
        ana.patch(path, change).await.assert_status(200);
        let answered = if start.is_some() { "pending" } else { "accepted" };
        assert_eq!(invitations(&ben).await, [to(series.id, None, answered)]);
        assert_eq!((seen(&ben).await.len(), invitations(&cleo).await), (1, vec![]));
    }
}

#[umbra_test]
async fn what_ends_sooner_asks_nobody_anew(t: TestApp) {
    let (ana, [ben, cleo, _], series) = begin(&t).await;
    let all = format!("{}?scope=all", series.url());
    ana.delete(series.scoped("following", "2026-03-06T09:00:00")).await.assert_status(204);
    assert_eq!(invitations(&ben).await, [to(series.id, None, "accepted")]);
    assert_eq!(invitations(&cleo).await, [to(series.id, Some(NAME), "tentative")]);
    ana.delete(series.scoped("this", "2026-03-03T09:00:00")).await.assert_status(204);
    ana.patch(&all, json!({"recurrence_rule": "FREQ=DAILY;COUNT=3"})).await.assert_status(200);
    assert_eq!(invitations(&ben).await, [to(series.id, None, "accepted")]);
    // Who comes to all of it is asked when there is more of it; an occurrence is where it was.
    ana.patch(&all, json!({"recurrence_rule": "FREQ=DAILY;COUNT=9"})).await.assert_status(200);
    assert_eq!(invitations(&ben).await, [to(series.id, None, "pending")]);
    assert_eq!(invitations(&cleo).await, [to(series.id, Some(NAME), "tentative")]);
}
