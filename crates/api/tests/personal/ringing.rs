//! Everybody's reminders ring for them alone.

use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, umbra_test};

use super::{EDIT, VIEW, World, set};

/// Lists since when what is due, and on which event.
async fn due(who: &Client) -> Vec<(String, i64)> {
    let rows: Vec<Value> = who.get("/api/reminders/due").await.assert_status(200).json_as();
    let one = |row: &Value| {
        (row["due_at"].as_str().unwrap().to_owned(), row["event_id"].as_i64().unwrap())
    };
    rows.iter().map(one).collect()
}

/// Fires hour by hour for some days, and returns who was told at which instant.
async fn fired(t: &TestApp, hours: usize) -> Vec<(i64, String)> {
    let mut fired = Vec::new();
    for _ in 0..hours {
        t.clock.advance(jiff::SignedDuration::from_hours(1));
        let mut now: Vec<_> = t
            .fire_reminders()
            .await
            .iter()
            .map(|one| (one.owner.0, one.fired.at.to_string()))
            .collect();
        now.sort();
        fired.extend(now);
    }
    fired
}

#[umbra_test]
async fn one_persons_alarm_rings_for_that_person_only(t: TestApp) {
    let mut world = World::begin(&t, VIEW).await;
    let event = world.event("Dentist", "2026-03-02T12:00:00Z").with("reminders", json!([60]));
    let event = event.create().await;
    set(&world.ben, event.url(), json!({"reminders": [120]})).await;
    t.clock.set("2026-03-02T10:00:00Z".parse().unwrap());
    world.again(&t).await;
    for fire in [false, true] {
        if fire {
            let told = t.fire_reminders().await;
            assert_eq!(told.iter().map(|one| one.owner).collect::<Vec<_>>(), [world.ben.id]);
        }
        assert_eq!(due(&world.ben).await, [("2026-03-02T10:00:00Z".to_owned(), event.id)]);
        assert_eq!(due(&world.ana).await, []);
        let dashboard = world.ana.get("/api/dashboard").await.json();
        assert_eq!(dashboard["due_reminders"], json!([]));
    }
    let rows: Vec<Value> = world.ben.get("/api/reminders/due").await.json_as();
    let path = format!("/api/reminders/{}", rows[0]["id"]);
    world.ana.get(&path).await.assert_problem(404, "not_found");
    world.ana.patch(format!("{path}/dismiss"), ()).await.assert_problem(404, "not_found");
    // Ben's doesn't begin anew because of what Ana changes for herself.
    world.ben.patch(format!("{path}/dismiss"), ()).await.assert_status(200);
    set(&world.ana, event.url(), json!({"reminders": [60, 30]})).await;
    set(&world.ana, event.url(), json!({"title": "Doctor"})).await;
    assert_eq!(due(&world.ben).await, []);
    t.clock.set("2026-03-02T11:30:00Z".parse().unwrap());
    world.again(&t).await;
    let ana = [
        ("2026-03-02T11:00:00Z".to_owned(), event.id),
        ("2026-03-02T11:30:00Z".to_owned(), event.id),
    ];
    assert_eq!(due(&world.ana).await, ana);
    assert_eq!(due(&world.ben).await, []);
}

