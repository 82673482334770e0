//! Offering, accepting, declining, changing, leaving and taking back.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use super::{
    PATH, World, accepting, changing, members, offering, path, personal, removing, share,
    shared_with,
};
use crate::connections::connect;

#[umbra_test]
async fn an_offer_gives_nothing_until_it_is_accepted(t: TestApp) {
    let World { ana, ben, calendar, .. } = &World::begin(&t).await;
    let url = format!("/api/calendars/{calendar}");
    ana.patch(&url, json!({"description": "All of us", "color": "#112233"})).await;
    let event = ana.event("Dentist", "2026-03-02T20:00:00Z").with("calendar_id", *calendar);
    let event = event.create().await;
    ana.put("/api/settings", json!({"preferred_name": "Anna"})).await.assert_status(200);
    let made = offering(ana, *calendar, ben, "full_access").await.assert_status(201).json();
    let expected = json!({"user_id": ben.id, "username": "ben", "preferred_name": null,
        "permission": "full_access", "status": "pending", "since": "2026-03-02T08:00:00Z"});
    assert_eq!(made["user_id"], expected["user_id"]);
    for field in ["username", "preferred_name", "permission", "status"] {
        assert_eq!(made[field], expected[field], "{field}");
    }
    let offered = shared_with(ben).await;
    let [offer] = &offered[..] else { panic!("{offered:?}") };
    for (field, value) in [
        ("calendar_id", json!(calendar)),
        ("name", json!("Family")),
        ("description", Value::Null),
        ("permission", json!("full_access")),
        ("status", json!("pending")),
        ("default_color", json!("#112233")),
        ("color", Value::Null),
        ("is_visible", json!(true)),
        ("sort_order", json!(0)),
        ("since", made["since"].clone()),
    ] {
        assert_eq!(offer[field], value, "{field}");
    }
    let owner = json!({"user_id": ana.id, "username": "ana", "preferred_name": "Anna"});
    assert_eq!(offer["owner"], owner);
    for path in [
        url.clone(),
        event.url(),
        format!("/api/events?calendar_id={calendar}"),
        path(*calendar, "/members"),
    ] {
        ben.get(path).await.assert_problem(404, "not_found");
    }
    let preferences = ben.put(path(*calendar, "/preferences"), json!({"sort_order": 1})).await;
    preferences.assert_problem(404, "not_found");
    ben.delete(path(*calendar, "")).await.assert_problem(404, "not_found");
    assert!(ben.events("2026-03-01", "2026-03-04").await.is_empty());
    assert_eq!(members(ana, *calendar).await, ["ana owner accepted", "ben full_access pending"]);

    t.clock.advance(jiff::SignedDuration::from_mins(5));
    let accepted = accepting(ben, *calendar).await.assert_status(200).json();
    assert_eq!(accepted["status"], "accepted");
    assert_eq!(accepted["description"], "All of us");
    assert_ne!(accepted["since"], offer["since"]);
    // Once more changes nothing.
    assert_eq!(accepting(ben, *calendar).await.assert_status(200).json(), accepted);
    assert_eq!(shared_with(ben).await, [accepted]);
    let seen = ben.get(&url).await.assert_status(200).json();
    assert_eq!((&seen["permission"], &seen["owner"]), (&json!("full_access"), &owner));
    assert_eq!(ben.get(event.url()).await.assert_status(200).json()["title"], "Dentist");
    assert_eq!(members(ben, *calendar).await, ["ana owner accepted", "ben full_access accepted"]);
    // Nothing is shared with the owner.
    assert_eq!(shared_with(ana).await, Vec::<Value>::new());
}

#[umbra_test]
async fn what_was_declined_or_taken_back_can_be_offered_anew(t: TestApp) {
    let World { ana, ben, calendar, .. } = &World::begin(&t).await;
    offering(ana, *calendar, ben, "read_only").await.assert_status(201);
    // Sent again, it is changed.
    offering(ana, *calendar, ben, "free_busy").await.assert_status(201);
    assert_eq!(members(ana, *calendar).await, ["ana owner accepted", "ben free_busy pending"]);
    ben.post(path(*calendar, "/decline"), ()).await.assert_status(204);
    ben.post(path(*calendar, "/decline"), ()).await.assert_problem(404, "not_found");
    accepting(ben, *calendar).await.assert_problem(404, "not_found");
    assert_eq!(members(ana, *calendar).await, ["ana owner accepted"]);
    offering(ana, *calendar, ben, "read_only").await.assert_status(201);
    removing(ana, *calendar, ben).await.assert_status(204);
    removing(ana, *calendar, ben).await.assert_problem(404, "not_found");
    accepting(ben, *calendar).await.assert_problem(404, "not_found");
    offering(ana, *calendar, ben, "read_only").await.assert_status(201);
    let changed = changing(ana, *calendar, ben, "create_modify").await.assert_status(200).json();
    assert_eq!(
        (&changed["permission"], &changed["status"]),
        (&json!("create_modify"), &json!("pending"))
    );
    assert_eq!(accepting(ben, *calendar).await.json()["permission"], "create_modify");
    offering(ana, *calendar, ben, "read_only").await.assert_problem(409, "already_member");
}

