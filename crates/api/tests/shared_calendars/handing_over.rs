//! A calendar is handed over to one of its members.

use serde_json::{Value, json};
use umbra_domain::{
    Clock as _,
    calendar::{Calendar, CalendarPreferences, MAX_CALENDARS, Name},
};
use umbra_store::{StoreError, calendar, resource};
use umbra_testkit::{TestApp, umbra_test};

use super::{World, changing, everything, members, offering, path, removing, share, shared_with};
use crate::{
    connections::{block, blocking, connect},
    invitations::invite,
};

#[umbra_test]
async fn who_gets_it_owns_it_and_who_gave_it_keeps_full_access(t: TestApp) {
    let world = World::shared(&t, "read_only").await;
    let World { ana, ben, calendar, .. } = &world;
    let (cleo, dora) = (t.user("cleo").await, t.user("dora").await);
    connect(ana, &cleo).await;
    connect(ana, &dora).await;
    share(ana, *calendar, &cleo, "free_busy").await;
    offering(ana, *calendar, &dora, "read_only").await.assert_status(201);
    ana.put(path(*calendar, "/preferences"), json!({"color": "#111111"})).await.assert_status(200);
    let event = world.event("Dentist", "2026-03-03T20:00:00Z").with("reminders", json!([10]));
    let event = event.create().await;
    let hidden = world.event("Diary", "2026-03-03T21:00:00Z").with("visibility", "private");
    let hidden = hidden.create().await;
    ben.get(hidden.url()).await.assert_problem(404, "not_found");
    let before = ana.get(world.url()).await;
    let answer = changing(ana, *calendar, ben, "owner").await.assert_status(200).json();
    assert_eq!((&answer["permission"], &answer["username"]), (&json!("owner"), &json!("ben")));
    // Offers of the one aren't the other's to give.
    let left = ["ben owner accepted", "ana full_access accepted", "cleo free_busy accepted"];
    assert_eq!(members(ben, *calendar).await, left);
    assert_eq!(shared_with(&dora).await, Vec::<Value>::new());
    let seen = ana.get(world.url()).await;
    assert_ne!(seen.etag(), before.etag());
    assert_eq!(seen.json()["permission"], "full_access");
    assert_eq!(seen.json()["owner"]["username"], "ben");
    assert_eq!(seen.json()["own_color"], "#111111");
    assert_eq!(shared_with(ana).await[0]["since"], Value::Null);
    assert_eq!(ana.get(event.url()).await.json()["reminders"], json!([10]));
    ben.get(hidden.url()).await.assert_status(200);
    ana.get(hidden.url()).await.assert_status(200);
    // What only an owner may is the other one's now.
    changing(ana, *calendar, &cleo, "read_only").await.assert_problem(403, "not_yours");
    ana.delete(world.url()).await.assert_problem(403, "not_yours");
    ana.patch(world.url(), json!({"name": "Ours"})).await.assert_status(200);
    changing(ben, *calendar, &cleo, "read_only").await.assert_status(200);
    ben.patch(world.url(), json!({"is_default": true})).await.assert_status(200);
    // Handed over by somebody who isn't the owner any more.
    changing(ana, *calendar, ben, "owner").await.assert_problem(403, "not_yours");
    removing(ben, *calendar, ana).await.assert_status(204);
    ana.get(event.url()).await.assert_problem(404, "not_found");
    assert_eq!(super::personal(&t, ana).await, [0, 0]);
}

