//! Snoozing what is due, on phones and over the API.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{Person, Reply, TestApp, at_once, umbra_test};

use super::{look, person, settle};
use crate::{
    deliveries::{alerts, assert_states, phones, set_up, shown, with_phone},
    notifications::{told, unread},
    projects::{EDIT, grant},
};

const DONE: usize = 0;
const HOUR: usize = 1;
const TOMORROW: usize = 2;

/// Returns where the buttons of the newest message that has any lead.
fn links(t: &TestApp, topic: &str) -> Vec<String> {
    let mut all = t.ntfy().published(topic);
    all.retain(|message| message["actions"].is_array());
    let message = all.pop().unwrap();
    let actions = message["actions"].as_array().unwrap().iter();
    actions.map(|one| one["url"].as_str().unwrap().replace("http://localhost:8000", "")).collect()
}

async fn send(t: &TestApp, link: &str) -> Reply {
    t.anonymous().post(link, ()).without("X-Requested-With").await
}

/// Presses a button of the newest message.
async fn press(t: &TestApp, topic: &str, button: usize) {
    send(t, &links(t, topic)[button]).await.assert_status(204);
    t.deliver().await;
}

/// Lists what somebody's phone shows that is due.
fn due(t: &TestApp, topic: &str) -> Vec<String> {
    let mut titles = shown(t, topic);
    titles.retain(|title| title.ends_with("is due"));
    titles
}

/// Sets the clock, and tells and sends what is due then.
async fn at(t: &TestApp, instant: &str) -> usize {
    let told = look(t, instant).await;
    t.deliver().await;
    told
}

async fn in_vienna(t: &TestApp) -> Person {
    let ana = with_phone(t, "ana").await;
    settle(t, &ana, "Europe/Vienna").await;
    ana
}

#[umbra_test(with = phones)]
async fn a_todo_is_snoozed_by_buttons_and_comes_again_once_each_time(t: TestApp) {
    let ana = in_vienna(&t).await;
    ana.put("/api/settings", json!({"locale": "de"})).await.assert_status(200);
    let todo = ana.todo("Miete").due("2026-03-03").with("due_time", "14:30").create().await;
    assert_eq!(at(&t, "2026-03-03T13:30:00Z").await, 1);
    let message = t.ntfy().published("ana").pop().unwrap();
    let labels: Vec<_> =
        message["actions"].as_array().unwrap().iter().map(|one| &one["label"]).collect();
    assert_eq!(labels, ["Erledigt", "In einer Stunde", "Morgen"]);
    press(&t, "ana", HOUR).await;
    assert!(shown(&t, "ana").is_empty());
    let ana = t.user("ana").await;
    assert_states(&ana, &[("cleared", "snoozed")]).await;
    assert_eq!(unread(&ana).await, 0);
    assert_eq!(told(&ana).await[0]["snoozed_until"], "2026-03-03T14:30:00Z");
    assert_eq!(at(&t, "2026-03-03T14:29:59Z").await, 0);
    assert_eq!(at(&t, "2026-03-03T14:30:00Z").await, 1);
    assert_eq!(shown(&t, "ana"), ["„Miete“ ist fällig"]);
    let message = t.ntfy().published("ana").pop().unwrap();
    assert_eq!(message["message"], "Dienstag, 3. März 2026, 14:30 Uhr", "not late");
    assert_eq!(at(&t, "2026-03-03T14:30:01Z").await, 0);
    let ana = t.user("ana").await;
    let all = told(&ana).await;
    assert_eq!(
        (all.len(), &all[0]["snoozed_until"], &all[1]["snoozed_until"]),
        (2, &Value::Null, &Value::Null)
    );
    press(&t, "ana", TOMORROW).await;
    assert_eq!(at(&t, "2026-03-04T06:59:59Z").await, 0);
    assert_eq!(at(&t, "2026-03-04T07:00:00Z").await, 1);
    assert_eq!((alerts(&t, "ana"), shown(&t, "ana").len()), (3, 1));
    press(&t, "ana", DONE).await;
    assert!(shown(&t, "ana").is_empty());
    let ana = t.user("ana").await;
    let now: Value = ana.get(todo.url()).await.assert_status(200).json();
    assert_eq!(now["completed"], true);
    assert_states(&ana, &[("cleared", "done"), ("cleared", "snoozed"), ("cleared", "snoozed")])
        .await;
    assert_eq!(at(&t, "2026-03-05T08:00:00Z").await, 0);
    assert_eq!(alerts(&t, "ana"), 3);
}

