//! What came while nobody could be told.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{look, settle, titles};
use crate::{
    deliveries::{alerts, assert_states, phones, set_up, shown, with_phone},
    notifications::{told, unread},
    projects::{EDIT, grant, revoke},
};

#[umbra_test(with = phones)]
async fn what_is_a_little_late_is_told_by_itself_and_says_so(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    settle(&t, &ana, "UTC").await;
    ana.todo("Pay").due("2026-03-03").create().await;
    ana.todo("Call").due("2026-03-03").with("due_time", "12:55").create().await;
    assert_eq!(look(&t, "2026-03-03T13:00:00Z").await, 2);
    t.deliver().await;
    let ana = t.user("ana").await;
    let all = told(&ana).await;
    let of = |title: &str| all.iter().find(|one| one["title"] == title).unwrap();
    assert_eq!(of("“Call” is due")["is_late"], false, "five minutes are nothing");
    assert_eq!(of("“Pay” is due")["is_late"], true);
    assert_eq!(
        of("“Pay” is due")["body"],
        "Tuesday, 3 March 2026\nLate: this was for Tuesday, 3 March 2026 at 08:00."
    );
    let sent = t.ntfy().published("ana");
    let pay = sent.iter().find(|message| message["title"] == "“Pay” is due").unwrap();
    assert_eq!(pay["message"], of("“Pay” is due")["body"]);
    let all = crate::deliveries::deliveries(&ana).await;
    let pay = all.iter().find(|one| one["title"] == "“Pay” is due").unwrap();
    assert_eq!(pay["due_at"], "2026-03-03T08:00:00Z");
}