#[umbra_test]
async fn what_is_personal_goes_with_the_right_and_begins_afresh(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, .. } = &world;
    let event = world.event("Dentist", "2026-03-03T20:00:00Z").create().await;
    let series = world.daily(ana).await;
    for how in ["taken away", "left", "lowered"] {
        share(ana, *calendar, ben, "read_only").await;
        let mine = json!({"is_starred": true, "reminders": [10]});
        ben.patch(event.url(), &mine).await.assert_status(200);
        for scope in ["this", "following"] {
            let one = series.scoped(scope, "2026-03-04T09:00:00");
            ben.patch(one, &mine).await.assert_status(200);
        }
        let preferences = json!({"color": "#abcdef", "sort_order": 5});
        ben.put(path(*calendar, "/preferences"), preferences).await.assert_status(200);
        assert_eq!(personal(&t, ben).await, [2, 2]);
        let had = ben.get(world.url()).await.etag().to_owned();
        match how {
            "left" => ben.delete(path(*calendar, "")).await.assert_status(204),
            "lowered" => changing(ana, *calendar, ben, "free_busy").await.assert_status(200),
            _ => removing(ana, *calendar, ben).await.assert_status(204),
        };
        assert_eq!(personal(&t, ben).await, [0, 0], "{how}");
        ben.get(event.url()).await.assert_problem(404, "not_found");
        ben.get(world.url()).await.assert_problem(404, "not_found");
        if how == "lowered" {
            changing(ana, *calendar, ben, "read_only").await.assert_status(200);
            assert_eq!(ben.get(world.url()).await.json()["sort_order"], 5);
        } else {
            t.clock.advance(jiff::SignedDuration::from_secs(1));
            share(ana, *calendar, ben, "read_only").await;
            assert_eq!(ben.get(world.url()).await.json()["own_color"], Value::Null);
        }
        // No tag stands for what was before.
        assert_ne!(ben.get(world.url()).await.etag(), had, "{how}");
        let seen = ben.get(event.url()).await.assert_status(200).json();
        assert_eq!((&seen["is_starred"], &seen["reminders"]), (&json!(false), &json!([])));
        removing(ana, *calendar, ben).await.assert_status(204);
    }
}

#[umbra_test]
async fn everybodys_reminders_follow_what_an_editor_does(t: TestApp) {
    let world = World::shared(&t, "create_modify").await;
    let World { ana, ben, calendar, .. } = &world;
    let cleo = t.user("cleo").await;
    connect(ana, &cleo).await;
    share(ana, *calendar, &cleo, "read_only").await;
    let series = world.daily(ana).await;
    for (who, minutes) in [(ana, 10), (ben, 20), (&cleo, 30)] {
        let url = format!("{}?scope=all", series.url());
        who.patch(url, json!({"reminders": [minutes]})).await.assert_status(200);
    }
    let moved = json!({"start": "2026-03-03T12:00:00Z"});
    ben.patch(series.scoped("this", "2026-03-03T09:00:00"), moved).await.assert_status(200);
    let rest = series.scoped("following", "2026-03-05T09:00:00");
    ben.patch(rest, json!({"title": "Later", "start": "2026-03-05T15:00:00Z"}))
        .await
        .assert_status(200);
    t.clock.set("2026-03-03T00:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.clock.set("2026-03-05T23:00:00Z".parse().unwrap());
    let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
    for (who, at) in [
        (&ana, "2026-03-05T14:50:00Z"),
        (&ben, "2026-03-05T14:40:00Z"),
        (&cleo, "2026-03-05T14:30:00Z"),
    ] {
        let due: Vec<Value> = who.get("/api/reminders/due").await.assert_status(200).json_as();
        let mut at_all: Vec<_> = due.iter().map(|one| one["due_at"].as_str().unwrap()).collect();
        at_all.sort_unstable();
        assert_eq!(at_all.last(), Some(&at), "{}: {due:?}", who.username);
        assert_eq!(due.len(), 2, "one of each part");
    }
}

#[umbra_test]
async fn the_list_is_by_the_callers_order_and_has_pages(t: TestApp) {
    let World { ana, ben, .. } = &World::begin(&t).await;
    for (name, place) in [("beta", None), ("Zeta", Some(-5)), ("Alpha", None), ("Last", Some(7))] {
        let calendar = ana.calendar(name).create().await.id;
        offering(ana, calendar, ben, "free_busy").await.assert_status(201);
        if let Some(place) = place {
            accepting(ben, calendar).await.assert_status(200);
            let look = json!({"sort_order": place});
            ben.put(path(calendar, "/preferences"), look).await.assert_status(200);
        }
    }
    let mut names = Vec::new();
    let mut next = Some(format!("{PATH}?limit=1"));
    while let Some(page) = next {
        let reply = ben.get(page).await.assert_status(200);
        let rows: Vec<Value> = reply.json_as();
        assert_eq!(rows.len(), 1);
        names.push(rows[0]["name"].as_str().unwrap().to_owned());
        next = reply.next_page();
    }
    assert_eq!(names, ["Zeta", "Alpha", "beta", "Last"]);
}
