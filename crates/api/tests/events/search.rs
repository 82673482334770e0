//! `GET /api/events?search=` without bounds: over all time.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, umbra_test};

use crate::events::all;

async fn found(client: &Client, query: &str) -> Vec<Value> {
    client.get(format!("/api/events?{query}")).await.assert_status(200).json_as()
}

async fn titles(client: &Client, query: &str) -> Vec<String> {
    all(&found(client, query).await, "title")
}

/// Reads all pages.
async fn pages(client: &Client, query: &str) -> Vec<Vec<Value>> {
    let (mut pages, mut next) = (Vec::new(), Some(format!("/api/events?{query}")));
    while let Some(path) = next {
        let page = client.get(path).await.assert_status(200);
        next = page.next_page();
        pages.push(page.json_as());
    }
    pages
}

#[umbra_test]
async fn a_search_goes_over_all_time_with_what_ends_last_first(t: TestApp) {
    let ana = t.user("ana").await;
    // It is the 2nd of March 2026, 08:00.
    for (title, start) in [
        ("Dentist 1999", "1999-05-05T10:00:00Z"),
        ("Dentist 2051", "2051-05-05T10:00:00Z"),
        ("Dentist today", "2026-03-02"),
        ("Dentist next week", "2026-03-09T10:00:00Z"),
        ("Doctor", "2026-03-10T10:00:00Z"),
    ] {
        ana.event(title, start).create().await;
    }
    let weekly = ana.event("Dentist's choir", "2020-01-06T19:00:00Z").rule("FREQ=WEEKLY");
    weekly.with("end", "2020-01-06T20:00:00Z").create().await;
    let over = ana.event("Dentist's course", "2021-01-06T19:00:00Z").rule("FREQ=WEEKLY;COUNT=3");
    over.create().await;
    let hits = found(&ana, "search=dentist").await;
    let shown: Vec<_> = hits.iter().map(|hit| [&hit["title"], &hit["start"]]).collect();
    assert_eq!(
        json!(shown),
        json!([
            ["Dentist's choir", "2026-03-02T19:00:00Z"],
            ["Dentist 2051", "2051-05-05T10:00:00Z"],
            ["Dentist next week", "2026-03-09T10:00:00Z"],
            ["Dentist today", "2026-03-02"],
            ["Dentist's course", "2021-01-20T19:00:00Z"],
            ["Dentist 1999", "1999-05-05T10:00:00Z"],
        ])
    );
    assert_eq!(hits[0]["recurrence_id"], "2026-03-02T19:00:00");
    assert_eq!(hits[4]["recurrence_id"], "2021-01-20T19:00:00");
    assert_eq!(hits[1]["recurrence_id"], Value::Null);
    // Each is what the range that has it shows.
    for hit in &hits {
        let day = &hit["start"].as_str().unwrap()[..10];
        let end = format!("{day}T23:59:59Z");
        assert!(ana.events(day, &end).await.contains(hit), "{hit}");
    }
    // What is going on is still to come, and what has ended isn't.
    for (now, next) in [
        ("2026-03-02T19:59:59Z", "2026-03-02T19:00:00Z"),
        ("2026-03-02T20:00:00Z", "2026-03-09T19:00:00Z"),
    ] {
        t.clock.set(now.parse::<jiff::Timestamp>().unwrap());
        assert_eq!(found(&ana, "search=choir").await[0]["start"], next, "{now}");
    }
}

#[umbra_test]
async fn a_text_is_found_as_it_is_meant(t: TestApp) {
    let ana = t.user("ana").await;
    ana.event("100% Straße_1", "1999-03-05").create().await;
    ana.event("Ärztin", "2030-03-05").with("description", "Zimmer \\5").create().await;
    ana.event("x", "2030-03-06").with("location_text", "Mu\u{308}ller").create().await;
    for (text, expected) in [
        ("0%25%20STRASSE", &["100% Straße_1"][..]),
        ("e_1", &["100% Straße_1"]),
        ("a%25e", &[]),
        ("e%5F", &["100% Straße_1"]),
        ("0_", &[]),
        ("A%CC%88RZTIN", &["Ärztin"]),
        ("r%20%5C5", &["Ärztin"]),
        ("m%C3%BCller", &["x"]),
        ("%22", &[]),
    ] {
        assert_eq!(titles(&ana, &format!("search={text}")).await, expected, "{text}");
    }
    let refused = ana.get(format!("/api/events?search={}", "x".repeat(201))).await;
    refused.assert_problem(422, "invalid").assert_field("/search", "too_long");
}

