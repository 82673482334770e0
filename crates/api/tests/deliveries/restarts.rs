//! Processes that end, several at once, and clocks that are set.

use std::{collections::HashSet, time::Duration};

use umbra_testkit::{NtfyManner, TestApp, umbra_test};

use super::{alerts, assert_states, at, phones, shown, with_phone};

async fn due(t: &TestApp, who: &umbra_testkit::Person, count: usize) {
    for n in 0..count {
        who.reminder(&format!("Number {n}"), "2026-03-02T09:00:00Z").create().await;
    }
    t.clock.set("2026-03-02T09:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
}

#[umbra_test(with = phones)]
async fn what_was_claimed_by_a_process_that_ended_is_sent_by_another_under_the_same_name(
    t: TestApp,
) {
    let ana = with_phone(&t, "ana").await;
    due(&t, &ana, 5).await;
    let mut dispatcher = t.app.dispatcher();
    let taken = t.app.claim_deliveries(&mut dispatcher, &[], 100).await.unwrap();
    assert_eq!(taken.tasks.len(), 5);
    // Two were sent, and the process ended before it could write that down.
    for task in taken.tasks.into_iter().take(2) {
        t.app.send_delivery(task).await;
    }
    assert!(t.deliver().await.is_empty(), "they are claimed");
    t.clock.advance(Duration::from_secs(20));
    assert_eq!(t.deliver().await.len(), 5);
    assert_eq!(t.ntfy().published("ana").len(), 7);
    assert_eq!((alerts(&t, "ana"), shown(&t, "ana").len()), (5, 5));
}

#[umbra_test(with = phones)]
async fn what_a_process_gives_back_is_sent_at_once(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    due(&t, &ana, 5).await;
    let mut dispatcher = t.app.dispatcher();
    let taken = t.app.claim_deliveries(&mut dispatcher, &[], 100).await.unwrap();
    let ids: Vec<_> = taken.tasks.iter().map(|task| task.id()).collect();
    let other = t.app.dispatcher();
    assert_eq!(t.app.release_deliveries(&other, &ids).await.unwrap(), 0, "they aren't its own");
    assert_eq!(t.app.release_deliveries(&dispatcher, &ids).await.unwrap(), 5);
    assert_eq!(t.deliver().await.len(), 5);
    assert_eq!(t.ntfy().published("ana").len(), 5);
}

#[umbra_test(with = phones)]
async fn who_comes_too_late_to_write_down_what_it_did_changes_nothing(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    due(&t, &ana, 1).await;
    let mut slow = t.app.dispatcher();
    let mut taken = t.app.claim_deliveries(&mut slow, &[], 100).await.unwrap();
    t.ntfy().answers(NtfyManner::Status(403, ""));
    let mut late = vec![t.app.send_delivery(taken.tasks.remove(0)).await];
    t.ntfy().answers(NtfyManner::Fine);
    t.clock.advance(Duration::from_secs(20));
    assert_eq!(t.deliver().await.len(), 1);
    t.app.finish_deliveries(&slow, &mut late).await.unwrap();
    assert!(late.is_empty());
    assert_states(&ana, &[("sent", "")]).await;
}

#[umbra_test(with = phones)]
async fn many_at_once_send_each_once(t: TestApp) {
    let mut people = Vec::new();
    for n in 0..6 {
        let person = with_phone(&t, &format!("user{n}")).await;
        due(&t, &person, 20).await;
        people.push(person);
    }
    let other = t.second_process().await;
    let here = {
        let t = t.clone();
        tokio::spawn(async move { t.deliver().await.len() })
    };
    let there = tokio::spawn(async move { other.deliver().await.len() });
    let sent = here.await.unwrap() + there.await.unwrap();
    assert_eq!(sent, 120);
    let requests = t.ntfy().requests();
    let names: HashSet<_> =
        requests.iter().map(|request| request.body["sequence_id"].to_string()).collect();
    assert_eq!((requests.len(), names.len()), (120, 120));
}

#[umbra_test(with = phones)]
async fn a_clock_that_is_set_loses_nothing_and_repeats_nothing(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    // A clock that was ahead for a while: claims, and what waits for another try.
    for n in 0..3 {
        ana.reminder(&format!("Number {n}"), "2026-03-04T09:00:00Z").create().await;
    }
    t.clock.set("2026-03-04T09:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    t.ntfy().answers(NtfyManner::Status(500, ""));
    t.deliver().await;
    let mut dispatcher = t.app.dispatcher();
    t.clock.advance(Duration::from_secs(3));
    let taken = t.app.claim_deliveries(&mut dispatcher, &[], 2).await.unwrap();
    assert_eq!(taken.claimed, 2);
    t.ntfy().answers(NtfyManner::Fine);
    t.clock.set("2026-03-02T09:00:05Z".parse().unwrap());
    assert!(t.deliver().await.is_empty());
    t.app.purge_expired().await.unwrap();
    assert_eq!(t.deliver().await.len(), 3);
    at(&t, "2026-03-04T10:00:00Z").await;
    assert_eq!((alerts(&t, "ana"), shown(&t, "ana").len()), (3, 3));
}

#[umbra_test(with = phones)]
async fn a_clock_that_is_set_back_by_an_hour_keeps_nothing_waiting(t: TestApp) {
    let (ana, ben) = (with_phone(&t, "ana").await, with_phone(&t, "ben").await);
    for who in [&ana, &ben] {
        who.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    }
    t.clock.set("2026-03-02T10:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    t.ntfy().answers_on("ana", NtfyManner::Status(500, ""));
    // One waits for another try, the server is left alone, and one is claimed.
    t.app.claim_deliveries(&mut t.app.dispatcher(), &[ana.id], 100).await.unwrap();
    t.deliver().await;
    t.ntfy().answers_on("ana", NtfyManner::Fine);
    t.clock.set("2026-03-02T09:00:00Z".parse().unwrap());
    assert!(t.deliver().await.is_empty());
    assert_eq!(t.app.recover_deliveries_from_clock_rollback().await.unwrap(), 2);
    assert_eq!(t.deliver().await.len(), 2);
    assert_eq!(t.app.recover_deliveries_from_clock_rollback().await.unwrap(), 0, "only once");
    assert_eq!((alerts(&t, "ana"), alerts(&t, "ben")), (1, 1));
}

#[umbra_test(with = phones)]
async fn what_began_by_a_clock_that_was_set_back_since_waits_for_it_no_longer(t: TestApp) {
    let (ana, ben) = (with_phone(&t, "ana").await, with_phone(&t, "ben").await);
    for who in [&ana, &ben] {
        who.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    }
    t.clock.set("2026-03-02T10:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    t.ntfy().answers_on("ana", NtfyManner::Status(500, ""));
    // One call fails, the other is given back unsent, each after the clock was seen to be set back.
    let (mut dispatcher, mut other) = (t.app.dispatcher(), t.app.dispatcher());
    let taken = t.app.claim_deliveries(&mut dispatcher, &[ben.id], 100).await.unwrap();
    let others = t.app.claim_deliveries(&mut other, &[], 100).await.unwrap();
    let mut finished = Vec::new();
    for task in taken.tasks {
        finished.push(t.app.send_delivery(task).await);
    }
    t.clock.set("2026-03-02T09:00:00Z".parse().unwrap());
    assert_eq!(t.app.recover_deliveries_from_clock_rollback().await.unwrap(), 2);
    t.app.finish_deliveries(&dispatcher, &mut finished).await.unwrap();
    assert!(finished.is_empty());
    let left: Vec<_> = others.tasks.iter().map(umbra_app::delivery::SendTask::id).collect();
    assert_eq!(t.app.release_deliveries(&other, &left).await.unwrap(), 1);
    t.ntfy().answers_on("ana", NtfyManner::Fine);

    t.app.recover_deliveries_from_clock_rollback().await.unwrap();
    assert_eq!(t.deliver().await.len(), 2);
    assert_eq!((alerts(&t, "ana"), alerts(&t, "ben")), (1, 1));
}

#[umbra_test(with = phones)]
async fn of_what_waits_for_a_server_that_failed_one_message_shows_whether_it_works(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    t.ntfy().answers(NtfyManner::Status(500, ""));
    due(&t, &ana, 6).await;
    t.deliver().await;
    assert_eq!(t.ntfy().requests().len(), 6);
    t.clock.advance(Duration::from_secs(3));
    t.deliver().await;
    assert_eq!(t.ntfy().requests().len(), 7);
    t.ntfy().answers(NtfyManner::Fine);
    t.clock.advance(Duration::from_secs(10));
    t.deliver().await;
    assert_eq!((shown(&t, "ana").len(), alerts(&t, "ana")), (6, 6));
    let tries = "SELECT CAST(SUM(attempts) AS TEXT) FROM deliveries";
    assert_eq!(t.texts(tries).await, ["13"], "who stands behind doesn't try");
}
