//! Events in the places that people keep, and what becomes of them when a place goes.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Dump, Person, TestApp, at_once, umbra_test};

use crate::events::all;

const MARCH: (&str, &str) = ("2026-03-01", "2026-04-01");

async fn place(who: &Client, name: &str, address: Option<&str>) -> Created {
    who.draft("/api/locations", json!({"name": name, "address": address})).create().await
}

async fn march(who: &Client) -> Vec<Value> {
    who.events(MARCH.0, MARCH.1).await
}

async fn found(who: &Client, text: &str) -> Vec<String> {
    let path = format!("/api/events?start={}&end={}&search={text}", MARCH.0, MARCH.1);
    all(&who.get(path).await.assert_status(200).json_as::<Vec<Value>>(), "start")
}

/// Gives the place of an event: its id, its name, and what is said in words.
fn where_it_is(event: &Value) -> [Value; 3] {
    ["location_id", "location_name", "location_text"].map(|field| event[field].clone())
}

async fn hold(t: &TestApp, calendar: i64, who: &Person, right: u8) {
    let sql = format!(
        "INSERT INTO calendar_members (calendar_id, user_id, held) VALUES ({calendar}, {}, {right})",
        who.id
    );
    assert_eq!(t.execute(&sql).await, 1);
}

fn rows(dump: &Dump) -> [Vec<String>; 2] {
    ["events", "event_overrides"].map(|table| dump.table(table).to_vec())
}

#[umbra_test]
async fn an_event_is_in_a_place_and_found_by_its_name_and_address(t: TestApp) {
    let ana = t.user("ana").await;
    let school = place(&ana, "Music school", Some("Ring 1\n1010 Wien")).await;
    let church = place(&ana, "Church", None).await;
    let event = ana.event("Choir", "2026-03-02T19:00:00Z").rule("FREQ=WEEKLY;COUNT=3");
    let event = event.with("location_id", school.id).create().await;
    let here = [json!(school.id), json!("Music school"), Value::Null];
    assert_eq!(where_it_is(&event.body), here);
    assert_eq!(event.body["location_address"], "Ring 1, 1010 Wien");
    assert_eq!(where_it_is(&ana.get(event.url()).await.json()), here);
    let second = event.scoped("this", "2026-03-09T19:00:00");
    let there = json!({"location_id": church.id, "location_text": "Upstairs"});
    let moved = ana.patch(&second, there).await.assert_status(200).json();
    assert_eq!(where_it_is(&moved), [json!(church.id), json!("Church"), json!("Upstairs")]);
    let third = event.scoped("this", "2026-03-16T19:00:00");
    let nowhere = json!({"location_id": null});
    let cleared = ana.patch(&third, nowhere).await.assert_status(200).json();
    assert_eq!(where_it_is(&cleared), [Value::Null, Value::Null, Value::Null]);
    let names = ["Music school", "Church", "null"];
    assert_eq!(all(&march(&ana).await, "location_name"), names);
    let addresses = ["Ring 1, 1010 Wien", "null", "null"];
    assert_eq!(all(&march(&ana).await, "location_address"), addresses);
    assert_eq!(found(&ana, "MUSIC").await, ["2026-03-02T19:00:00Z"]);
    assert_eq!(found(&ana, "1010").await, ["2026-03-02T19:00:00Z"]);
    assert_eq!(found(&ana, "church").await, ["2026-03-09T19:00:00Z"]);
    // Back where the series is, it follows the series.
    let back = json!({"location_id": school.id});
    let back = ana.patch(&third, back).await.assert_status(200).json();
    assert_eq!((&back["is_override"], &back["location_id"]), (&json!(false), &json!(school.id)));
    let dentist = ana.event("Dentist", "2026-03-05T10:00:00Z").with("location_id", church.id);
    dentist.create().await;
    assert_eq!(found(&ana, "church").await.len(), 2);
}

