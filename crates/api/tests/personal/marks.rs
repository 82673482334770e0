//! Each person sees their own, wherever the event is shown, and sets it with the right to view.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{COMMENT, VIEW, World, mark, marks, set, shared};

#[umbra_test]
async fn each_person_has_a_star_and_reminders_of_their_own(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let World { ana, ben, .. } = &world;
    let event = world.event("Dentist", "2026-03-02T20:00:00Z").with("is_starred", true);
    let event = event.with("reminders", json!([10])).create().await;
    assert_eq!(marks(ben).await, [(2, false, vec![])]);
    let before = shared(&t).await;
    t.clock.advance(jiff::SignedDuration::from_mins(1));
    let changed = set(ben, event.url(), json!({"reminders": [60, 5]})).await;
    assert_eq!(mark(&changed), (2, false, vec![60, 5]));
    assert_eq!(changed["updated_at"], "2026-03-02T08:01:00Z");
    assert_eq!(ana.get(event.url()).await.json()["updated_at"], "2026-03-02T08:00:00Z");
    set(ana, event.url(), json!({"is_starred": null})).await;
    assert_eq!(shared(&t).await, before);
    for (who, mine) in [(ana, (2, false, vec![10])), (ben, (2, false, vec![60, 5]))] {
        let read = who.get(event.url()).await.assert_status(200).json();
        assert_eq!(mark(&read), mine);
        assert_eq!(marks(who).await, std::slice::from_ref(&mine));
        for (path, list) in [("/api/dashboard", "events"), ("/api/upcoming", "events")] {
            let shown = who.get(path).await.assert_status(200).json();
            assert_eq!(mark(&shown[list][0]), mine, "{path}");
        }
        let range = "/api/events?start=2026-03-01&end=2026-04-01&search=dentist";
        for search in [range, "/api/events?search=dentist"] {
            assert_eq!(mark(&who.get(search).await.json()[0]), mine, "{search}");
        }
        let agenda =
            who.get("/api/agenda?start=2026-03-01&end=2026-04-01").await.assert_status(200);
        assert_eq!(mark(&agenda.json()["events"][0]), mine);
    }
}

#[umbra_test]
async fn a_change_of_more_than_that_takes_the_right_to_edit_and_does_all_or_nothing(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let ben = &world.ben;
    let single = world.event("Dentist", "2026-03-02T20:00:00Z").create().await;
    let series = world.daily().await;
    set(ben, single.url(), json!({"is_starred": true})).await;
    let one = series.scoped("this", "2026-03-03T09:00:00");
    let rest = series.scoped("following", "2026-03-03T09:00:00");
    for (right, code) in [(VIEW, "read_only"), (COMMENT, "comment_only")] {
        world.grant(&t, right).await;
        let before = t.database_dump().await;
        for path in [single.url(), one.clone(), rest.clone(), format!("{}?scope=all", series.url())]
        {
            for body in [
                json!({"is_starred": false, "title": "Mine"}),
                json!({"reminders": [5], "start": "2026-03-03T10:00:00Z"}),
                json!({"reminders": [5], "color": null, "calendar_id": world.calendar}),
                json!({"reminders": [5], "title": series.body["title"]}),
                json!({"color": "#123"}),
                json!({}),
            ] {
                ben.patch(&path, &body).await.assert_problem(403, code);
                ben.put(&path, body).await.assert_problem(403, code);
            }
        }
        let bad = ben.patch(&one, json!({"reminders": [-1]})).await;
        bad.assert_problem(422, "invalid").assert_field("/reminders", "out_of_range");
        let unscoped = ben.patch(series.url(), json!({"is_starred": true})).await;
        unscoped.assert_problem(422, "invalid").assert_field("/scope", "scope_required");
        for (path, code) in [
            (series.scoped("this", "2026-03-03T10:00:00"), "unknown_occurrence"),
            (series.scoped("following", "2026-03-09T09:00:00"), "unknown_occurrence"),
            (single.scoped("this", "2026-03-02T20:00:00"), "not_recurring"),
        ] {
            let refused = ben.patch(path, json!({"is_starred": true})).await;
            assert!(refused.assert_problem(422, "invalid").body().to_string().contains(code));
        }
        assert_eq!(t.database_dump().await, before, "{code}");
    }
    let stranger = t.user("eve").await;
    let star = stranger.patch(single.url(), json!({"is_starred": true})).await;
    star.assert_problem(404, "not_found");
}