#[umbra_test(with = phones)]
async fn each_assignee_snoozes_a_task_for_themselves(t: TestApp) {
    let ana = in_vienna(&t).await;
    let ben = with_phone(&t, "ben").await;
    settle(&t, &ben, "Europe/Vienna").await;
    let project = ana.project("Garden").create().await;
    grant(&t, &project, &ben, EDIT).await;
    let both = json!([ana.id, ben.id]);
    let task = ana.task(&project, "Dig").due("2026-03-04").with("assignee_ids", both);
    let task = task.create().await;
    assert_eq!(at(&t, "2026-03-03T07:00:00Z").await, 2);
    press(&t, "ana", HOUR).await;
    assert_eq!((due(&t, "ana").len(), due(&t, "ben").len()), (0, 1));
    assert_eq!(at(&t, "2026-03-03T08:00:00Z").await, 1);
    assert_eq!((due(&t, "ana").len(), due(&t, "ben").len()), (1, 1));
    press(&t, "ana", TOMORROW).await;
    press(&t, "ben", TOMORROW).await;
    // Ben isn't to do it any more, and Ana renames it.
    let ana = t.user("ana").await;
    let change = json!({"assignee_ids": [ana.id], "title": "Dig deep"});
    ana.patch(task.url(), change).await.assert_status(200);
    assert_eq!(at(&t, "2026-03-04T07:00:00Z").await, 1);
    assert_eq!(due(&t, "ana"), ["“Dig deep” is due"]);
    assert!(due(&t, "ben").is_empty());
    for name in ["ana", "ben"] {
        let who = t.user(name).await;
        let all = told(&who).await;
        assert!(all.iter().all(|one| one["snoozed_until"].is_null()), "{name}: {all:?}");
    }
}

#[umbra_test(with = phones)]
async fn what_becomes_of_a_thing_ends_its_snooze(t: TestApp) {
    let (ana, ben) = (person(&t, "ana", "Europe/Vienna").await, in_vienna_too(&t).await);
    let project = ana.project("Garden").create().await;
    let own = ben.project("Own").create().await;
    for way in ["done", "undone", "moved", "deleted", "revoked", "archived", "notification"] {
        grant(&t, &project, &ben, EDIT).await;
        let (ana, ben) = (t.user("ana").await, t.user("ben").await);
        let in_project = if way == "archived" { &own } else { &project };
        let by = if way == "archived" { &ben } else { &ana };
        let task = by.task(in_project, way).due("2026-03-05").with("assignee_ids", json!([ben.id]));
        let task = task.create().await;
        t.execute("UPDATE tasks SET created_at = '2026-01-01 00:00:00+00:00'").await;
        assert_eq!(at(&t, "2026-03-04T07:00:00Z").await, 1, "{way}");
        press(&t, "ben", HOUR).await;
        let (ana, ben) = (t.user("ana").await, t.user("ben").await);
        let status = |status: &'static str| ben.patch(task.url(), json!({"status": status}));
        match way {
            "done" => drop(status("done").await.assert_status(200)),
            "undone" => {
                status("done").await.assert_status(200);
                status("todo").await.assert_status(200);
            }
            "moved" => {
                for day in ["2026-04-05", "2026-03-05"] {
                    let moved = ben.patch(task.url(), json!({"due_date": day})).await;
                    moved.assert_status(200);
                }
            }
            "deleted" => drop(ana.delete(task.url()).await.assert_status(204)),
            "revoked" => {
                t.execute(&format!(
                    "DELETE FROM project_members WHERE user_id = {} AND project_id = {}",
                    ben.id, project.id
                ))
                .await;
            }
            "archived" => {
                ben.patch(own.url(), json!({"is_archived": true})).await.assert_status(200);
            }
            _ => {
                let all = told(&ben).await;
                let id = &all.iter().find(|one| !one["snoozed_until"].is_null()).unwrap()["id"];
                ben.delete(format!("/api/notifications/{id}")).await.assert_status(204);
            }
        }
        assert_eq!(at(&t, "2026-03-04T08:00:00Z").await, 0, "{way}");
        assert_eq!(at(&t, "2026-03-04T20:00:00Z").await, 0, "{way}");
        assert!(due(&t, "ben").is_empty(), "{way}");
        t.execute("DELETE FROM tasks").await;
        t.execute("UPDATE settings SET due_look_at = '1970-01-01 00:00:00+00:00'").await;
    }
}