#[umbra_test]
async fn what_an_occurrence_says_of_itself_is_found_and_shown(t: TestApp) {
    let ana = t.user("ana").await;
    let series = ana.event("Standup", "2026-03-01T09:00:00Z").rule("FREQ=DAILY;COUNT=5");
    let series = series.with("description", "Room 7").create().await;
    let change = async |day: &str, body: Value| {
        let url = series.scoped("this", &format!("2026-03-{day}T09:00:00"));
        ana.patch(url, body).await.assert_status(200);
    };
    change("04", json!({"title": "Ärztin", "description": null})).await;
    change("01", json!({"title": "Ärztin was here"})).await;
    change("03", json!({"start": "2030-01-01T09:00:00Z"})).await;
    let starts = async |query: &str| all(&found(&ana, query).await, "start");
    assert_eq!(starts("search=%C3%A4rztin").await, ["2026-03-04T09:00:00Z"]);
    assert_eq!(starts("search=here").await, ["2026-03-01T09:00:00Z"]);
    assert_eq!(starts("search=standup").await, ["2026-03-02T09:00:00Z"]);
    let hit = &found(&ana, "search=%C3%A4rztin").await[0];
    assert_eq!((&hit["title"], &hit["is_override"]), (&json!("Ärztin"), &json!(true)));
    assert_eq!(hit["description"], Value::Null);
    t.clock.set("2026-03-06T00:00:00Z".parse::<jiff::Timestamp>().unwrap());
    // What was moved is still to come; of the others the last one that says it was on the 5th.
    assert_eq!(starts("search=standup").await, ["2030-01-01T09:00:00Z"]);
    change("03", json!({"title": "Moved"})).await;
    assert_eq!(starts("search=standup").await, ["2026-03-05T09:00:00Z"]);
    assert_eq!(starts("search=moved").await, ["2030-01-01T09:00:00Z"]);
    // What the series says now is what its occurrences say, but for their own words.
    let all_of_it = format!("{}?scope=all", series.url());
    ana.patch(all_of_it, json!({"title": "Huddle"})).await.assert_status(200);
    assert_eq!(starts("search=standup").await, [""; 0]);
    assert_eq!(starts("search=%C3%A4rztin").await, ["2026-03-04T09:00:00Z"]);
    let back = format!("{}/overrides/2026-03-04T09:00:00", series.url());
    ana.delete(back).await.assert_status(200);
    assert_eq!(starts("search=%C3%A4rztin").await, ["2026-03-01T09:00:00Z"]);
    // A part of the series takes the words of its occurrences along.
    let from_3rd = series.scoped("following", "2026-03-03T09:00:00");
    ana.patch(from_3rd, json!({"location_text": "Hall"})).await.assert_status(200);
    assert_eq!(starts("search=moved").await, ["2030-01-01T09:00:00Z"]);
}

#[umbra_test]
async fn a_series_that_is_nothing_but_changed_is_shown_all_the_same(t: TestApp) {
    let ana = t.user("ana").await;
    let series = ana.event("Visit", "2026-03-05T09:00:00Z").rule("FREQ=DAILY;COUNT=1");
    let series = series.create().await;
    let change = json!({"title": "Trip"});
    ana.patch(series.scoped("this", "2026-03-05T09:00:00"), change).await.assert_status(200);
    assert_eq!(titles(&ana, "search=visit").await, ["Trip"]);
    assert_eq!(titles(&ana, "search=trip").await, ["Trip"]);
}

#[umbra_test]
async fn what_is_private_is_found_by_its_maker_and_the_owner_of_the_calendar(t: TestApp) {
    let (ana, ben, eve) = (t.user("ana").await, t.user("ben").await, t.user("eve").await);
    let family = ana.calendar("Family").create().await;
    for guest in [&ben, &eve] {
        let sql = format!(
            "INSERT INTO calendar_members (calendar_id, user_id, held) VALUES ({}, {}, 4)",
            family.id, guest.id
        );
        assert_eq!(t.execute(&sql).await, 1);
    }
    let surprise = ben.event("Party", "2026-03-05T10:00:00Z").rule("FREQ=DAILY");
    let surprise = surprise.with("calendar_id", family.id).with("visibility", "private");
    let surprise = surprise.create().await;
    let words = json!({"title": "Cake"});
    ben.patch(surprise.scoped("this", "2026-03-06T10:00:00"), words).await.assert_status(200);
    for (who, count) in [(&ana, 1), (&ben, 1), (&eve, 0)] {
        for text in ["party", "cake"] {
            let hits = found(who, &format!("search={text}")).await;
            assert_eq!(hits.len(), count, "{} {text}", who.username);
        }
    }
}