#[umbra_test]
async fn an_occurrence_may_differ_for_one_person_alone(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let World { ana, ben, .. } = &world;
    let series = world.daily().await;
    let before = shared(&t).await;
    let one = series.scoped("this", "2026-03-04T09:00:00");
    let changed = set(ben, &one, json!({"is_starred": true})).await;
    assert_eq!((mark(&changed), &changed["is_override"]), ((4, true, vec![]), &json!(true)));
    assert_eq!(changed["recurrence_id"], "2026-03-04T09:00:00");
    let read = format!("{}?recurrence_id=2026-03-04T09:00:00", series.url());
    assert_eq!(ben.get(&read).await.json(), changed);
    let other = ana.get(&read).await.json();
    assert_eq!((mark(&other), &other["is_override"]), ((4, false, vec![10]), &json!(false)));
    // What an occurrence doesn't have otherwise, it has as the series.
    set(ben, format!("{}?scope=all", series.url()), json!({"reminders": [30]})).await;
    let all: Vec<_> = (2..=6).map(|day| (day, day == 4, vec![30])).collect();
    assert_eq!(marks(ben).await, all);
    // Nothing is kept of what is as it is on the others.
    let plain = set(ben, &one, json!({"is_starred": false, "reminders": [30]})).await;
    assert_eq!(plain["is_override"], false);
    assert_eq!(t.database_dump().await.table("event_personal_changes").len(), 0);
    assert_eq!(shared(&t).await, before);
}

#[umbra_test]
async fn from_an_occurrence_on_it_differs_without_dividing_the_series(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let World { ana, ben, .. } = &world;
    let series = world.daily().await;
    let before = shared(&t).await;
    set(ben, series.scoped("this", "2026-03-05T09:00:00"), json!({"is_starred": true})).await;
    let rest = series.scoped("following", "2026-03-04T09:00:00");
    let changed = set(ben, &rest, json!({"reminders": [5]})).await;
    assert_eq!((&changed["id"], mark(&changed)), (&json!(series.id), (4, false, vec![5])));
    let ends = series.scoped("following", "2026-03-06T09:00:00");
    set(ben, ends, json!({"reminders": []})).await;
    let expected = [
        (2, false, vec![]),
        (3, false, vec![]),
        (4, false, vec![5]),
        (5, true, vec![5]),
        (6, false, vec![]),
    ];
    assert_eq!(marks(ben).await, expected);
    assert_eq!(marks(ana).await, (2..=6).map(|day| (day, false, vec![10])).collect::<Vec<_>>());
    // Ana, who may edit, divides nothing either.
    set(ana, &rest, json!({"is_starred": true})).await;
    assert_eq!(marks(ana).await.iter().filter(|(_, star, _)| *star).count(), 3);
    assert_eq!(shared(&t).await, before);
    // All is all, but for single occurrences.
    set(ben, format!("{}?scope=all", series.url()), json!({"reminders": [1]})).await;
    let all: Vec<_> = (2..=6).map(|day| (day, day == 5, vec![1])).collect();
    assert_eq!(marks(ben).await, all);
}

#[umbra_test]
async fn an_event_of_a_template_has_what_its_maker_wants(t: TestApp) {
    let world = World::begin(&t, super::EDIT).await;
    let World { ana, ben, calendar } = &world;
    let template = ben.template("Lesson", "Piano").with("calendar_id", *calendar);
    let template = template.with("reminders", json!([15])).with("is_starred", true).create().await;
    let made = ben.instantiate(&template, "2026-03-02T20:00:00Z").await.assert_status(201);
    assert_eq!(mark(&made.json()), (2, true, vec![15]));
    assert_eq!(made.etag(), ben.get(format!("/api/events/{}", made.json()["id"])).await.etag());
    assert_eq!(marks(ana).await, [(2, false, vec![])]);
}

#[umbra_test]
async fn a_person_has_a_limited_number_of_lead_times_on_an_event(t: TestApp) {
    let world = World::begin(&t, super::EDIT).await;
    let ben = &world.ben;
    let series = world.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY;COUNT=9");
    let series = series.create().await;
    let one = |day: u16| series.scoped("this", &format!("2026-03-{day:02}T09:00:00"));
    let ten = |day: u16| (0..10).map(|more| day * 100 + more).collect::<Vec<_>>();
    for day in 2..=6 {
        set(ben, one(day), json!({"reminders": ten(day)})).await;
    }
    let before = t.database_dump().await;
    for body in [json!({"reminders": [5]}), json!({"reminders": [5], "title": "Mine"})] {
        let all = format!("{}?scope=all", series.url());
        let rest = series.scoped("following", "2026-03-08T09:00:00");
        for path in [one(7), rest, all] {
            // A division leaves the earlier ones to the first part.
            if path.contains("following") && body.get("title").is_some() {
                continue;
            }
            let refused = ben.patch(&path, &body).await;
            let refused = refused.assert_problem(422, "invalid");
            refused.assert_field("/reminders", "too_many_reminders");
            assert_eq!(t.database_dump().await, before, "{path} {body}");
        }
    }
    // What is there already may be wanted again, and something else instead.
    set(ben, one(2), json!({"reminders": ten(3)})).await;
    set(ben, one(7), json!({"reminders": ten(7)})).await;
    assert_eq!(t.database_dump().await.table("reminders").len(), 50);
}
