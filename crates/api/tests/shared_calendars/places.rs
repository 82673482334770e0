//! What becomes of the places of one that are on events which another one moves.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, TestApp, umbra_test};

use super::{World, path, share};

async fn place(who: &Client, name: &str, address: Option<&str>) -> Created {
    who.draft("/api/locations", json!({"name": name, "address": address})).create().await
}

fn where_it_is(event: &Value) -> [Value; 3] {
    ["location_id", "location_name", "location_text"].map(|field| event[field].clone())
}

fn words(text: &str) -> [Value; 3] {
    [Value::Null, Value::Null, json!(text)]
}

/// Lists where what is in a calendar is, by when.
async fn places_in(who: &Client, calendar: i64) -> Vec<[Value; 3]> {
    let path = format!("/api/events?start=2026-03-01&end=2026-04-01&calendar_id={calendar}");
    let all: Vec<Value> = who.get(path).await.assert_status(200).json_as();
    all.iter().map(where_it_is).collect()
}

async fn texts(t: &TestApp) -> [Vec<String>; 2] {
    let dump = t.database_dump().await;
    ["events", "event_overrides"].map(|table| dump.table(table).to_vec())
}

const LABEL: &str = "School, Ring 1, 1010 Wien";

#[umbra_test]
async fn an_event_that_moves_leaves_the_places_of_who_is_not_where_it_goes(t: TestApp) {
    let world = World::shared(&t, "full_access").await;
    let World { ana, ben, calendar, .. } = &world;
    let school = place(ana, "School", Some("Ring 1\n1010 Wien")).await;
    let (own, home) = (place(ben, "Ben's", None).await, ben.calendar("Home").create().await.id);
    let at_school = |title: &str, start: &str| {
        world.event(title, start).with("location_id", school.id).with("calendar_id", *calendar)
    };
    let plain = at_school("Plain", "2026-03-02T10:00:00Z").create().await;
    let said = at_school("Said", "2026-03-03T10:00:00Z").with("location_text", "Room 5");
    let said = said.create().await;
    let elsewhere = at_school("Elsewhere", "2026-03-04T10:00:00Z").create().await;
    let series = at_school("Series", "2026-03-10T10:00:00Z").rule("FREQ=DAILY;COUNT=6");
    let series = series.create().await;
    let visiting = world.event("Visiting", "2026-03-20T10:00:00Z").rule("FREQ=DAILY;COUNT=2");
    let visiting = visiting.create().await;
    for (who, of, day, change) in [
        (ana, &series, "11", json!({"title": "Recital"})),
        (ben, &series, "12", json!({"location_id": own.id})),
        (ben, &series, "13", json!({"location_id": null})),
        (ana, &series, "14", json!({"location_text": "Cellar"})),
        (ana, &visiting, "20", json!({"location_id": school.id})),
    ] {
        let one = of.scoped("this", &format!("2026-03-{day}T10:00:00"));
        who.patch(one, change).await.assert_status(200);
    }
    let away = json!({"calendar_id": home});
    for (event, left) in [(&plain, words(LABEL)), (&said, words("Room 5"))] {
        let moved = ben.patch(event.url(), &away).await.assert_status(200).json();
        assert_eq!(where_it_is(&moved), left);
    }
    let both = json!({"calendar_id": home, "location_id": own.id});
    let moved = ben.patch(elsewhere.url(), both).await.assert_status(200).json();
    let at_own = [json!(own.id), json!("Ben's"), Value::Null];
    assert_eq!(where_it_is(&moved), at_own);
    let second = series.scoped("following", "2026-03-12T10:00:00");
    ben.patch(second, &away).await.assert_status(200);
    ben.patch(format!("{}?scope=all", visiting.url()), &away).await.assert_status(200);
    let nowhere = [Value::Null, Value::Null, Value::Null];
    let expected = [
        words(LABEL),
        words("Room 5"),
        at_own.clone(),
        at_own,
        nowhere.clone(),
        words("Cellar"),
        words(LABEL),
        words(LABEL),
        nowhere,
    ];
    assert_eq!(places_in(ben, home).await, expected);
    // What is stored to be searched is what a change would write.
    let stored = texts(&t).await;
    t.execute("UPDATE text_keys SET stale = TRUE").await;
    t.store.migrate_up(None).await.unwrap();
    assert_eq!(texts(&t).await, stored);
    // What stays where Ana is follows what she calls it.
    ana.patch(school.url(), json!({"name": "Conservatory"})).await.assert_status(200);
    assert_eq!(places_in(ben, home).await, expected);
    let here = [json!(school.id), json!("Conservatory"), Value::Null];
    assert_eq!(places_in(ben, *calendar).await, [here.clone(), here]);
}

#[umbra_test]
async fn a_place_of_who_is_where_an_event_goes_is_followed_until_they_leave(t: TestApp) {
    let world = World::shared(&t, "full_access").await;
    let World { ana, ben, .. } = &world;
    let school = place(ana, "School", None).await;
    let home = ben.calendar("Home").create().await.id;
    share(ben, home, ana, "read_only").await;
    let event = world.event("Choir", "2026-03-02T10:00:00Z").with("location_id", school.id);
    let event = event.create().await;
    let moved = ben.patch(event.url(), json!({"calendar_id": home})).await.assert_status(200);
    assert_eq!(moved.json()["location_name"], "School");
    ana.patch(school.url(), json!({"name": "Conservatory"})).await.assert_status(200);
    assert_eq!(ben.get(event.url()).await.json()["location_name"], "Conservatory");
    ana.delete(path(home, "")).await.assert_status(204);
    assert_eq!(where_it_is(&ben.get(event.url()).await.json()), words("Conservatory"));
}
