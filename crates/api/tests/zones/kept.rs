//! What a process with newer rules makes of what is stored.

use serde_json::json;
use umbra_app::KeptOnClocks;
use umbra_testkit::{Client, Person, TestApp, at_once, umbra_test, zone_database};

use super::{process_with, rows, without_winter};

const VIENNA: &str = "Europe/Vienna";

/// Returns the start of everything in January 2027.
async fn january(who: &Client) -> Vec<String> {
    let shown = who.events("2027-01-01", "2027-02-01").await;
    shown.iter().map(|event| event["start"].as_str().unwrap().to_owned()).collect()
}

/// Makes a single event, a series with a moved occurrence, and reminders, all of January 2027.
async fn fill(who: &Person) -> [String; 4] {
    let single = who.event("Dentist", "2027-01-15T09:00").zone(VIENNA);
    let single = single.with("end", "2027-01-15T10:00").with("reminders", json!([30]));
    let single = single.create().await;
    let choir = who.event("Choir", "2026-12-01T19:00").zone(VIENNA).rule("FREQ=WEEKLY");
    let choir = choir.with("end", "2026-12-01T20:30").with("reminders", json!([15])).create().await;
    let url = choir.scoped("this", "2027-01-05T19:00");
    let moved = json!({"start": "2027-01-06T18:00", "end": "2027-01-06T19:00"});
    who.put(url, moved).await.assert_status(200);
    let once = who.reminder("Tablets", "2027-01-15T08:00").zone(VIENNA).create().await;
    let daily = who.reminder("Water", "2027-01-15T07:00").zone(VIENNA).rule("FREQ=DAILY");
    let daily = daily.create().await;
    [single.url(), choir.url(), once.url(), daily.url()]
}

#[umbra_test]
async fn events_moved_occurrences_and_reminders_keep_their_clock(t: TestApp) {
    let ana = t.user("ana").await;
    t.app.keep_on_clocks().await.unwrap();
    let [single, choir, once, daily] = fill(&ana).await;
    assert_eq!(
        january(&ana).await,
        [
            "2027-01-06T17:00:00Z",
            "2027-01-12T18:00:00Z",
            "2027-01-15T08:00:00Z",
            "2027-01-19T18:00:00Z",
            "2027-01-26T18:00:00Z"
        ]
    );
    let etag = async |who: &Client, url: &str| who.get(url).await.etag().to_owned();
    let before = [&single, &choir, &once, &daily].map(|url| url.to_owned());
    let mut etags = Vec::new();
    for url in &before {
        etags.push(etag(&ana, url).await);
    }

    let newer = process_with(&t, without_winter()).await;
    let kept = newer.app.keep_on_clocks().await.unwrap();
    assert_eq!(kept, KeptOnClocks { events: 2, reminders: 4 });
    let ana = ana.at(&newer);
    assert_eq!(
        january(&ana).await,
        [
            "2027-01-06T16:00:00Z",
            "2027-01-12T17:00:00Z",
            "2027-01-15T07:00:00Z",
            "2027-01-19T17:00:00Z",
            "2027-01-26T17:00:00Z"
        ]
    );
    for (url, old) in before.iter().zip(&etags) {
        assert_ne!(etag(&ana, url).await, *old, "{url}");
    }
    let at = async |url: &str, field: &str| ana.get(url).await.json()[field].clone();
    assert_eq!(at(&once, "remind_at").await, "2027-01-15T06:00:00Z");
    assert_eq!(at(&daily, "next_at").await, "2027-01-15T05:00:00Z");
    // What the event's reminder is on comes earlier, too.
    t.clock.set("2027-01-15T06:30:00Z".parse().unwrap());
    let due = t.user("ana").await.at(&newer).get("/api/reminders/due").await.json();
    let due: Vec<_> = due.as_array().unwrap().iter().map(|due| &due["title"]).collect();
    assert!(due.contains(&&json!("Dentist")), "{due:?}");
}

