//! What happens again before it was read is one notification.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use umbra_domain::{
    CommentId, EventId,
    notification::{Answer, NotificationDraft},
};
use umbra_testkit::{TestApp, umbra_test};

use super::{PATH, World, hold, notify, titles, told, unread};

#[umbra_test]
async fn ten_tasks_assigned_at_once_are_one_notification(t: TestApp) {
    let world = World::begin(&t).await;
    let ben = &world.ben;
    notify(&t, &[world.assigned(&world.task)]).await;
    notify(&t, &[world.assigned(&world.task)]).await;
    let one = told(ben).await;
    assert_eq!(titles(ben).await, ["ana assigned “Dig” to you"]);
    assert_eq!((&one[0]["count"], &one[0]["body"]), (&json!(1), &json!("Garden")));
    assert_eq!(one[0]["path"], world.task.url());
    let mut all = Vec::new();
    for number in 1..10 {
        all.push(world.assigned(&world.task(&format!("Task {number}")).await));
    }
    notify(&t, &all).await;
    assert_eq!(titles(ben).await, ["ana assigned 10 tasks to you"]);
    let all = told(ben).await;
    assert_eq!((&all[0]["id"], &all[0]["count"]), (&one[0]["id"], &json!(10)));
    assert_eq!(all[0]["subject"]["type"], "project");
    assert_eq!(all[0]["path"], world.project.action("tasks"));
    // None of them stands for all.
    world.ana.delete(world.task.url()).await.assert_status(204);
    assert_eq!(titles(ben).await, ["ana assigned 10 tasks to you"]);
    world.ana.delete(world.project.url()).await.assert_status(204);
    assert!(told(ben).await.is_empty());
}

#[umbra_test]
async fn a_burst_of_comments_is_counted_until_it_is_read(t: TestApp) {
    let world = World::begin(&t).await;
    let ben = &world.ben;
    let other = world.task("Sow").await;
    let first = world.say(&world.task, "Who has the spade?").await;
    notify(&t, &[world.commented(first)]).await;
    let one = told(ben).await;
    assert_eq!(titles(ben).await, ["ana commented on “Dig”"]);
    assert_eq!(one[0]["body"], "Who has the spade?");
    t.clock.advance(Duration::from_secs(60));
    let elsewhere = world.say(&other, "Carrots").await;
    notify(&t, &[world.commented(elsewhere)]).await;
    t.clock.advance(Duration::from_secs(60));
    let second = world.say(&world.task, "I do").await;
    notify(&t, &[world.commented(second)]).await;
    assert_eq!(titles(ben).await, ["2 new comments on “Dig”", "ana commented on “Sow”"]);
    let again = told(ben).await;
    assert_eq!((&again[0]["body"], &again[0]["subject"]["type"]), (&json!(null), &json!("task")));
    assert_eq!(again[0]["created_at"], one[0]["created_at"]);
    assert_ne!(again[0]["updated_at"], one[0]["updated_at"]);
    ben.post(format!("{PATH}/{}/read", again[0]["id"]), ()).await.assert_status(200);
    let third = world.say(&world.task, "Thanks").await;
    notify(&t, &[world.commented(third)]).await;
    assert_eq!((unread(ben).await, told(ben).await.len()), (2, 3));
    assert_eq!(titles(ben).await[0], "ana commented on “Dig”");
    // One that is about a comment alone goes with it.
    let CommentId(id) = third.2;
    world.ana.delete(format!("{}/{id}", world.task.action("comments"))).await.assert_status(204);
    assert_eq!((unread(ben).await, told(ben).await.len()), (1, 2));
}

#[umbra_test]
async fn what_is_repeated_by_a_clock_that_is_behind_keeps_its_time(t: TestApp) {
    let world = World::begin(&t).await;
    let at = world.say(&world.task, "Go").await;
    notify(&t, &[world.commented(at)]).await;
    let first = told(&world.ben).await;
    let behind = t.app.now() - jiff::SignedDuration::from_secs(5);
    let again = world.commented(at);
    let tell =
        t.store.write(async |tx| umbra_store::notification::notify(tx, &[again], behind).await);
    tell.await.unwrap_or_else(|error: umbra_store::StoreError| panic!("{error:?}"));
    let second = told(&world.ben).await;
    assert_eq!((&second[0]["count"], second.len()), (&json!(2), 1));
    assert_eq!(second[0]["updated_at"], first[0]["updated_at"]);
}

