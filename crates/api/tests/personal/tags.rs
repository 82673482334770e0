//! Versions: what a person sees has another one whenever it changes, and only then.

use std::collections::HashMap;

use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, at_once, umbra_test};

use super::{EDIT, VIEW, World, mark, set};

async fn tag(who: &Client, path: &str) -> String {
    who.get(path).await.assert_status(200).etag().to_owned()
}

#[umbra_test]
async fn a_change_for_oneself_is_a_new_version_for_oneself_alone(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let World { ana, ben, .. } = &world;
    let series = world.daily().await;
    let url = series.url();
    let (mut of_ana, mut of_ben) = (tag(ana, &url).await, tag(ben, &url).await);
    assert_eq!(of_ana, series.etag);
    for (scope, body) in [
        ("all", json!({"is_starred": true})),
        ("this", json!({"is_starred": false})),
        ("following", json!({"reminders": [5]})),
        ("this", json!({"is_starred": true})),
        ("all", json!({"is_starred": false, "reminders": [5]})),
    ] {
        let path = series.scoped(scope, "2026-03-04T09:00:00");
        let changed = ben.patch(&path, &body).await.assert_status(200);
        assert_ne!(changed.etag(), of_ben, "{scope} {body}");
        assert_eq!(tag(ben, &url).await, changed.etag());
        of_ben = changed.etag().to_owned();
        // The same once more is no change.
        assert_eq!(ben.patch(&path, &body).await.assert_status(200).etag(), of_ben);
        assert_eq!(tag(ana, &url).await, of_ana, "{scope} {body}");
        let known = ana.get(&url).header("if-none-match", &of_ana).await;
        known.assert_status(304);
    }
    let changed = ana.patch(format!("{url}?scope=all"), json!({"title": "Other"})).await;
    assert_ne!(tag(ben, &url).await, of_ben);
    assert_ne!(tag(ana, &url).await, of_ana);
    (of_ana, of_ben) = (changed.etag().to_owned(), tag(ben, &url).await);
    let same = ana.put(format!("{url}?scope=all"), json!({"title": "Other"})).await;
    assert_eq!((same.etag(), tag(ben, &url).await), (of_ana.as_str(), of_ben));
}

#[umbra_test]
async fn a_condition_is_of_what_the_caller_sees(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, .. } = &world;
    let event = world.event("Dentist", "2026-03-02T20:00:00Z").create().await;
    let seen = tag(ben, &event.url()).await;
    // What Ana has for herself is no conflict, for either kind of change.
    set(ana, event.url(), json!({"is_starred": true})).await;
    let title = json!({"title": "Doctor"});
    let changed = ben.patch(event.url(), title).header("if-match", &seen).await;
    let seen = changed.assert_status(200).etag().to_owned();
    set(ana, event.url(), json!({"reminders": [10]})).await;
    let star = json!({"is_starred": true});
    let starred = ben.patch(event.url(), &star).header("if-match", &seen).await.assert_status(200);
    // What Ben has changed meanwhile is, and so is what Ana changed for all.
    for body in [json!({"is_starred": false}), json!({"title": "Other"})] {
        let stale = ben.patch(event.url(), body).header("if-match", &seen).await;
        stale.assert_problem(412, "precondition_failed");
    }
    let seen = starred.etag().to_owned();
    set(ana, event.url(), json!({"title": "Other"})).await;
    for body in [json!({"is_starred": false}), json!({"title": "Mine"})] {
        let stale = ben.patch(event.url(), body).header("if-match", &seen).await;
        stale.assert_problem(412, "precondition_failed");
    }
    let stale = ben.delete(event.url()).header("if-match", &seen).await;
    assert!([403, 412].contains(&stale.status()));
    let stale = ana.delete(event.url()).header("if-match", &event.etag).await;
    stale.assert_problem(412, "precondition_failed");
    let seen = tag(ana, &event.url()).await;
    ana.delete(event.url()).header("if-match", &seen).await.assert_status(204);
}

#[umbra_test]
async fn changes_at_once_lose_nothing(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, .. } = &world;
    let series = world.daily().await;
    let one = |day: u8| series.scoped("this", &format!("2026-03-{day:02}T09:00:00"));
    let mut requests = Vec::new();
    for day in 2..=6 {
        requests.push(ben.patch(one(day), json!({"is_starred": true})));
        requests.push(ben.patch(one(day), json!({"reminders": [day]})));
        requests.push(ana.patch(one(day), json!({"is_starred": true})));
        requests.push(ana.patch(one(day), json!({"title": format!("Day {day}")})));
    }
    for minute in 1..=4 {
        let start = format!("2026-03-02T09:{minute:02}:00Z");
        requests.push(ana.patch(format!("{}?scope=all", series.url()), json!({"start": start})));
    }
    // The name of an occurrence changes when the series moves; then it is no longer known.
    let answers = at_once(requests).await;
    assert!(answers.iter().all(|answer| [200, 422].contains(&answer.status())));
    let moved = tag(ben, &series.url()).await;
    let all = ben.events("2026-03-01", "2026-04-01").await;
    assert_eq!(all.len(), 5);
    let accepted = |path: usize| answers[path].status() == 200;
    for (place, event) in all.iter().enumerate() {
        let (day, star, reminders) = mark(event);
        assert_eq!(star, accepted(4 * place), "{event}");
        assert_eq!(reminders == [u16::from(day)], accepted(4 * place + 1), "{event}");
    }
    assert_eq!(tag(ben, &series.url()).await, moved);
}

#[umbra_test]
async fn of_changes_on_one_condition_one_is_done(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let event = world.event("Dentist", "2026-03-02T20:00:00Z").create().await;
    let seen = tag(&world.ben, &event.url()).await;
    let changes = (1..=8).map(|minutes| {
        world.ben.patch(event.url(), json!({"reminders": [minutes]})).header("if-match", &seen)
    });
    let answers = at_once(changes).await;
    let mut statuses = HashMap::<u16, usize>::new();
    for answer in &answers {
        *statuses.entry(answer.status()).or_default() += 1;
    }
    assert_eq!(statuses, HashMap::from([(200, 1), (412, 7)]));
    let done = answers.iter().find(|answer| answer.status() == 200).unwrap().json();
    let kept = world.ben.get(event.url()).await.json();
    assert_eq!(kept["reminders"], done["reminders"]);
    assert_ne!(kept["reminders"], Value::from(Vec::<u16>::new()));
}