#[umbra_test]
async fn the_places_of_events_and_of_their_occurrences_are_found_also_when_they_go(t: TestApp) {
    let ana = t.user("ana").await;
    let place = async |name: &str| {
        ana.draft("/api/locations", json!({"name": name, "address": "Ring 1"})).create().await
    };
    let (school, church) = (place("Müsikschule").await, place("Kirche").await);
    ana.event("Piano", "2030-03-05").with("location_id", school.id).create().await;
    let choir = ana.event("Choir", "2026-03-05T10:00:00Z").rule("FREQ=DAILY").create().await;
    let moved = json!({"location_id": church.id});
    ana.patch(choir.scoped("this", "2026-03-07T10:00:00"), moved).await.assert_status(200);
    let club = ana.event("Club", "2026-03-05T10:00:00Z").rule("FREQ=DAILY;COUNT=4");
    let club = club.with("location_id", church.id).with("location_text", "Hall").create().await;
    let bare = json!({"location_text": null});
    ana.patch(club.scoped("this", "2026-03-06T10:00:00"), bare).await.assert_status(200);
    for gone in [false, true] {
        if gone {
            ana.delete(school.url()).await.assert_status(204);
            ana.delete(church.url()).await.assert_status(204);
        }
        assert_eq!(titles(&ana, "search=M%C3%9CSIK").await, ["Piano"], "{gone}");
        let hits = found(&ana, "search=kirche").await;
        assert_eq!(all(&hits, "title"), ["Choir", "Club"], "{gone}");
        let first = if gone { "2026-03-06T10:00:00Z" } else { "2026-03-05T10:00:00Z" };
        assert_eq!(all(&hits, "start"), ["2026-03-07T10:00:00Z", first], "{gone}");
    }
}

#[umbra_test]
async fn a_search_may_have_one_end(t: TestApp) {
    let ana = t.user("ana").await;
    ana.event("Tea 2020", "2020-03-05").create().await;
    ana.event("Tea 2030", "2030-03-05T10:00:00Z").create().await;
    let series = ana.event("Tea party", "2024-03-05T10:00:00Z").rule("FREQ=YEARLY;COUNT=10");
    series.with("end", "2024-03-05T11:00:00Z").create().await;
    for (query, expected) in [
        ("start=2029-01-01", &[("Tea party", "2029"), ("Tea 2030", "2030")][..]),
        ("start=2033-03-05T10:30:00Z", &[("Tea party", "2033")]),
        ("start=2033-03-05T11:00:00Z", &[]),
        ("end=2026-01-01", &[("Tea party", "2025"), ("Tea 2020", "2020")]),
        ("end=2024-03-05T10:00:00Z", &[("Tea 2020", "2020")]),
        ("end=2020-03-05", &[]),
        ("end=2029-01-01", &[("Tea party", "2026"), ("Tea 2020", "2020")]),
    ] {
        let hits = found(&ana, &format!("search=tea&{query}")).await;
        let hits = hits
            .iter()
            .map(|hit| (hit["title"].as_str().unwrap(), &hit["start"].as_str().unwrap()[..4]));
        assert_eq!(hits.collect::<Vec<_>>(), expected, "{query}");
    }
    // With both it is the range that it always was.
    let starts = all(&found(&ana, "search=tea&start=2026-01-01&end=2029-01-01").await, "start");
    assert_eq!(starts.len(), 3);
}

#[umbra_test]
async fn pages_follow_one_another_whatever_changes_meanwhile(t: TestApp) {
    let ana = t.user("ana").await;
    let mut ids = BTreeSet::new();
    for n in 0..9 {
        // Three each end at the same time.
        let start = format!("20{}-03-05T10:00:00Z", 20 + n / 3);
        ids.insert(ana.event(&format!("Tea {n}"), &start).create().await.id);
    }
    for _ in 0..2 {
        let series = ana.event("Tea", "2026-03-01T10:00:00Z").rule("FREQ=DAILY").create().await;
        for day in 5..9 {
            let url = series.scoped("this", &format!("2026-03-0{day}T10:00:00"));
            ana.patch(url, json!({"title": "Tea with guests"})).await.assert_status(200);
        }
        ids.insert(series.id);
    }
    let id = |hit: &Value| hit["id"].as_i64().unwrap();
    let whole: Vec<_> = found(&ana, "search=tea").await.iter().map(id).collect();
    assert_eq!(whole.iter().copied().collect::<BTreeSet<_>>(), ids);
    for limit in [1, 2, 3, 10, 11] {
        let pages = pages(&ana, &format!("search=tea&limit={limit}")).await;
        assert!(pages.iter().rev().skip(1).all(|page| page.len() == limit), "{limit}");
        let seen: Vec<_> = pages.iter().flatten().map(id).collect();
        assert_eq!(seen, whole, "{limit}");
    }
    // Between two pages one goes, one comes to the front, one comes later, and time passes.
    let first = ana.get("/api/events?search=tea&limit=5").await;
    let path = |id: i64| format!("/api/events/{id}");
    ana.delete(path(whole[7])).await.assert_status(204);
    ana.event("Tea ahead", "2090-03-05").create().await;
    let late = ana.event("Tea of before", "1990-03-05").create().await;
    t.clock.set("2026-03-06T00:00:00Z".parse::<jiff::Timestamp>().unwrap());
    let mut seen: Vec<_> = first.json_as::<Vec<Value>>().iter().map(id).collect();
    let next = first.next_page().unwrap();
    for page in pages(&ana, next.split_once('?').unwrap().1).await {
        seen.extend(page.iter().map(id));
    }
    let mut expected = whole.clone();
    expected.remove(7);
    expected.push(late.id);
    assert_eq!(seen, expected);
}