#[umbra_test]
async fn a_place_that_is_called_something_else_is_so_where_events_are(t: TestApp) {
    let ana = t.user("ana").await;
    let school = place(&ana, "Music school", None).await;
    let event = ana.event("Choir", "2026-03-02T19:00:00Z").rule("FREQ=WEEKLY;COUNT=3");
    let event = event.create().await;
    let one = event.scoped("this", "2026-03-09T19:00:00");
    ana.patch(&one, json!({"location_id": school.id})).await.assert_status(200);
    let mut before = ana.get(event.url()).await.etag().to_owned();
    for (same, body) in [
        (true, json!({"name": "Music school", "notes": "x"})),
        (false, json!({"name": "Conservatory", "address": "Ring 1"})),
        (true, json!({"address": " Ring 1", "phone": "1"})),
        (false, json!({"address": null})),
        (false, json!({"address": "Ring 2\n1010 Wien"})),
    ] {
        ana.patch(school.url(), &body).await.assert_status(200);
        let after = ana.get(event.url()).await.etag().to_owned();
        assert_eq!(after == before, same, "{body}");
        before = after;
    }
    let addresses = ["null", "Ring 2, 1010 Wien", "null"];
    assert_eq!(all(&march(&ana).await, "location_address"), addresses);
    assert_eq!(all(&march(&ana).await, "location_name"), ["null", "Conservatory", "null"]);
    assert!(found(&ana, "music").await.is_empty());
    assert_eq!(found(&ana, "ring").await, ["2026-03-09T19:00:00Z"]);
    let stale = ana.patch(school.url(), json!({"name": "x"})).header("if-match", "\"1\"").await;
    stale.assert_problem(412, "precondition_failed");
    assert_eq!(all(&march(&ana).await, "location_name"), ["null", "Conservatory", "null"]);
}