#[umbra_test]
async fn what_cannot_be_handed_over_stays_as_it_is(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, .. } = &world;
    offering(ana, *calendar, ben, "full_access").await.assert_status(201);
    changing(ana, *calendar, ben, "owner").await.assert_problem(409, "not_accepted");
    super::accepting(ben, *calendar).await.assert_status(200);
    let all: Vec<Value> = ana.get("/api/calendars").await.json_as();
    let default = all.iter().find(|one| one["is_default"] == true).unwrap()["id"].as_i64().unwrap();
    share(ana, default, ben, "full_access").await;
    let before = everything(&t).await;
    changing(ana, default, ben, "owner").await.assert_problem(409, "default_calendar");
    assert_eq!(everything(&t).await, before);
    let now = t.clock.now();
    let filled = t.store.write(async |tx| {
        for n in resource::count_own::<Calendar>(tx, ben.id).await?..MAX_CALENDARS {
            let new = Calendar::named(Name::parse(&format!("Calendar {n}")).unwrap());
            calendar::create(tx, ben.id, new, &CalendarPreferences::default(), now).await?;
        }
        Ok::<_, StoreError>(())
    });
    filled.await.unwrap();
    changing(ana, *calendar, ben, "owner").await.assert_problem(409, "too_many_calendars");
    // What is shared doesn't count.
    assert_eq!(ben.get("/api/calendars?limit=200").await.json().as_array().unwrap().len(), 102);
    assert_eq!(ana.get(world.url()).await.json()["permission"], "owner");
}

#[umbra_test]
async fn who_blocks_the_new_owner_is_no_longer_in_it(t: TestApp) {
    let world = World::shared(&t, "full_access").await;
    let World { ana, ben, calendar, .. } = &world;
    let (cleo, dora) = (t.user("cleo").await, t.user("dora").await);
    for (who, permission) in [(&cleo, "read_only"), (&dora, "free_busy")] {
        connect(ana, who).await;
        share(ana, *calendar, who, permission).await;
    }
    // Who sees no more than busy times doesn't know who else is in it.
    blocking(&dora, ben).await.assert_status(422);
    block(&cleo, ben).await;
    let all = ["ana owner accepted", "ben full_access accepted", "cleo read_only accepted"];
    assert_eq!(members(ben, *calendar).await[..3], all);
    changing(ana, *calendar, ben, "owner").await.assert_status(200);
    let left = ["ben owner accepted", "ana full_access accepted", "dora free_busy accepted"];
    assert_eq!(members(ben, *calendar).await, left);
    assert_eq!(shared_with(&cleo).await, Vec::<Value>::new());
}

#[umbra_test]
async fn who_blocks_the_new_owner_is_neither_followed_nor_invited_any_more(t: TestApp) {
    let world = World::shared(&t, "full_access").await;
    let World { ana, ben, calendar, .. } = &world;
    let (cleo, dora, erik) = (t.user("cleo").await, t.user("dora").await, t.user("erik").await);
    for who in [&cleo, &dora, &erik] {
        connect(ana, who).await;
    }
    share(ana, *calendar, &cleo, "create_modify").await;
    let studio = cleo.draft("/api/locations", json!({"name": "Studio"})).create().await;
    let choir = cleo.event("Choir", "2026-03-03T20:00:00Z").with("calendar_id", *calendar);
    let choir = choir.with("location_id", studio.id).create().await;
    invite(ana, choir.id, &[&cleo, &dora, &erik], None).await;
    // Somebody whom Ben blocks, and somebody who blocks him.
    block(&cleo, ben).await;
    connect(ben, &dora).await;
    block(ben, &dora).await;
    for who in [&cleo, &dora, &erik] {
        who.get(choir.url()).await.assert_status(200);
    }
    changing(ana, *calendar, ben, "owner").await.assert_status(200);
    let statuses = [
        cleo.get(choir.url()).await.status(),
        dora.get(choir.url()).await.status(),
        erik.get(choir.url()).await.status(),
    ];
    assert_eq!(statuses, [404, 404, 200]);
    assert_eq!(t.database_dump().await.table("event_invitations").len(), 1);
    cleo.patch(studio.url(), json!({"name": "Atelier"})).await.assert_status(200);
    let shown = ben.get(choir.url()).await.assert_status(200).json();
    assert_eq!((&shown["location_id"], &shown["location_text"]), (&Value::Null, &json!("Studio")));
}