async fn in_vienna_too(t: &TestApp) -> Person {
    let ben = with_phone(t, "ben").await;
    settle(t, &ben, "Europe/Vienna").await;
    ben
}

#[umbra_test(with = phones)]
async fn of_several_presses_at_once_one_snoozes(t: TestApp) {
    let ana = in_vienna(&t).await;
    ana.todo("Bins").due("2026-03-03").create().await;
    assert_eq!(at(&t, "2026-03-03T07:00:00Z").await, 1);
    let links = links(&t, "ana");
    let elsewhere = t.second_process().await;
    let presses = (0..10).map(|n| {
        let phone = t.anonymous();
        let phone = if n % 3 == 0 { phone } else { phone.at(&elsewhere) };
        phone.post(&links[[HOUR, TOMORROW][n % 2]], ()).without("X-Requested-With")
    });
    let mut statuses: Vec<_> = at_once(presses).await.iter().map(Reply::status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![204], vec![404; 9]].concat());
    send(&t, &links[TOMORROW]).await.assert_problem(404, "not_found");
    send(&t, &links[HOUR]).await.assert_problem(404, "not_found");
    // What is done is done all the same.
    send(&t, &links[DONE]).await.assert_status(204);
    assert_eq!(at(&t, "2026-03-04T07:00:00Z").await, 0);
    assert_eq!(alerts(&t, "ana"), 1);
}

#[umbra_test(with = phones)]
async fn the_buttons_of_a_message_are_for_that_time_only(t: TestApp) {
    let ana = in_vienna(&t).await;
    ana.todo("Bins").due("2026-03-03").create().await;
    assert_eq!(at(&t, "2026-03-03T07:00:00Z").await, 1);
    let first = links(&t, "ana");
    press(&t, "ana", HOUR).await;
    assert_eq!(at(&t, "2026-03-03T08:00:00Z").await, 1);
    send(&t, &first[TOMORROW]).await.assert_problem(404, "not_found");
    assert_eq!(shown(&t, "ana").len(), 1);
    // Many workers at the end of a snooze tell it once.
    press(&t, "ana", HOUR).await;
    t.clock.set("2026-03-03T09:00:00Z".parse().unwrap());
    let elsewhere = t.second_process().await;
    let looks = at_once((0..6).map(|n| {
        let app = if n % 2 == 0 { t.app.clone() } else { elsewhere.app.clone() };
        async move { app.scan_due(50).await.unwrap().told }
    }));
    assert_eq!(looks.await.iter().sum::<usize>(), 1);
    t.deliver().await;
    assert_eq!(alerts(&t, "ana"), 3);
}

#[umbra_test]
async fn a_notification_of_what_is_due_is_snoozed_over_the_api(t: TestApp) {
    let ana = person(&t, "ana", "Europe/Vienna").await;
    let todo = ana.todo("Pay").due("2026-03-03").create().await;
    assert_eq!(look(&t, "2026-03-03T07:00:00Z").await, 1);
    let ana = t.user("ana").await;
    let id = told(&ana).await[0]["id"].clone();
    let url = format!("/api/notifications/{id}/snooze");
    for (body, code) in [
        (json!({}), "required"),
        (json!({"minutes": 10, "until": "2026-03-03T10:00"}), "ambiguous"),
        (json!({"minutes": 0}), "out_of_range"),
        (json!({"until": "2026-03-03T07:59"}), "out_of_range"),
        (json!({"until": "2028-03-03T07:59"}), "out_of_range"),
    ] {
        let refused: Value = ana.post(&url, body.clone()).await.assert_status(422).json();
        assert_eq!(refused["errors"][0]["code"], code, "{body}");
    }
    assert_eq!(unread(&ana).await, 1);
    let snoozed: Value =
        ana.post(&url, json!({"until": "2026-03-03T20:15"})).await.assert_status(200).json();
    assert_eq!(
        (&snoozed["snoozed_until"], &snoozed["read_at"]),
        (&json!("2026-03-03T19:15:00Z"), &json!("2026-03-03T07:00:00Z"))
    );
    // It is moved, also to an earlier time, and to read it once more changes nothing.
    ana.post(&url, json!({"minutes": 30})).await.assert_status(200);
    ana.post(format!("/api/notifications/{id}/read"), ()).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-03T07:29:00Z").await, 0);
    assert_eq!(look(&t, "2026-03-03T07:30:00Z").await, 1);
    assert_eq!(look(&t, "2026-03-03T19:15:00Z").await, 0);
    let ana = t.user("ana").await;
    let all = told(&ana).await;
    assert_eq!((all.len(), unread(&ana).await), (2, 1));
    ana.post(&url, json!({"minutes": 30})).await.assert_problem(409, "nothing_due");
    // A snooze of months outlives everything that is cleared away.
    let again = format!("/api/notifications/{}/snooze", all[0]["id"]);
    ana.post(&again, json!({"until": "2026-09-01T08:00:00Z"})).await.assert_status(200);
    t.clock.set("2026-08-31T08:00:00Z".parse().unwrap());
    t.app.purge_expired().await.unwrap();
    assert_eq!(look(&t, "2026-09-01T07:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-09-01T08:00:00Z").await, 1);
    // What is done isn't snoozed, and neither is anything else.
    let ana = t.user("ana").await;
    let newest = told(&ana).await[0]["id"].clone();
    ana.patch(todo.action("toggle"), ()).await.assert_status(200);
    let url = format!("/api/notifications/{newest}/snooze");
    ana.post(&url, json!({"minutes": 30})).await.assert_problem(409, "nothing_due");
    let ben = t.user("ben").await;
    ben.post(&url, json!({"minutes": 30})).await.assert_problem(404, "not_found");
    ana.reminder("Water", "2026-09-01T09:00:00Z").create().await;
    t.clock.advance(Duration::from_hours(1));
    t.fire_reminders().await;
    t.drain_jobs().await;
    let ana = t.user("ana").await;
    let newest = told(&ana).await[0]["id"].clone();
    let url = format!("/api/notifications/{newest}/snooze");
    ana.post(&url, json!({"minutes": 30})).await.assert_problem(409, "nothing_due");
}