#[umbra_test]
async fn whoever_tells_at_once_none_is_lost(t: TestApp) {
    let world = World::begin(&t).await;
    let cleo = t.user("cleo").await;
    crate::projects::grant(&t, &world.project, &cleo, crate::projects::VIEW).await;
    let at = world.say(&world.task, "Go").await;
    // The same people in different orders, of two things.
    let tells = (0..20).map(async |number| {
        let mut to = [world.ben.id, cleo.id];
        if number % 2 == 0 {
            to.reverse();
        }
        let mut all = vec![
            NotificationDraft::commented(world.ana.id, at, to),
            NotificationDraft::mentioned(world.ana.id, at, to),
        ];
        if number % 3 == 0 {
            all.reverse();
        }
        notify(&t, &all).await;
    });
    join_all(tells).await;
    for who in [&world.ben, &cleo] {
        let counts: Vec<_> = told(who).await.iter().map(|one| one["count"].clone()).collect();
        assert_eq!(counts, [json!(20), json!(20)]);
        assert_eq!(unread(who).await, 2);
    }
}

#[umbra_test]
async fn an_invitation_is_read_as_it_is_now_and_an_answer_as_the_last_one(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let calendar = ana.calendar("Family").create().await;
    hold(&t, calendar.id, ben.id, Some(2)).await;
    let event = ana.event("Choir", "2026-03-03T19:00:00Z").with("calendar_id", calendar.id);
    let event = event.create().await;
    let at = (EventId(event.id), None);
    notify(&t, &[NotificationDraft::event_invited(ana.id, at, [ana.id, ben.id])]).await;
    ana.patch(event.url(), json!({"title": "Concert"})).await.assert_status(200);
    notify(&t, &[NotificationDraft::event_changed(ana.id, at, [ben.id])]).await;
    assert_eq!(titles(&ben).await, ["ana invited you to “Concert”"]);
    assert_eq!(told(&ben).await[0]["body"], "Tuesday, 3 March 2026 at 19:00");
    assert_eq!(told(&ben).await[0]["path"], event.url());
    ben.post(format!("{PATH}/read-all"), ()).await.assert_status(200);
    notify(&t, &[NotificationDraft::event_changed(ana.id, at, [ben.id])]).await;
    assert_eq!(titles(&ben).await[0], "ana changed “Concert”");
    notify(&t, &[NotificationDraft::event_cancelled(ana.id, at, [ben.id])]).await;
    assert_eq!(titles(&ben).await[0], "ana cancelled “Concert”");
    for answer in [Answer::Tentative, Answer::Declined] {
        notify(&t, &[NotificationDraft::invitation_answered(ben.id, at, answer, [ana.id])]).await;
    }
    assert_eq!(titles(&ana).await, ["ben declined your invitation to “Concert”"]);
    let cleo = t.user("cleo").await;
    notify(&t, &[NotificationDraft::invitation_answered(cleo.id, at, Answer::Accepted, [ana.id])])
        .await;
    assert_eq!(titles(&ana).await, ["2 answers to your invitation to “Concert”"]);
}

#[umbra_test]
async fn times_are_those_of_the_occurrence_on_the_readers_clock(t: TestApp) {
    let ana = t.user("ana").await;
    let ben = t.user("ben").await;
    let settings = json!({"locale": "de", "timezone": "Europe/Vienna"});
    ben.put("/api/settings", settings).await.assert_status(200);
    let calendar = ana.calendar("Family").create().await;
    hold(&t, calendar.id, ben.id, Some(2)).await;
    let series = ana.event("Choir", "2026-03-02T19:00:00").rule("FREQ=WEEKLY");
    let series = series.zone("America/New_York").with("calendar_id", calendar.id).create().await;
    let days = ana.event("Fair", "2026-05-01").with("calendar_id", calendar.id).create().await;
    let moved = json!({"title": "Choir outside", "start": "2026-03-10T20:00:00Z", "end": null});
    ana.put(series.scoped("this", "2026-03-09T19:00:00"), moved).await.assert_status(200);
    let on = |id, name: Option<&str>| {
        let at = (EventId(id), name.map(|name| name.parse().unwrap()));
        NotificationDraft::event_invited(ana.id, at, [ben.id])
    };
    notify(&t, &[on(series.id, Some("2026-03-02T19:00:00"))]).await;
    notify(&t, &[on(series.id, Some("2026-03-09T19:00:00"))]).await;
    notify(&t, &[on(days.id, None)]).await;
    let mut said: Vec<_> = told(&ben)
        .await
        .into_iter()
        .map(|one| {
            let text = |field: &str| one[field].as_str().unwrap().to_owned();
            (text("title"), text("body"), text("path"))
        })
        .collect();
    said.sort();
    let path = |name: &str| format!("{}?recurrence_id={name}", series.url());
    let expected = [
        ("Choir outside", "Dienstag, 10. März 2026, 21:00 Uhr", path("2026-03-09T19:00:00")),
        ("Choir", "Dienstag, 3. März 2026, 01:00 Uhr", path("2026-03-02T19:00:00")),
        ("Fair", "Freitag, 1. Mai 2026", days.url()),
    ];
    let expected = expected.map(|(name, body, path)| {
        (format!("ana lädt dich zu „{name}“ ein"), body.to_owned(), path)
    });
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(said, expected);
}
