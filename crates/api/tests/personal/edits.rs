//! What everybody has goes along with what becomes of the event.

use serde_json::json;
use umbra_testkit::{Created, TestApp, umbra_test};

use super::{EDIT, MANAGE, VIEW, World, mark, marks, set};

/// Ben stars the fourth of March and is reminded from the fifth on, Ana the other way round.
async fn both(world: &World) -> Created {
    let series = world.daily().await;
    let star = series.scoped("this", "2026-03-04T09:00:00");
    let rest = series.scoped("following", "2026-03-05T09:00:00");
    set(&world.ben, star, json!({"is_starred": true})).await;
    set(&world.ben, rest, json!({"reminders": [60]})).await;
    set(&world.ana, series.scoped("this", "2026-03-05T09:00:00"), json!({"reminders": []})).await;
    series
}

const BEN: [(u8, bool, &[u16]); 5] =
    [(2, false, &[]), (3, false, &[]), (4, true, &[]), (5, false, &[60]), (6, false, &[60])];
const ANA: [(u8, bool, &[u16]); 5] =
    [(2, false, &[10]), (3, false, &[10]), (4, false, &[10]), (5, false, &[]), (6, false, &[10])];

/// Expects of both what they had, of the days for which there is another day now.
async fn expect(world: &World, now: impl Fn(u8) -> Option<u8>) {
    for (who, mine) in [(&world.ben, BEN), (&world.ana, ANA)] {
        let expected: Vec<_> = mine
            .iter()
            .filter_map(|(day, star, reminders)| Some((now(*day)?, *star, reminders.to_vec())))
            .collect();
        assert_eq!(marks(who).await, expected);
    }
}

#[umbra_test]
async fn a_series_that_moves_takes_it_along(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let series = both(&world).await;
    expect(&world, Some).await;
    let all = format!("{}?scope=all", series.url());
    set(&world.ana, &all, json!({"title": "Renamed"})).await;
    expect(&world, Some).await;
    set(&world.ana, &all, json!({"start": "2026-03-02T11:00:00Z"})).await;
    expect(&world, Some).await;
    set(&world.ana, &all, json!({"start": "2026-03-12T11:00:00Z"})).await;
    expect(&world, |day| Some(day + 10)).await;
    set(&world.ana, &all, json!({"recurrence_rule": null})).await;
    assert_eq!(marks(&world.ben).await, [(12, false, vec![])]);
    assert_eq!(marks(&world.ana).await, [(12, false, vec![10])]);
}

#[umbra_test]
async fn an_occurrence_that_moves_or_goes_takes_it_along(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let series = both(&world).await;
    let moved = json!({"start": "2026-03-14T11:00:00Z"});
    set(&world.ana, series.scoped("this", "2026-03-04T09:00:00"), moved).await;
    let ben = marks(&world.ben).await;
    assert_eq!(ben.last().unwrap(), &(14, true, vec![]));
    let gone = world.ana.delete(series.scoped("this", "2026-03-05T09:00:00")).await;
    gone.assert_status(204);
    assert_eq!(marks(&world.ben).await[2], (6, false, vec![60]));
    let end = world.ana.delete(series.scoped("following", "2026-03-03T09:00:00")).await;
    end.assert_status(204);
    assert_eq!(marks(&world.ben).await, [(2, false, vec![])]);
    let dump = t.database_dump().await;
    assert_eq!(dump.table("event_personal_changes").len(), 0);
    world.ana.delete(format!("{}?scope=all", series.url())).await.assert_status(204);
    let dump = t.database_dump().await;
    for table in ["event_personal", "event_personal_changes", "reminders"] {
        assert_eq!(dump.table(table).len(), 0, "{table}");
    }
}