#[umbra_test(with = phones)]
async fn what_is_snoozed_before_it_is_sent_is_sent_when_it_comes_again(t: TestApp) {
    let ana = in_vienna(&t).await;
    set_up(&t, &ana, "quiet_hours_start = '07:00', quiet_hours_end = '09:00'").await;
    ana.todo("Pay").due("2026-03-03").create().await;
    assert_eq!(at(&t, "2026-03-03T07:00:00Z").await, 1);
    let ana = t.user("ana").await;
    assert_states(&ana, &[("waiting", "quiet_hours")]).await;
    let id = told(&ana).await[0]["id"].clone();
    let url = format!("/api/notifications/{id}/snooze");
    ana.post(&url, json!({"minutes": 180})).await.assert_status(200);
    t.deliver().await;
    assert_states(&ana, &[("skipped", "snoozed")]).await;
    assert_eq!(at(&t, "2026-03-03T08:00:00Z").await, 0);
    assert_eq!(alerts(&t, "ana"), 0);
    // Everything was down when it was to come: it says that it is late.
    assert_eq!(at(&t, "2026-03-03T12:00:00Z").await, 1);
    let message = t.ntfy().published("ana").pop().unwrap();
    assert_eq!(
        message["message"],
        "Tuesday, 3 March 2026\nLate: this was for Tuesday, 3 March 2026 at 11:00."
    );
    press(&t, "ana", HOUR).await;
    // For so long that it is told with other things.
    assert_eq!(at(&t, "2026-03-03T20:00:00Z").await, 1);
    t.clock.advance(Duration::from_secs(6));
    t.deliver().await;
    assert_eq!(shown(&t, "ana"), ["Something came while this server was away"]);
}

#[umbra_test(with = phones)]
async fn what_was_cleared_away_in_between_stops_nobody_from_being_told(t: TestApp) {
    let ana = in_vienna(&t).await;
    ana.todo("Rent").due("2026-03-03").with("due_time", "14:30").create().await;
    assert_eq!(at(&t, "2026-03-03T13:30:00Z").await, 1);
    press(&t, "ana", HOUR).await;
    assert_eq!(at(&t, "2026-03-03T14:30:00Z").await, 1);
    press(&t, "ana", HOUR).await;
    // The first is cleared away, as the oldest of very many are: so the todo is due as if nobody had been told.
    let oldest = "DELETE FROM notifications WHERE id = (SELECT MIN(id) FROM notifications \
                  WHERE notice = 'todo-due')";
    assert_eq!(t.execute(oldest).await, 1);
    assert_eq!(at(&t, "2026-03-03T15:30:00Z").await, 2, "due, and at the end of the snooze");
    assert_eq!((due(&t, "ana"), alerts(&t, "ana")), (vec!["“Rent” is due".to_owned()], 3));
}
