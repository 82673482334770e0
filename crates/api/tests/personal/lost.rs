//! What is personal comes and goes with the right to see.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{BUSY, EDIT, VIEW, World, grant, mark, marks, set};

/// Counts the rows that are somebody's: on events, on occurrences, and reminders.
async fn left(t: &TestApp, who: i64) -> [usize; 3] {
    let dump = t.database_dump().await;
    // In each of these tables the person comes second.
    let is_theirs = |row: &&String| {
        let mut values = row.trim_matches(['(', ')']).split([',', '|']);
        values.nth(1).is_some_and(|value| value.trim() == who.to_string())
    };
    ["event_personal", "event_personal_changes", "reminders"]
        .map(|table| dump.table(table).iter().filter(is_theirs).count())
}

async fn marked(world: &World) -> [String; 2] {
    let single = world.event("Dentist", "2026-03-02T20:00:00Z").with("reminders", json!([10]));
    let single = single.create().await;
    let series = world.daily().await;
    set(&world.ben, single.url(), json!({"is_starred": true, "reminders": [60]})).await;
    set(&world.ben, format!("{}?scope=all", series.url()), json!({"reminders": [5]})).await;
    let one = series.scoped("this", "2026-03-04T09:00:00");
    set(&world.ben, one, json!({"is_starred": true})).await;
    [single.url(), series.url()]
}

#[umbra_test]
async fn who_loses_the_right_loses_what_was_theirs_and_begins_afresh(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let World { ana, ben, calendar } = &world;
    for how in [
        format!("DELETE FROM calendar_members WHERE calendar_id = {calendar} AND held < 6"),
        format!("UPDATE calendar_members SET held = 1 WHERE calendar_id = {calendar} AND held < 6"),
    ] {
        world.grant(&t, VIEW).await;
        let [single, series] = marked(&world).await;
        assert_eq!(left(&t, ben.id.0).await, [2, 1, 2]);
        let seen =
            [ben.get(&single).await, ben.get(&series).await].map(|read| read.etag().to_owned());
        assert_eq!(t.execute(&how).await, 1);
        assert_eq!(left(&t, ben.id.0).await, [0, 0, 0], "{how}");
        assert_eq!(left(&t, ana.id.0).await, [2, 0, 2]);
        ben.patch(&single, json!({"is_starred": true})).await.assert_problem(404, "not_found");
        t.clock.advance(jiff::SignedDuration::from_secs(1));
        world.grant(&t, EDIT).await;
        for (url, seen) in [&single, &series].into_iter().zip(seen) {
            let read = ben.get(url).await.assert_status(200);
            assert_eq!((mark(&read.json()).1, mark(&read.json()).2), (false, vec![]));
            assert_ne!(read.etag(), seen);
            // As many changes later, it still isn't what it was before.
            for star in [true, false, true, false] {
                let changed =
                    ben.patch(format!("{url}?scope=all"), json!({"is_starred": star})).await;
                assert_ne!(changed.assert_status(200).etag(), seen);
            }
            ana.delete(format!("{url}?scope=all")).await.assert_status(204);
        }
    }
    // Less than before, and still enough, takes nothing.
    let [single, series] = marked(&world).await;
    world.grant(&t, VIEW).await;
    assert_eq!(left(&t, ben.id.0).await, [2, 1, 2]);
    world.grant(&t, BUSY).await;
    assert_eq!(left(&t, ben.id.0).await, [0, 0, 0]);
    for url in [single, series] {
        assert_eq!(mark(&ana.get(url).await.json()).2, [10]);
    }
}

#[umbra_test]
async fn an_event_that_moves_away_takes_along_what_those_have_who_may_follow(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, .. } = &world;
    let (cem, dora) = (t.user("cem").await, t.user("dora").await);
    for who in [&cem, &dora] {
        grant(&t, world.calendar, who.id.0, VIEW).await;
    }
    let other = ana.calendar("Other").create().await.id;
    grant(&t, other, dora.id.0, VIEW).await;
    grant(&t, other, cem.id.0, BUSY).await;
    let [single, series] = marked(&world).await;
    for who in [&cem, &dora] {
        set(who, &single, json!({"reminders": [7]})).await;
        set(who, format!("{series}?scope=all"), json!({"reminders": [7]})).await;
    }
    let rest = format!("{series}?scope=following&recurrence_id=2026-03-05T09:00:00");
    let second = set(ana, rest, json!({"calendar_id": other, "title": "Second"})).await;
    set(ana, &single, json!({"calendar_id": other})).await;
    let second = format!("/api/events/{}", second["id"]);
    for (who, sees) in [(ana, true), (ben, false), (&cem, false), (&dora, true)] {
        for url in [&single, &second] {
            assert_eq!(who.get(url).await.status(), if sees { 200 } else { 404 }, "{url}");
        }
    }
    assert_eq!(
        marks(&dora).await.iter().map(|(day, ..)| *day).collect::<Vec<_>>(),
        [2, 2, 3, 4, 5, 6]
    );
    assert!(marks(&dora).await.iter().all(|(.., reminders)| reminders == &[7]));
    // The first part of the series stays where it was.
    assert_eq!(left(&t, ben.id.0).await, [1, 1, 1]);
    assert_eq!(left(&t, cem.id.0).await, [1, 0, 1]);
    assert_eq!(left(&t, dora.id.0).await, [3, 0, 3]);
    // Back again, those who lost it begin afresh.
    set(ana, &single, json!({"calendar_id": world.calendar})).await;
    assert_eq!(mark(&ben.get(&single).await.json()), (2, false, vec![]));
    assert_eq!(mark(&dora.get(&single).await.json()), (2, false, vec![7]));
}