#[umbra_test]
async fn a_place_is_ones_own_unless_the_event_is_there_already(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let calendar = ana.calendar("Family").create().await.id;
    hold(&t, calendar, &ben, 4).await;
    let school = place(&ana, "School", Some("Ring 1")).await;
    let other = place(&ana, "Church", None).await;
    let event = ana.event("Choir", "2026-03-02T19:00:00Z").with("calendar_id", calendar);
    let event = event.with("location_id", school.id).create().await;
    let new = |id: i64| json!({"title": "x", "start": "2026-03-05", "location_id": id});
    let change = |id: i64| json!({"location_id": id});
    let before = t.database_dump().await;
    let mut answers = Vec::new();
    // Another person's place is as one that isn't there.
    for id in [other.id, i64::MAX, 0, -1] {
        for refused in
            [ben.post("/api/events", new(id)).await, ben.patch(event.url(), change(id)).await]
        {
            let problem = refused.assert_problem(422, "invalid");
            problem.assert_field("/location_id", "unknown_location");
            let mut body = refused.json();
            body["request_id"].take();
            answers.push(body);
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(rows(&t.database_dump().await), rows(&before));
    // A form sends back what it was shown.
    let form = json!({"title": "Choir at school", "location_id": school.id});
    let kept = ben.patch(event.url(), form).await.assert_status(200).json();
    assert_eq!(where_it_is(&kept), [json!(school.id), json!("School"), Value::Null]);
    // Whoever sees the event sees where it is, and nothing else of the place.
    assert_eq!(kept["location_address"], "Ring 1");
    ben.get(school.url()).await.assert_problem(404, "not_found");
    let own = place(&ben, "Ben's", None).await;
    let moved = ben.patch(event.url(), change(own.id)).await.assert_status(200).json();
    assert_eq!(moved["location_name"], "Ben's");
    let refused = ben.patch(event.url(), change(school.id)).await;
    refused.assert_problem(422, "invalid").assert_field("/location_id", "unknown_location");
}

#[umbra_test]
async fn when_a_place_goes_events_keep_where_they_are(t: TestApp) {
    let ana = t.user("ana").await;
    let school = place(&ana, "School", Some("Ring 1\n1010 Wien")).await;
    let church = place(&ana, "Church", None).await;
    let plain = ana.event("Plain", "2026-03-02T10:00:00Z").with("location_id", school.id);
    let plain = plain.create().await;
    let said = ana.event("Said", "2026-03-03T10:00:00Z").with("location_text", "Room 5");
    let said = said.with("location_id", school.id).create().await;
    let other = ana.event("Other", "2026-03-04T10:00:00Z").with("location_id", church.id);
    let other = other.create().await;
    let series = ana.event("Series", "2026-03-10T10:00:00Z").rule("FREQ=DAILY;COUNT=5");
    let series = series.with("location_id", school.id).create().await;
    let visiting = ana.event("Visiting", "2026-03-20T10:00:00Z").rule("FREQ=DAILY;COUNT=2");
    let visiting = visiting.with("location_text", "Home").create().await;
    for (of, day, change) in [
        (&series, "11", json!({"location_id": church.id})),
        (&series, "12", json!({"location_id": null})),
        (&series, "13", json!({"location_text": "Cellar"})),
        (&series, "14", json!({"title": "Recital"})),
        (&visiting, "20", json!({"location_id": school.id, "location_text": null})),
        (&visiting, "21", json!({"location_id": school.id})),
    ] {
        let one = of.scoped("this", &format!("2026-03-{day}T10:00:00"));
        ana.patch(one, change).await.assert_status(200);
    }
    let etag = async |event: &Created| ana.get(event.url()).await.etag().to_owned();
    let (touched, untouched) = ([&plain, &said, &series, &visiting], etag(&other).await);
    let mut before = Vec::new();
    for event in touched {
        before.push(etag(event).await);
    }
    let stale = ana.delete(school.url()).header("if-match", "\"7\"").await;
    stale.assert_problem(412, "precondition_failed");
    assert_eq!(etag(&plain).await, before[0]);
    ana.delete(school.url()).await.assert_status(204);
    for (event, before) in touched.into_iter().zip(before) {
        assert_ne!(etag(event).await, before, "{}", event.url());
    }
    assert_eq!(etag(&other).await, untouched);
    let label = "School, Ring 1, 1010 Wien";
    let shown: Vec<_> = march(&ana).await.iter().map(where_it_is).collect();
    let words = |text: &str| [Value::Null, Value::Null, json!(text)];
    let in_church = [json!(church.id), json!("Church"), Value::Null];
    let expected = [
        words(label),
        words("Room 5"),
        in_church.clone(),
        words(label),
        in_church,
        [Value::Null, Value::Null, Value::Null],
        words("Cellar"),
        words(label),
        words(label),
        words("Home"),
    ];
    assert_eq!(shown, expected);
    // What is stored to be searched is what a change would write.
    let stored = t.database_dump().await;
    t.execute("UPDATE text_keys SET stale = TRUE").await;
    t.store.migrate_up(None).await.unwrap();
    assert_eq!(rows(&t.database_dump().await), rows(&stored));
    assert_eq!(found(&ana, "ring").await.len(), 4);
    let again = ana.patch(plain.url(), json!({"location_text": null})).await.assert_status(200);
    assert_eq!(where_it_is(&again.json()), [Value::Null, Value::Null, Value::Null]);
}

#[umbra_test]
async fn places_go_with_their_owner_and_events_of_others_stay_where_they_are(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let calendar = ana.calendar("Family").create().await.id;
    hold(&t, calendar, &ben, 4).await;
    let own = place(&ben, "Ben's", Some("Ring 7")).await;
    let event = ben.event("Party", "2026-03-02T19:00:00Z").with("calendar_id", calendar);
    let event = event.with("location_id", own.id).create().await;
    let before = ana.get(event.url()).await.etag().to_owned();
    t.execute(&format!("DELETE FROM users WHERE id = {}", ben.id)).await;
    let left = ana.get(event.url()).await.assert_status(200);
    assert_ne!(left.etag(), before);
    assert_eq!(where_it_is(&left.json()), [Value::Null, Value::Null, json!("Ben's, Ring 7")]);
    assert_eq!(found(&ana, "ring").await.len(), 1);
}

#[umbra_test]
async fn an_account_goes_with_several_places_of_the_same_events_of_others(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let calendar = ana.calendar("Family").create().await.id;
    hold(&t, calendar, &ben, 4).await;
    let mut places = Vec::new();
    for name in ["P1", "P2", "P3"] {
        places.push(place(&ben, name, None).await.id);
    }
    let [nowhere, there] = ["Nowhere", "There"].map(|title| {
        let event = ben.event(title, "2026-03-02T19:00:00Z").rule("FREQ=DAILY;COUNT=3");
        event.with("calendar_id", calendar)
    });
    let nowhere = nowhere.create().await;
    let there = there.with("location_id", places[1]).create().await;
    for (of, day, place) in
        [(&nowhere, 2, 0), (&nowhere, 3, 1), (&nowhere, 4, 2), (&there, 3, 0), (&there, 4, 2)]
    {
        let one = of.scoped("this", &format!("2026-03-0{day}T19:00:00"));
        ben.patch(one, json!({"location_id": places[place]})).await.assert_status(200);
    }
    assert_eq!(t.execute(&format!("DELETE FROM users WHERE id = {}", ben.id)).await, 1);
    for (event, words) in [(&nowhere, ["P1", "P2", "P3"]), (&there, ["P2", "P1", "P3"])] {
        let shown: Vec<_> = march(&ana).await;
        let shown = shown.iter().filter(|shown| shown["id"] == event.id);
        let shown: Vec<_> =
            shown.map(|one| (where_it_is(one), one["created_by"].is_null())).collect();
        let expected = words.map(|text| ([Value::Null, Value::Null, json!(text)], true));
        assert_eq!(shown, expected);
    }
}

#[umbra_test]
async fn an_account_goes_with_its_own_events_in_its_own_places(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    let calendar = ana.calendar("Family").create().await.id;
    hold(&t, calendar, &ben, 4).await;
    let (one, other) = (place(&ana, "P1", None).await.id, place(&ana, "P2", None).await.id);
    for who in [&ana, &ben] {
        let single = who.event("Single", "2026-03-02T19:00:00Z").with("calendar_id", calendar);
        let single = single.create().await;
        ana.patch(single.url(), json!({"location_id": one})).await.assert_status(200);
        let series = who.event("Series", "2026-03-02T19:00:00Z").rule("FREQ=DAILY;COUNT=3");
        let series = series.with("calendar_id", calendar).create().await;
        let whole = format!("{}?scope=all", series.url());
        ana.patch(whole, json!({"location_id": one})).await.assert_status(200);
        let third = series.scoped("this", "2026-03-04T19:00:00");
        ana.patch(third, json!({"location_id": other})).await.assert_status(200);
    }
    admin.delete(format!("/api/admin/users/{}", ana.id)).await.assert_status(204);
    assert_eq!(march(&ben).await, Vec::<Value>::new());
}

#[umbra_test]
async fn ten_thousand_events_leave_a_place_in_one_request(t: TestApp) {
    let ana = t.user("ana").await;
    let school = place(&ana, "School", None).await;
    let event = ana.event("Lesson", "2026-03-02T19:00:00Z").with("location_id", school.id);
    event.create().await;
    let columns = "calendar_id, version, title, is_starred, reminders, dtstart, dtend, timezone, \
        exdates, starts_at, ends_at, span, search_text, created_at, updated_at, location_id";
    let numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)";
    let text = format!(
        "INSERT INTO events ({columns}) {numbers} SELECT {columns} FROM events CROSS JOIN n"
    );
    assert_eq!(t.execute(&text).await, 9_999);
    ana.delete(school.url()).await.assert_status(204);
    let dump = t.database_dump().await;
    let lessons = dump.table("events");
    assert_eq!(lessons.len(), 10_000);
    assert!(lessons.iter().all(|row| row.contains("School") && row.contains("lesson")));
    assert_eq!(found(&ana, "school").await.len(), 10_000);
}

#[umbra_test]
async fn an_event_that_comes_while_its_place_goes_never_loses_where_it_is(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    for round in 0..8 {
        let school = place(&ana, "School", None).await;
        let event = ana.event("Choir", "2026-03-02T19:00:00Z").rule("FREQ=DAILY;COUNT=3");
        let event = event.with("location_id", school.id).create().await;
        let one = event.scoped("this", "2026-03-03T19:00:00");
        let new = json!({"title": "New", "start": "2026-03-05", "location_id": school.id});
        let kept = json!({"title": "Changed", "location_id": school.id});
        let replies = at_once([
            second.post("/api/events", &new),
            ana.patch(&one, &kept),
            ana.delete(school.url()),
            second.post("/api/events", &new),
            second.patch(format!("{}?scope=all", event.url()), &kept),
        ])
        .await;
        for reply in &replies {
            let fine = matches!(reply.status(), 200 | 201 | 204);
            if !fine && reply.status() != 503 {
                let problem = reply.assert_problem(422, "invalid");
                problem.assert_field("/location_id", "unknown_location");
            }
        }
        if replies[2].status() == 503 {
            ana.delete(school.url()).await.assert_status(204);
        }
        for shown in march(&ana).await {
            let here = [Value::Null, Value::Null, json!("School")];
            assert_eq!(where_it_is(&shown), here, "{round}: {replies:?}");
        }
        for shown in march(&ana).await {
            ana.delete(format!("/api/events/{}?scope=all", shown["id"])).await;
        }
    }
}