#[umbra_test]
async fn a_divided_series_has_it_on_both_parts(t: TestApp) {
    for day in 2..=6u8 {
        let world = World::begin(&t, VIEW).await;
        let series = both(&world).await;
        let rest = series.scoped("following", &format!("2026-03-{day:02}T09:00:00"));
        let second = set(&world.ana, &rest, json!({"title": "From here on"})).await;
        assert_eq!(second["id"] == series.id, day == 2);
        expect(&world, Some).await;
        let moved = json!({"start": format!("2026-03-{:02}T12:00:00Z", day + 10)});
        let all = format!("/api/events/{}?scope=all", second["id"]);
        set(&world.ana, &all, moved).await;
        expect(&world, |old| Some(if old < day { old } else { old + 10 })).await;
        let moved = json!({"start": format!("2026-03-{day:02}T12:00:00Z"), "reminders": [0]});
        set(&world.ana, &all, moved).await;
        let ben: Vec<_> = BEN.iter().map(|(day, star, all)| (*day, *star, all.to_vec())).collect();
        assert_eq!(marks(&world.ben).await, ben);
        assert_eq!(marks(&world.ana).await[usize::from(day) - 2].2 == [0], day != 5);
        world.ana.delete(format!("/api/calendars/{}", world.calendar)).await.assert_status(204);
    }
}

#[umbra_test]
async fn who_divides_says_what_they_want_from_there_on_and_others_keep_theirs(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let series = both(&world).await;
    let rest = series.scoped("following", "2026-03-04T09:00:00");
    let body = json!({"title": "From here on", "is_starred": true, "reminders": [1]});
    let second = set(&world.ben, &rest, body).await;
    assert_eq!(mark(&second), (4, true, vec![1]));
    let ben = [
        (2, false, vec![]),
        (3, false, vec![]),
        (4, true, vec![1]),
        (5, true, vec![60]),
        (6, true, vec![60]),
    ];
    assert_eq!(marks(&world.ben).await, ben);
    let ana: Vec<_> = ANA.iter().map(|(day, star, all)| (*day, *star, all.to_vec())).collect();
    assert_eq!(marks(&world.ana).await, ana);
}

#[umbra_test]
async fn an_occurrence_is_put_back_for_all_but_what_others_have_on_it_stays(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, .. } = &world;
    let series = world.daily().await;
    let one = series.scoped("this", "2026-03-04T09:00:00");
    set(ana, &one, json!({"title": "Special", "is_starred": true})).await;
    set(ben, &one, json!({"is_starred": true})).await;
    let back = format!("{}/overrides/2026-03-04T09:00:00", series.url());
    let put = ben.delete(&back).await.assert_status(200).json();
    assert_eq!((&put["title"], mark(&put)), (&json!("Daily"), (4, false, vec![])));
    let read = format!("{}?recurrence_id=2026-03-04T09:00:00", series.url());
    let kept = ana.get(&read).await.json();
    assert_eq!((&kept["title"], mark(&kept)), (&json!("Daily"), (4, true, vec![10])));
    let version = ben.get(&read).await.etag().to_owned();
    ana.delete(&back).await.assert_status(200);
    assert_eq!(mark(&ana.get(&read).await.json()), (4, false, vec![10]));
    assert_eq!(ben.get(&read).await.etag(), version, "it was Ana's alone");
    // Of a deleted one, nothing is left that could come back.
    world.grant(&t, MANAGE).await;
    set(ana, &one, json!({"is_starred": true})).await;
    ben.delete(&one).await.assert_status(204);
    ben.delete(&back).await.assert_status(200);
    assert_eq!(mark(&ana.get(&read).await.json()), (4, false, vec![10]));
}

#[umbra_test]
async fn the_answer_of_a_division_has_the_version_of_what_there_is_then(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, .. } = &world;
    for (day, body) in [
        (4, json!({"title": "From here on"})),
        (4, json!({"title": "From here on", "reminders": [5]})),
        (2, json!({"title": "All"})),
    ] {
        for who in [ana, ben] {
            let series = world.daily().await;
            // Of what Ben has, nothing is left from the third on.
            let one = series.scoped("this", "2026-03-02T09:00:00");
            set(ben, &one, json!({"is_starred": true})).await;
            set(ben, &one, json!({"reminders": [3]})).await;
            let rest = series.scoped("following", &format!("2026-03-{day:02}T09:00:00"));
            let answer = who.patch(rest, &body).await.assert_status(200);
            let url = format!("/api/events/{}", answer.json()["id"]);
            let read = who.get(&url).await;
            assert_eq!(answer.etag(), read.etag(), "{body}");
            assert_eq!(answer.json()["reminders"], read.json()["reminders"]);
        }
    }
}