#[umbra_test]
async fn it_goes_with_the_person_and_with_the_calendar(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    marked(&world).await;
    assert_eq!(t.execute(&format!("DELETE FROM users WHERE id = {}", world.ben.id)).await, 1);
    assert_eq!(left(&t, world.ben.id.0).await, [0, 0, 0]);
    assert_eq!(left(&t, world.ana.id.0).await, [2, 0, 2]);
    let url = format!("/api/calendars/{}", world.calendar);
    world.ana.delete(url).await.assert_status(204);
    assert_eq!(left(&t, world.ana.id.0).await, [0, 0, 0]);
}

#[umbra_test]
async fn of_what_becomes_private_only_those_keep_something_who_see_it(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, calendar } = &world;
    let cem = t.user("cem").await;
    grant(&t, *calendar, cem.id.0, EDIT).await;
    let made = ben.event("Present", "2026-03-02T20:00:00Z").with("calendar_id", *calendar);
    let single = made.with("reminders", json!([10])).create().await.url();
    let made = ben.event("Daily", "2026-03-03T20:00:00Z").with("calendar_id", *calendar);
    let series = made.rule("FREQ=DAILY;COUNT=4").create().await;
    let people = [ana, ben, &cem];
    for who in people {
        set(who, &single, json!({"reminders": [20]})).await;
        set(who, format!("{}?scope=all", series.url()), json!({"reminders": [30]})).await;
    }
    let private = json!({"visibility": "private"});
    set(ben, &single, private.clone()).await;
    let rest = series.scoped("following", "2026-03-05T20:00:00");
    set(ben, rest, private).await;
    for (who, events) in [(ana, 3), (ben, 3), (&cem, 1)] {
        assert_eq!(left(&t, who.id.0).await, [events, 0, events]);
    }
    assert_eq!(t.database_dump().await.table("reminders").len(), 7);
    cem.patch(&single, json!({"is_starred": true})).await.assert_problem(404, "not_found");
    set(ben, &single, json!({"visibility": "default"})).await;
    assert_eq!(mark(&cem.get(&single).await.json()), (2, false, vec![]));
    assert_eq!(mark(&ana.get(&single).await.json()), (2, false, vec![20]));
}

#[umbra_test]
async fn no_version_stands_for_what_was_lost_on_the_second_part_of_a_series(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, .. } = &world;
    let series = world.daily().await;
    set(ben, format!("{}?scope=all", series.url()), json!({"reminders": [10]})).await;
    let rest = series.scoped("following", "2026-03-04T09:00:00");
    let second = set(ana, rest, json!({"title": "From here on"})).await;
    let own = ben.event("Mine", "2026-03-20T20:00:00Z").with("calendar_id", world.calendar);
    let own = own.with("reminders", json!([10])).create().await;
    let urls = [format!("/api/events/{}", second["id"]), own.url()];
    let both = async || [ben.get(&urls[0]).await, ben.get(&urls[1]).await];
    let had = both().await;
    for right in [BUSY, EDIT] {
        world.grant(&t, right).await;
    }
    for (had, has) in had.into_iter().zip(both().await) {
        let reminders = [&had, &has].map(|read| mark(&read.json()).2);
        assert_eq!(reminders, [vec![10], vec![]]);
        assert_ne!(has.etag(), had.etag());
    }
}

#[umbra_test]
async fn who_owned_the_calendar_loses_what_they_had_on_what_others_hide(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, calendar } = &world;
    let made = ben.event("Present", "2026-03-02T20:00:00Z").with("calendar_id", *calendar);
    let hidden = made.with("visibility", "private").create().await;
    let own = world.event("Own", "2026-03-03T20:00:00Z").with("visibility", "private");
    let own = own.create().await;
    let open = world.event("Open", "2026-03-04T20:00:00Z").create().await;
    for url in [hidden.url(), own.url(), open.url()] {
        set(ana, url, json!({"is_starred": true, "reminders": [10]})).await;
    }
    let less = format!(
        "UPDATE calendar_members SET held = {EDIT} WHERE calendar_id = {calendar} AND user_id = {}",
        ana.id
    );
    assert_eq!(t.execute(&less).await, 1);
    assert_eq!(left(&t, ana.id.0).await, [2, 0, 2]);
    ana.get(hidden.url()).await.assert_problem(404, "not_found");
    for url in [own.url(), open.url()] {
        assert_eq!(mark(&ana.get(url).await.json()).2, [10]);
    }
}