#[umbra_test]
async fn paging_is_for_what_has_pages(t: TestApp) {
    let ana = t.user("ana").await;
    for query in ["limit=5", "search=&limit=5", "search=x&start=2026-03-01&end=2026-04-01&limit=5"]
    {
        let refused = ana.get(format!("/api/events?{query}")).await;
        refused.assert_problem(422, "invalid").assert_field("/limit", "not_paged");
    }
    let refused = ana.get("/api/events?start=2026-03-01&cursor=x").await;
    refused.assert_problem(422, "invalid").assert_field("/cursor", "not_paged");
    for (query, pointer, code) in [
        ("limit=0", "/limit", "out_of_range"),
        ("cursor=x", "/cursor", "invalid_cursor"),
        // A cursor of another list.
        ("cursor=eyJvIjoidGl0bGUiLCJrIjoiYSIsImkiOjF9", "/cursor", "invalid_cursor"),
        // A place that is no instant.
        ("cursor=eyJvIjoiZXZlbnRfZW5kIiwiayI6ImEiLCJpIjoxfQ", "/cursor", "invalid_cursor"),
    ] {
        let refused = ana.get(format!("/api/events?search=x&{query}")).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, code);
    }
}

#[umbra_test]
async fn a_search_sees_the_calendars_that_a_range_sees(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let hidden = ana.calendar("Hidden").with("is_visible", false).create().await;
    let empty = ana.calendar("Empty").create().await;
    let shared = ben.calendar("Family").create().await;
    ana.event("Tea at home", "2030-03-05").create().await;
    ana.event("Tea in secret", "2030-03-05").with("calendar_id", hidden.id).create().await;
    let theirs = ben.event("Tea at Ben's", "2031-03-05T10:00:00Z").rule("FREQ=DAILY;COUNT=2");
    let theirs = theirs.with("calendar_id", shared.id).create().await;
    let words = json!({"title": "Party at Ben's"});
    ben.patch(theirs.scoped("this", "2031-03-06T10:00:00"), words).await.assert_status(200);
    ben.event("Tea alone", "2032-03-05").create().await;
    let in_calendar = |id: i64| format!("search=tea&calendar_id={id}");
    assert_eq!(titles(&ana, "search=tea").await, ["Tea at home"]);
    assert_eq!(titles(&ana, &in_calendar(hidden.id)).await, ["Tea in secret"]);
    assert!(titles(&ana, &in_calendar(empty.id)).await.is_empty());
    for unknown in [shared.id, i64::MAX] {
        let refused = ana.get(format!("/api/events?{}", in_calendar(unknown))).await;
        refused.assert_problem(404, "not_found");
    }
    for (held, shown) in [(1, false), (2, true), (4, true)] {
        let sql = format!(
            "INSERT INTO calendar_members (calendar_id, user_id, held) VALUES ({}, {}, {held}) \
             ON CONFLICT (calendar_id, user_id) DO UPDATE SET held = excluded.held",
            shared.id, ana.id
        );
        assert_eq!(t.execute(&sql).await, 1);
        let expected: &[&str] =
            if shown { &["Tea at Ben's", "Tea at home"] } else { &["Tea at home"] };
        assert_eq!(titles(&ana, "search=tea").await, expected, "{held}");
        assert_eq!(titles(&ana, "search=party").await.len(), usize::from(shown), "{held}");
        let filtered = titles(&ana, &in_calendar(shared.id)).await;
        assert_eq!(filtered.len(), usize::from(shown), "{held}");
    }
}