#[umbra_test(with = phones)]
async fn what_came_while_everything_was_down_for_days_alerts_once(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    settle(&t, &ana, "UTC").await;
    for day in 3..7 {
        for n in 0..5 {
            ana.todo(&format!("Day {day}, {n}")).due(&format!("2026-03-0{day}")).create().await;
        }
    }
    ana.reminder("Tablets", "2026-03-04T09:00:00Z").create().await;
    ana.reminder("Water", "2026-03-03T09:00:00Z").rule("FREQ=DAILY").create().await;
    ana.draft("/api/people", serde_json::json!({"first_name": "Ben", "birthday": "--03-05"}))
        .create()
        .await;
    // Everybody comes back on the 6th.
    t.clock.set("2026-03-06T08:30:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    assert_eq!(t.notify_due().await, 21);
    t.deliver().await;
    let mut today: Vec<_> = (0..5).map(|n| format!("“Day 6, {n}” is due")).collect();
    let mut sent = shown(&t, "ana");
    sent.sort();
    today.sort();
    assert_eq!(sent, today, "what is due today is told by itself, and the rest is gathered");
    t.clock.advance(std::time::Duration::from_secs(5));
    t.deliver().await;
    let sent = shown(&t, "ana");
    assert_eq!(sent.len(), 6, "{sent:?}");
    assert!(sent.contains(&"18 things came while this server was away".to_owned()), "{sent:?}");
    let sent = t.ntfy().published("ana").pop().unwrap();
    let first: Vec<_> = (0..5).map(|n| format!("Day 3, {n}")).collect();
    let body = format!("{}\nand 13 more", first.join("\n"));
    assert_eq!(sent["message"], *body);
    // In the app there is each of them.
    let ana = t.user("ana").await;
    assert_eq!(unread(&ana).await, 24);
    let digest = told(&ana).await.into_iter().find(|one| one["kind"] == "digest").unwrap();
    assert_eq!((&digest["count"], &digest["path"]), (&18.into(), &"/api/notifications".into()));
    assert_eq!(digest["body"], *body);
    assert_eq!(alerts(&t, "ana"), 6);
    // And it stays so.
    look(&t, "2026-03-06T20:00:00Z").await;
    look(&t, "2026-03-07T08:00:00Z").await;
    t.deliver().await;
    assert_eq!(alerts(&t, "ana"), 6);
}

#[umbra_test(with = phones)]
async fn what_is_gathered_says_so_and_another_time_alerts_again(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    settle(&t, &ana, "UTC").await;
    ana.todo("One").due("2026-03-03").create().await;
    ana.todo("Two").due("2026-03-08").create().await;
    for (late, number) in [("2026-03-05T20:00:00Z", 1), ("2026-03-08T20:00:00Z", 2)] {
        assert_eq!(look(&t, late).await, 1);
        t.clock.advance(std::time::Duration::from_secs(6));
        t.deliver().await;
        assert_eq!(alerts(&t, "ana"), number);
    }
    let ana = t.user("ana").await;
    assert_states(
        &ana,
        &[("skipped", "digest"), ("sent", ""), ("skipped", "digest"), ("cleared", "replaced")],
    )
    .await;
    assert_eq!(shown(&t, "ana"), ["2 things came while this server was away"]);
    assert_eq!(t.ntfy().published("ana").pop().unwrap()["message"], "One\nTwo");
}

#[umbra_test(with = phones)]
async fn a_digest_names_what_is_left_to_do_and_may_be_seen_and_is_wanted_at_that_moment(
    t: TestApp,
) {
    let (ana, ben) = (with_phone(&t, "ana").await, t.user("ben").await);
    settle(&t, &ana, "UTC").await;
    let project = ben.project("Surprise").create().await;
    grant(&t, &project, &ana, EDIT).await;
    let secret = ben.task(&project, "Cake").due("2026-03-03");
    secret.with("assignee_ids", json!([ana.id])).create().await;
    let long = "Ü".repeat(80);
    ana.todo(&long).due("2026-03-03").create().await;
    let done = ana.todo("Done").due("2026-03-03").create().await;
    let person = json!({"first_name": "Cleo", "birthday": "--03-03"});
    ana.draft("/api/people", person).create().await;
    ana.put("/api/settings", json!({"locale": "de"})).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-03T20:00:00Z").await, 4);
    let ana = t.user("ana").await;
    let digest = async || {
        let all = told(&ana).await;
        all.into_iter().find(|one| one["kind"] == "digest").unwrap()["body"].clone()
    };
    let cut = format!("{}…", "Ü".repeat(59));
    assert_eq!(digest().await, format!("Cake\nCleo hat Geburtstag\n{cut}\nDone"));
    ana.patch(done.action("toggle"), ()).await.assert_status(200);
    revoke(&t, &project, &ana).await;
    assert_eq!(digest().await, format!("Cleo hat Geburtstag\n{cut}"));
    set_up(&t, &ana, "ntfy_todos_enabled = FALSE").await;
    t.clock.advance(std::time::Duration::from_secs(6));
    t.deliver().await;
    let sent = t.ntfy().published("ana").pop().unwrap();
    assert_eq!(sent["title"], "Etwas war fällig, während dieser Server nicht lief");
    assert_eq!(sent["message"], "Cleo hat Geburtstag");
    assert_eq!(alerts(&t, "ana"), 1);
}

#[umbra_test(with = phones)]
async fn a_digest_of_what_nobody_wants_on_their_phone_is_not_sent(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    settle(&t, &ana, "UTC").await;
    set_up(&t, &ana, "ntfy_todos_enabled = FALSE").await;
    ana.todo("One").due("2026-03-03").create().await;
    assert_eq!(look(&t, "2026-03-03T20:00:00Z").await, 1);
    t.clock.advance(std::time::Duration::from_secs(6));
    t.deliver().await;
    let ana = t.user("ana").await;
    assert_states(&ana, &[("skipped", "category_off"), ("skipped", "category_off")]).await;
    assert_eq!(alerts(&t, "ana"), 0);
}

#[umbra_test(with = phones)]
async fn a_digest_of_what_was_all_dealt_with_meanwhile_is_not_sent(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    settle(&t, &ana, "UTC").await;
    set_up(&t, &ana, "quiet_hours_start = '19:00', quiet_hours_end = '21:00'").await;
    let todo = ana.todo("One").due("2026-03-03").create().await;
    assert_eq!(look(&t, "2026-03-03T20:00:00Z").await, 1);
    t.clock.advance(std::time::Duration::from_secs(6));
    t.deliver().await;
    let ana = t.user("ana").await;
    assert_states(&ana, &[("skipped", "digest"), ("waiting", "quiet_hours")]).await;
    ana.patch(todo.action("toggle"), ()).await.assert_status(200);
    t.clock.set("2026-03-03T21:00:00Z".parse().unwrap());
    t.deliver().await;
    assert_states(&ana, &[("skipped", "digest"), ("skipped", "read")]).await;
    assert_eq!(alerts(&t, "ana"), 0);
}

#[umbra_test]
async fn who_begins_to_use_it_is_told_nothing_of_what_was_before(t: TestApp) {
    let ana = t.user("ana").await;
    for day in ["2026-02-20", "2026-03-01", "2026-03-02"] {
        ana.todo(day).due(day).create().await;
    }
    t.execute("UPDATE todos SET created_at = '2026-01-01 00:00:00+00:00'").await;
    assert_eq!(look(&t, "2026-03-02T20:00:00Z").await, 1);
    assert_eq!(titles(&t, "ana").await, ["“2026-03-02” is due"]);
    assert_eq!(told(&ana).await[0]["is_late"], false);
    assert_eq!(look(&t, "2026-03-03T08:00:00Z").await, 0);
}

#[umbra_test(with = phones)]
async fn what_is_told_because_settings_changed_is_not_late(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    settle(&t, &ana, "UTC").await;
    ana.todo("Pay").due("2026-03-06").create().await;
    ana.event("Choir", "2026-03-04T02:00:00Z").create().await;
    ana.event("Concert", "2026-03-05T12:00:00Z").create().await;
    // It is told when it comes, and not again.
    let fair = ana.event("Fair", "2026-03-03T12:00:00Z").with("end", "2026-03-05T12:00:00Z");
    fair.create().await;
    assert_eq!(look(&t, "2026-03-03T11:45:00Z").await, 1);
    assert_eq!(look(&t, "2026-03-03T20:00:00Z").await, 0);
    let ana = t.user("ana").await;
    let earlier = json!({"ntfy_todo_lead_days": 7, "ntfy_event_lead_minutes": 2880});
    ana.put("/api/settings", earlier).await.assert_status(200);
    assert_eq!(t.notify_due().await, 3);
    assert_eq!(t.notify_due().await, 0);
    t.deliver().await;
    let mut sent = shown(&t, "ana");
    sent.sort();
    assert_eq!(sent, ["Choir", "Concert", "Fair", "“Pay” is due"]);
    let all = told(&ana).await;
    assert!(all.iter().all(|one| one["is_late"] == false), "{all:?}");
    // Without a change it is late as ever.
    ana.todo("Call").due("2026-03-11").create().await;
    assert_eq!(look(&t, "2026-03-04T13:00:00Z").await, 1);
    let ana = t.user("ana").await;
    let all = told(&ana).await;
    assert_eq!((&all[0]["title"], &all[0]["is_late"]), (&json!("“Call” is due"), &json!(true)));
}

#[umbra_test(with = phones)]
async fn what_is_done_or_moved_while_it_waits_is_not_sent(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    settle(&t, &ana, "UTC").await;
    set_up(&t, &ana, "quiet_hours_start = '22:00', quiet_hours_end = '09:00'").await;
    let todo = async |title: &str| ana.todo(title).due("2026-03-03").create().await;
    let (done, moved, gone) = (todo("Done").await, todo("Moved").await, todo("Gone").await);
    assert_eq!(look(&t, "2026-03-03T08:00:00Z").await, 3);
    t.deliver().await;
    let ana = t.user("ana").await;
    ana.patch(done.action("toggle"), ()).await.assert_status(200);
    let day = serde_json::json!({"due_date": "2026-03-09"});
    ana.patch(moved.url(), day).await.assert_status(200);
    ana.delete(gone.url()).await.assert_status(204);
    t.deliver().await;
    t.clock.set("2026-03-03T09:00:00Z".parse().unwrap());
    t.deliver().await;
    assert!(shown(&t, "ana").is_empty());
    let all = crate::deliveries::deliveries(&ana).await;
    let mut reasons: Vec<_> = all.iter().map(|one| one["reason"].as_str().unwrap()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["done", "gone", "replaced"]);
}