#[umbra_test]
async fn everybodys_ring_where_the_event_was_moved_to(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, .. } = &world;
    let series = world.event("Daily", "2026-03-03T12:00:00Z").rule("FREQ=DAILY;COUNT=6");
    let series = series.with("reminders", json!([0])).create().await;
    set(ben, format!("{}?scope=all", series.url()), json!({"reminders": [60]})).await;
    set(ben, series.scoped("this", "2026-03-04T12:00:00"), json!({"reminders": [120]})).await;
    set(ben, series.scoped("following", "2026-03-07T12:00:00"), json!({"reminders": []})).await;
    set(ana, series.scoped("this", "2026-03-08T12:00:00"), json!({"reminders": []})).await;
    let later = json!({"start": "2026-03-05T15:00:00Z"});
    ben.patch(series.scoped("following", "2026-03-05T12:00:00"), later).await.assert_status(200);
    let moved = json!({"start": "2026-03-03T18:00:00Z"});
    ben.patch(series.scoped("this", "2026-03-03T12:00:00"), moved).await.assert_status(200);
    let (ana, ben) = (ana.id.0, ben.id.0);
    let expected = [
        (ben, "2026-03-03T17:00:00Z"),
        (ana, "2026-03-03T18:00:00Z"),
        (ben, "2026-03-04T10:00:00Z"),
        (ana, "2026-03-04T12:00:00Z"),
        (ben, "2026-03-05T14:00:00Z"),
        (ana, "2026-03-05T15:00:00Z"),
        (ben, "2026-03-06T14:00:00Z"),
        (ana, "2026-03-06T15:00:00Z"),
        (ana, "2026-03-07T15:00:00Z"),
    ];
    assert_eq!(fired(&t, 24 * 8).await, expected.map(|(who, at)| (who, at.to_owned())));
}

#[umbra_test]
async fn days_begin_for_each_person_where_they_are(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    for (who, zone) in [(&world.ana, "Pacific/Auckland"), (&world.ben, "America/New_York")] {
        who.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
    }
    let event = world.event("Bins", "2026-03-04").with("reminders", json!([60])).create().await;
    set(&world.ben, event.url(), json!({"reminders": [60]})).await;
    // A change by one of them finds the other's zone.
    set(&world.ana, event.url(), json!({"start": "2026-03-05"})).await;
    let expected = [
        (world.ana.id.0, "2026-03-04T10:00:00Z".to_owned()),
        (world.ben.id.0, "2026-03-05T04:00:00Z".to_owned()),
    ];
    assert_eq!(fired(&t, 24 * 4).await, expected);
}

/// Counts the statements that write what people have on an event, on PostgreSQL.
async fn count_writes(t: &TestApp) {
    t.execute("CREATE TABLE writes (what text)").await;
    let text = "CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS $$ \
                BEGIN INSERT INTO writes VALUES (TG_OP || TG_TABLE_NAME); RETURN NULL; END $$";
    t.execute(text).await;
    for table in ["reminders", "event_personal", "event_personal_changes"] {
        let text = format!(
            "CREATE TRIGGER counted AFTER INSERT OR UPDATE OR DELETE ON {table} \
             FOR EACH STATEMENT EXECUTE FUNCTION counted()"
        );
        t.execute(&text).await;
    }
}

#[umbra_test]
async fn whoever_moves_the_event_moves_everybodys_reminders_in_as_many_statements(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let series = world.daily().await;
    let all = format!("{}?scope=all", series.url());
    set(&world.ben, &all, json!({"reminders": [30]})).await;
    set(&world.ben, series.scoped("this", "2026-03-04T09:00:00"), json!({"is_starred": true}))
        .await;
    if t.is_postgres() {
        count_writes(&t).await;
    }
    let written = async || {
        let dump = t.database_dump().await;
        if t.is_postgres() { dump.table("writes").len() } else { 0 }
    };
    set(&world.ana, &all, json!({"start": "2026-03-12T10:00:00Z"})).await;
    let for_two = written().await;
    let mut guests = Vec::new();
    for number in 0..12 {
        let who = t.user(&format!("guest{number}")).await;
        super::grant(&t, world.calendar, who.id.0, VIEW).await;
        set(&who, &all, json!({"reminders": [number, number + 20]})).await;
        let one = series.scoped("this", "2026-03-13T10:00:00");
        set(&who, one, json!({"is_starred": true})).await;
        guests.push(who);
    }
    let before = written().await;
    set(&world.ana, &all, json!({"start": "2026-03-22T11:00:00Z"})).await;
    assert_eq!(written().await - before, for_two);
    let dump = t.database_dump().await;
    let reminders = dump.table("reminders");
    assert_eq!(reminders.len(), 26);
    assert!(reminders.iter().all(|row| row.contains("2026-03-22")), "{reminders:?}");
    for who in guests {
        assert!(super::marks(&who).await.iter().all(|(day, star, _)| *star == (*day == 23)));
    }
}
