//! What ends with a connection, an account and a calendar.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use super::{World, accepting, offering, path, personal, removing, share, shared_with};
use crate::connections::{PATH as CONNECTIONS, block, connect};

#[umbra_test]
async fn ending_a_connection_ends_shares_and_offers_between_the_two(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, .. } = &world;
    let cleo = t.user("cleo").await;
    connect(ana, &cleo).await;
    connect(ben, &cleo).await;
    let mut connection = world.connection;
    for ends in ["by one", "by the other", "by a block"] {
        let mut calendars = Vec::new();
        for (owner, other) in [(ana, ben), (ben, ana)] {
            let (held, offered) =
                (owner.calendar("Held").create().await, owner.calendar("Offered").create().await);
            for whom in [other, &cleo] {
                share(owner, held.id, whom, "read_only").await;
                offering(owner, offered.id, whom, "full_access").await.assert_status(201);
            }
            let event = owner.event("Dentist", "2026-03-03T20:00:00Z").with("calendar_id", held.id);
            let event = event.create().await;
            other.patch(event.url(), json!({"reminders": [5]})).await.assert_status(200);
            calendars.push((owner, other, held, offered, event));
        }
        match ends {
            "by one" => ana.delete(format!("{CONNECTIONS}/{connection}")).await.assert_status(204),
            "by the other" => {
                ben.delete(format!("{CONNECTIONS}/{connection}")).await.assert_status(204)
            }
            _ => {
                block(ana, ben).await;
                ana.delete(format!("{CONNECTIONS}/blocked/{}", ben.id)).await.assert_status(204)
            }
        };
        for (owner, other, held, offered, event) in &calendars {
            assert_eq!(shared_with(other).await, Vec::<Value>::new(), "{ends}");
            assert_eq!(personal(&t, other).await, [0, 0], "{ends}");
            accepting(other, offered.id).await.assert_problem(404, "not_found");
            other.get(event.url()).await.assert_problem(404, "not_found");
            // What is shared with a third person stays.
            accepting(&cleo, offered.id).await.assert_status(200);
            cleo.get(event.url()).await.assert_status(200);
            for calendar in [held, offered] {
                owner.delete(calendar.url()).await.assert_status(204);
            }
        }
        connection = connect(ana, ben).await;
    }
}

#[umbra_test]
async fn a_calendar_goes_with_everything_that_its_members_have(t: TestApp) {
    let world = World::shared(&t, "create_modify").await;
    let World { ana, ben, calendar, .. } = &world;
    let cleo = t.user("cleo").await;
    connect(ana, &cleo).await;
    offering(ana, *calendar, &cleo, "read_only").await.assert_status(201);
    let series = world.daily(ben).await;
    ben.patch(series.scoped("this", "2026-03-03T09:00:00"), json!({"reminders": [5]})).await;
    let template = ben.template("Lesson", "Piano").with("calendar_id", *calendar).create().await;
    ana.delete(world.url()).await.assert_status(204);
    assert_eq!(personal(&t, ben).await, [0, 0]);
    for who in [ben, &cleo] {
        assert_eq!(shared_with(who).await, Vec::<Value>::new());
    }
    ben.get(series.url()).await.assert_problem(404, "not_found");
    // The template means the default calendar then, and its events go there.
    let kept = ben.get(template.url()).await.assert_status(200);
    assert_eq!((kept.json()["calendar_id"].clone(), kept.etag()), (Value::Null, "\"2\""));
    let made = ben.instantiate(&template, "2026-03-04T10:00:00Z").await.assert_status(201).json();
    assert_ne!(made["calendar_id"], *calendar);
}

#[umbra_test]
async fn a_template_whose_calendar_was_taken_away_makes_events_in_ones_own(t: TestApp) {
    let world = World::shared(&t, "create_modify").await;
    let World { ana, ben, calendar, .. } = &world;
    let template = ben.template("Lesson", "Piano").with("calendar_id", *calendar).create().await;
    let made = ben.instantiate(&template, "2026-03-04T10:00:00Z").await.assert_status(201).json();
    assert_eq!(made["calendar_id"], *calendar);
    for permission in ["read_only", "free_busy"] {
        super::changing(ana, *calendar, ben, permission).await.assert_status(200);
        let made = ben.instantiate(&template, "2026-03-05T10:00:00Z").await.assert_status(201);
        assert_ne!(made.json()["calendar_id"], *calendar, "{permission}");
    }
    ben.delete(path(*calendar, "")).await.assert_status(204);
    ben.instantiate(&template, "2026-03-06T10:00:00Z").await.assert_status(201);
    assert_eq!(ana.events("2026-03-01", "2026-03-10").await.len(), 1);
}

#[umbra_test]
async fn an_account_takes_its_calendars_along_and_leaves_those_of_others(t: TestApp) {
    let world = World::shared(&t, "create_modify").await;
    let World { ana, ben, calendar, .. } = &world;
    let own = ben.calendar("Bens").create().await;
    share(ben, own.id, ana, "read_only").await;
    offering(ben, ben.calendar("Other").create().await.id, ana, "read_only")
        .await
        .assert_status(201);
    let event = ben.event("Party", "2026-03-03T20:00:00Z").with("calendar_id", *calendar);
    let event = event.create().await;
    assert_eq!(t.execute(&format!("DELETE FROM users WHERE id = {}", ben.id)).await, 1);
    assert_eq!(shared_with(ana).await, Vec::<Value>::new());
    assert_eq!(super::members(ana, *calendar).await, ["ana owner accepted"]);
    assert_eq!(ana.get(event.url()).await.assert_status(200).json()["created_by"], Value::Null);
}

#[umbra_test]
async fn events_keep_where_they_are_in_words_when_somebody_leaves_with_the_place(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, .. } = &world;
    let other = ana.calendar("Club").create().await.id;
    share(ana, other, ben, "create_modify").await;
    for leaves in [true, false] {
        share(ana, *calendar, ben, "create_modify").await;
        let home = ben.draft("/api/locations", json!({"name": "Home"})).create().await;
        let mut events = Vec::new();
        for of in [*calendar, other] {
            let event = ben.event("Dinner", "2026-03-03T20:00:00Z").with("calendar_id", of);
            events.push(event.with("location_id", home.id).create().await);
        }
        if leaves {
            ben.delete(path(*calendar, "")).await.assert_status(204);
        } else {
            removing(ana, *calendar, ben).await.assert_status(204);
        }
        ben.patch(home.url(), json!({"name": "Elsewhere"})).await.assert_status(200);
        let [left, kept] = [&events[0], &events[1]].map(|event| ana.get(event.url()));
        let (left, kept) = (left.await.json(), kept.await.json());
        assert_eq!((&left["location_id"], &left["location_text"]), (&json!(null), &json!("Home")));
        assert_eq!(kept["location_name"], "Elsewhere");
    }
}
