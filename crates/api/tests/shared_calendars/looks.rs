//! How a calendar looks is each person's own.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use super::{World, changing, path};

#[umbra_test]
async fn each_has_a_colour_a_place_and_what_is_hidden_of_their_own(t: TestApp) {
    let world = World::shared(&t, "read_only").await;
    let World { ana, ben, calendar, .. } = &world;
    world.event("Dentist", "2026-03-02T20:00:00Z").create().await;
    let before = ana.get(world.url()).await;
    let looks = path(*calendar, "/preferences");
    let set = json!({"color": "#ABC", "is_visible": false, "sort_order": -3});
    let answer = ben.put(&looks, &set).await.assert_status(200).json();
    let expected = json!({"calendar_id": calendar, "color": "#aabbcc", "is_visible": false,
        "sort_order": -3});
    assert_eq!(answer, expected);
    let seen = ben.get(world.url()).await;
    let body = seen.json();
    for (field, value) in [
        ("color", json!("#3366cc")),
        ("own_color", json!("#aabbcc")),
        ("display_color", json!("#aabbcc")),
        ("is_visible", json!(false)),
        ("sort_order", json!(-3)),
        ("is_default", json!(false)),
    ] {
        assert_eq!(body[field], value, "{field}");
    }
    // Hidden from Ben, and from nobody else.
    assert!(ben.events("2026-03-02", "2026-03-03").await.is_empty());
    let filtered = format!("/api/events?start=2026-03-02&end=2026-03-03&calendar_id={calendar}");
    assert_eq!(ben.get(filtered).await.json().as_array().unwrap().len(), 1);
    assert_eq!(ana.events("2026-03-02", "2026-03-03").await.len(), 1);
    let agenda = "/api/agenda?start=2026-03-02&end=2026-03-03";
    assert_eq!(ben.get(agenda).await.json()["events"], json!([]));
    // What one changes for oneself is no change for others.
    let after = ana.get(world.url()).await;
    assert_eq!((after.json(), after.etag()), (before.json(), before.etag()));
    // The same again changes nothing, and what isn't sent stays.
    ben.put(&looks, &set).await.assert_status(200);
    ben.put(&looks, json!({})).await.assert_status(200);
    assert_eq!(ben.get(world.url()).await.etag(), seen.etag());
    ben.put(&looks, json!({"is_visible": null})).await.assert_status(200);
    let event = ben.get(agenda).await.json()["events"][0].clone();
    assert_eq!(
        (&event["calendar_color"], &event["display_color"]),
        (&json!("#aabbcc"), &json!("#aabbcc"))
    );
    ana.patch(world.url(), json!({"color": "#112233"})).await.assert_status(200);
    assert_eq!(ben.get(agenda).await.json()["events"][0]["calendar_color"], "#aabbcc");
    let cleared = ben.put(&looks, json!({"color": null, "sort_order": null})).await.json();
    assert_eq!((&cleared["color"], &cleared["sort_order"]), (&Value::Null, &json!(0)));
    assert_eq!(ben.get(agenda).await.json()["events"][0]["calendar_color"], "#112233");
    // The owner has a colour of their own, too.
    ana.put(&looks, json!({"color": "#445566"})).await.assert_status(200);
    let own = ana.get(world.url()).await.json();
    assert_eq!((&own["color"], &own["display_color"]), (&json!("#112233"), &json!("#445566")));
    assert_eq!(ana.get(agenda).await.json()["events"][0]["display_color"], "#445566");
}

#[umbra_test]
async fn a_change_of_a_calendar_happens_as_a_whole_or_not_at_all(t: TestApp) {
    let world = World::shared(&t, "read_only").await;
    let World { ana, ben, calendar, .. } = &world;
    let own = json!({"is_visible": false, "sort_order": 4});
    let first = ben.patch(world.url(), &own).await.assert_status(200);
    assert_eq!(
        (&first.json()["is_visible"], &first.json()["sort_order"]),
        (&json!(false), &json!(4))
    );
    for (permission, code) in [("read_only", "read_only"), ("create_modify", "not_yours")] {
        changing(ana, *calendar, ben, permission).await.assert_status(200);
        let before = super::everything(&t).await;
        for shared in ["name", "description"] {
            let mixed = json!({shared: "Mine", "sort_order": 9});
            ben.patch(world.url(), mixed).await.assert_problem(403, code);
        }
        ben.patch(world.url(), json!({"color": "#123456"})).await.assert_problem(403, code);
        ben.patch(world.url(), json!({"is_default": true})).await.assert_problem(403, code);
        assert_eq!(super::everything(&t).await, before);
    }
    changing(ana, *calendar, ben, "full_access").await.assert_status(200);
    let mixed = json!({"name": "Us", "sort_order": 9});
    let changed = ben.patch(world.url(), &mixed).await.assert_status(200);
    assert_eq!((&changed.json()["name"], &changed.json()["sort_order"]), (&json!("Us"), &json!(9)));
    assert_eq!(ana.get(world.url()).await.json()["name"], "Us");
    ben.patch(world.url(), json!({"is_default": true})).await.assert_problem(403, "not_yours");
    // A tag of before is refused, whichever part of it changed.
    let tag = changed.etag().to_owned();
    ben.put(path(*calendar, "/preferences"), json!({"color": "#111"})).await.assert_status(200);
    let late = ben.patch(world.url(), json!({"name": "Late"})).header("if-match", &tag).await;
    late.assert_problem(412, "precondition_failed");
}

#[umbra_test]
async fn another_persons_default_is_no_default_of_ones_own(t: TestApp) {
    let World { ana, ben, .. } = &World::begin(&t).await;
    let all: Vec<Value> = ana.get("/api/calendars").await.json_as();
    let default = all.iter().find(|one| one["is_default"] == true).unwrap();
    let id = default["id"].as_i64().unwrap();
    super::share(ana, id, ben, "full_access").await;
    let seen = ben.get(format!("/api/calendars/{id}")).await.assert_status(200).json();
    assert_eq!(seen["is_default"], false);
    ben.patch(format!("/api/calendars/{id}"), json!({"name": "Anas"})).await.assert_status(200);
    assert_eq!(ana.get(format!("/api/calendars/{id}")).await.json()["is_default"], true);
}