#[umbra_test]
async fn processes_that_start_together_change_everything_once(t: TestApp) {
    let ana = t.user("ana").await;
    t.app.keep_on_clocks().await.unwrap();
    let urls = fill(&ana).await;
    let (one, other) =
        (process_with(&t, without_winter()).await, process_with(&t, without_winter()).await);
    let all = at_once([one.app.keep_on_clocks(), other.app.keep_on_clocks()]).await;
    let sum = all.into_iter().map(Result::unwrap).fold((0, 0), |(events, reminders), kept| {
        (events + kept.events, reminders + kept.reminders)
    });
    assert_eq!(sum, (2, 4));
    let ana = ana.at(&one);
    for url in urls {
        let version = ana.get(&url).await.etag().to_owned();
        let again = [&one, &other].map(|process| process.app.keep_on_clocks());
        for kept in at_once(again).await {
            assert_eq!(kept.unwrap(), KeptOnClocks::default());
        }
        assert_eq!(ana.get(&url).await.etag(), version, "{url}");
    }
}

#[umbra_test]
async fn a_release_that_says_the_same_of_a_zone_changes_nothing_there(t: TestApp) {
    let ana = t.user("ana").await;
    t.app.keep_on_clocks().await.unwrap();
    fill(&ana).await;
    let tables = ["events", "event_overrides", "reminders"];
    let before = rows(&t, tables).await;
    let lisbon = zone_database("2030a", &[("Europe/Lisbon", "Africa/Tripoli")], &[]);
    let newer = process_with(&t, lisbon).await;
    assert_eq!(newer.app.keep_on_clocks().await.unwrap(), KeptOnClocks::default());
    assert_eq!(rows(&t, tables).await, before);
}

#[umbra_test]
async fn what_is_over_stays_as_it_was(t: TestApp) {
    let ana = t.user("ana").await;
    t.app.keep_on_clocks().await.unwrap();
    fill(&ana).await;
    t.clock.set("2027-01-17T12:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    let newer = process_with(&t, without_winter()).await;
    let kept = newer.app.keep_on_clocks().await.unwrap();
    // The series goes on, and so do its reminder and the daily one.
    assert_eq!(kept, KeptOnClocks { events: 1, reminders: 2 });
    let ana = t.user("ana").await.at(&newer);
    let starts = january(&ana).await;
    assert!(starts.contains(&"2027-01-15T08:00:00Z".to_owned()), "{starts:?}");
    assert!(starts.contains(&"2027-01-06T17:00:00Z".to_owned()), "{starts:?}");
}

#[umbra_test]
async fn an_older_process_takes_nothing_back_and_what_it_writes_is_found_a_day_later(t: TestApp) {
    let newer = process_with(&t, without_winter()).await;
    newer.app.keep_on_clocks().await.unwrap();
    // It runs on during the update.
    let ana = t.user("ana").await;
    let dentist = ana.event("Dentist", "2027-01-15T09:00").zone(VIENNA).create().await;
    assert_eq!(t.app.keep_on_clocks().await.unwrap(), KeptOnClocks::default());
    assert_eq!(ana.get(dentist.url()).await.json()["start"], "2027-01-15T08:00:00Z");
    for (hours, kept) in [(23, 0), (2, 1), (48, 0)] {
        t.clock.advance(jiff::SignedDuration::from_hours(hours));
        let found = newer.app.keep_on_clocks().await.unwrap();
        assert_eq!(found, KeptOnClocks { events: kept, reminders: 0 }, "{hours}");
    }
    let ana = t.user("ana").await.at(&newer);
    assert_eq!(ana.get(dentist.url()).await.json()["start"], "2027-01-15T07:00:00Z");
}

#[umbra_test]
async fn rows_from_before_local_times_get_them_without_a_new_version(t: TestApp) {
    let ana = t.user("ana").await;
    fill(&ana).await;
    t.execute("UPDATE events SET local_start = NULL, local_end = NULL").await;
    t.execute("UPDATE event_overrides SET local_start = NULL, local_end = NULL").await;
    assert_eq!(t.app.keep_on_clocks().await.unwrap(), KeptOnClocks::default());
    for (table, count) in [("events", 2), ("event_overrides", 1)] {
        let text =
            format!("UPDATE {table} SET local_end = local_end WHERE local_start IS NOT NULL");
        assert_eq!(t.execute(&text).await, count, "{table}");
    }
}
