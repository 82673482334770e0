//! What one person had on their events before others could see them.

use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, umbra_test};

use super::{VIEW, World, set};

/// Goes back to before there was anything personal, and returns how many steps that took.
async fn back(t: &TestApp) -> u32 {
    let all = t.store.migrations().await.unwrap();
    let place = all.iter().position(|one| one.name == "m0031_personal").unwrap();
    let steps = u32::try_from(all.len() - place).unwrap();
    t.store.migrate_down(Some(steps)).await.unwrap();
    steps
}

/// Everything that somebody sees in March, and the whole of an event, whatever their versions: they
/// count what became an override on the way, too.
async fn seen(who: &Client, url: &str) -> (Vec<Value>, Value) {
    let mut month = who.events("2026-03-01", "2026-04-01").await;
    let mut whole = who.get(url).await.json();
    for event in month.iter_mut().chain([&mut whole]) {
        event["version"] = Value::Null;
    }
    (month, whole)
}

#[umbra_test]
async fn stars_and_reminders_move_to_their_owner_and_back(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let World { ana, ben, .. } = &world;
    let single = world.event("Dentist", "2026-03-02T20:00:00Z").with("is_starred", true);
    single.create().await;
    world.event("Plain", "2026-03-02T21:00:00Z").create().await;
    let series = world.event("Daily", "2026-03-02T09:00").zone("Europe/Vienna");
    let series =
        series.rule("FREQ=DAILY;COUNT=5").with("reminders", json!([60, 10])).create().await;
    let one = |day: u8| series.scoped("this", &format!("2026-03-{day:02}T09:00:00"));
    set(ana, one(3), json!({"is_starred": true})).await;
    set(ana, one(4), json!({"reminders": [], "title": "Special"})).await;
    set(ana, one(5), json!({"reminders": [5], "start": "2026-03-08T20:00"})).await;
    set(ana, one(6), json!({"title": "Other"})).await;
    let before = seen(ana, &series.url()).await;
    let reminders = t.database_dump().await.table("reminders").to_vec();
    back(&t).await;
    // As the version before had it: a row for each occurrence that differs.
    let dump = t.database_dump().await;
    assert_eq!(dump.table("event_overrides").len(), 4);
    let rows = dump.table("events").iter().filter(|row| row.contains("60,10")).count();
    assert_eq!(rows, 1, "the owner's reminders are back");
    t.store.migrate_up(None).await.unwrap();
    assert_eq!(seen(ana, &series.url()).await, before);
    let dump = t.database_dump().await;
    // What differed in this alone is no override any more.
    assert_eq!(dump.table("event_overrides").len(), 3);
    assert_eq!(dump.table("reminders"), reminders);
    // They are Ana's: Ben sees none of them.
    for event in ben.events("2026-03-01", "2026-04-01").await {
        assert_eq!((&event["is_starred"], &event["reminders"]), (&json!(false), &json!([])));
    }
    set(ana, one(3), json!({"is_starred": false})).await;
    let read = ana.get(format!("{}?recurrence_id=2026-03-03T09:00:00", series.url())).await.json();
    assert_eq!((&read["is_override"], &read["reminders"]), (&json!(false), &json!([60, 10])));
}

#[umbra_test]
async fn the_way_back_keeps_what_the_owner_has_and_drops_what_others_have(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let World { ana, ben, .. } = &world;
    let series = world.daily().await;
    let one = series.scoped("this", "2026-03-04T09:00:00");
    set(ben, &one, json!({"is_starred": true})).await;
    set(ben, format!("{}?scope=all", series.url()), json!({"reminders": [7]})).await;
    let before = seen(ana, &series.url()).await;
    let rest = series.scoped("following", "2026-03-05T09:00:00");
    set(ana, &rest, json!({"reminders": [45]})).await;
    back(&t).await;
    let dump = t.database_dump().await;
    assert_eq!(dump.table("event_overrides").len(), 0);
    // Those that ring for nothing any more have gone.
    assert_eq!(dump.table("reminders").len(), 1);
    t.store.migrate_up(None).await.unwrap();
    // What only held from an occurrence on is lost.
    set(ana, &rest, json!({"reminders": [45]})).await;
    set(ana, &rest, json!({"reminders": [10]})).await;
    assert_eq!(seen(ana, &series.url()).await.0, before.0);
    for event in ben.events("2026-03-01", "2026-04-01").await {
        assert_eq!((&event["is_starred"], &event["reminders"]), (&json!(false), &json!([])));
    }
    set(ben, format!("{}?scope=all", series.url()), json!({"reminders": [7]})).await;
    assert_eq!(super::marks(ben).await[0], (2, false, vec![7]));
}

#[umbra_test]
async fn a_reminder_that_nobody_knows_of_is_no_obstacle(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let World { ana, ben, .. } = &world;
    let series = world.daily().await;
    let orphan = format!(
        "INSERT INTO reminders (user_id, event_id, minutes_before, timezone, version, created_at, \
         updated_at, is_active, is_dismissed, snooze_generation, search_text) \
         SELECT {}, event_id, 7, timezone, version, created_at, updated_at, is_active, \
         is_dismissed, snooze_generation, search_text FROM reminders WHERE user_id = {}",
        ben.id, ana.id
    );
    assert_eq!(t.execute(&orphan).await, 1);
    set(ben, format!("{}?scope=all", series.url()), json!({"reminders": [7]})).await;
    let dump = t.database_dump().await;
    let rings = dump.table("reminders").iter().filter(|row| row.contains("08:53:00"));
    assert_eq!(rings.count(), 1, "it rings for Ben now");
}

#[umbra_test]
async fn what_a_process_of_the_version_before_writes_becomes_its_owners(t: TestApp) {
    // On SQLite there is one process, which is replaced as a whole.
    if !t.is_postgres() {
        return;
    }
    let world = World::begin(&t, VIEW).await;
    let World { ana, ben, .. } = &world;
    let series = world.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY;COUNT=3");
    let series = series.create().await;
    let single = world.event("Dentist", "2026-03-06T20:00:00Z").create().await;
    for (first, then, expected) in [
        (json!({"reminders": [30]}), "is_starred = TRUE, reminders = ''", (6, true, vec![30])),
        (json!({"is_starred": false}), "is_starred = FALSE, reminders = '5'", (6, false, vec![5])),
        (json!({"is_starred": true}), "is_starred = FALSE, reminders = '9'", (6, true, vec![9])),
    ] {
        // It saw nothing of what there was.
        set(ana, single.url(), first).await;
        t.execute(&format!("UPDATE events SET {then} WHERE id = {}", single.id)).await;
        assert_eq!(super::mark(&ana.get(single.url()).await.json()), expected);
    }
    ana.delete(single.url()).await.assert_status(204);
    let star =
        format!("UPDATE events SET is_starred = TRUE, reminders = '30' WHERE id = {}", series.id);
    assert_eq!(t.execute(&star).await, 1);
    let of_one = format!(
        "INSERT INTO event_overrides (event_id, recurrence_id, title, reminders, starts_at, ends_at) \
         SELECT id, '2026-03-03T09:00:00', 'Special', '5', starts_at, ends_at FROM events WHERE id = {}",
        series.id
    );
    assert_eq!(t.execute(&of_one).await, 1);
    let mine: Vec<_> = super::marks(ana).await;
    assert_eq!(mine, [(2, true, vec![30]), (3, true, vec![5]), (4, true, vec![30])]);
    assert_eq!(
        super::marks(ben).await.iter().filter(|(_, star, all)| *star || !all.is_empty()).count(),
        0
    );
}
