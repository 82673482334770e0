//! The buttons of messages on phones.

use std::time::Duration;

use jiff::civil::date;
use serde_json::{Value, json};
use umbra_app::action_link::WantedButtons;
use umbra_domain::{
    ReminderId, TaskId, TodoId,
    action_link::{LinkAct, LinkSubject},
    notification::button,
    push::PushAction,
    settings::{Locale, PushSettings},
    todo::Due,
};
use umbra_store::settings;
use umbra_testkit::{Person, Reply, Setup, TestApp, at_once, umbra_test};

use crate::{
    alone::one_process_for_rates,
    ntfy::{set, set_up, with_ntfy},
    projects::{EDIT, VIEW, grant},
};

/// Reads what somebody has set.
async fn settings_of(t: &TestApp, who: &Person) -> PushSettings {
    let mut found = settings::for_push(t.store.reader(), &[who.id]).await.unwrap();
    found.remove(&who.id).unwrap().unwrap()
}

/// Makes the buttons of messages, and returns where they lead.
async fn links(t: &TestApp, wanted: &[WantedButtons<'_>]) -> Vec<Vec<String>> {
    let made = t.app.make_buttons(wanted).await.unwrap();
    let url = |button: PushAction| button.url.replace("http://localhost:8000", "");
    made.into_iter().map(|buttons| buttons.into_iter().map(url).collect()).collect()
}

/// Makes the buttons of a message, and returns where they lead.
async fn buttons(t: &TestApp, who: &Person, subject: LinkSubject) -> Vec<String> {
    let settings = settings_of(t, who).await;
    links(t, &[WantedButtons { user: who.id, settings: &settings, subject }]).await.remove(0)
}

/// Presses a button as ntfy's app does: without anything but the link.
async fn press(t: &TestApp, link: &str) -> Reply {
    t.anonymous().post(link, ()).without("X-Requested-With").await
}

async fn dead(t: &TestApp, link: &str) {
    press(t, link).await.assert_problem(404, "not_found");
}

/// Makes a reminder that rings at once, and what fired of it.
async fn ringing(t: &TestApp, who: &Person, rule: Option<&str>) -> (String, LinkSubject) {
    let mut draft = who.reminder("Call mum", "2026-03-02T08:05:00Z");
    if let Some(rule) = rule {
        draft = draft.rule(rule).zone("UTC");
    }
    let made = draft.create().await;
    t.clock.advance(Duration::from_mins(6));
    let fired = t.fire_reminders().await;
    let fired = fired.iter().find(|fired| fired.reminder.0 == made.id).unwrap().fired;
    let subject = LinkSubject::Reminder {
        id: ReminderId(made.id),
        occurrence: fired.occurrence,
        generation: fired.generation,
    };
    (made.url(), subject)
}

async fn read(who: &Person, url: &str) -> Value {
    who.get(url).await.assert_status(200).json()
}

#[umbra_test(with = with_ntfy)]
async fn a_button_dismisses_what_rings_once_and_without_a_session(t: TestApp) {
    let ana = t.user("ana").await;
    let (url, subject) = ringing(&t, &ana, None).await;
    let [done, snooze] = &buttons(&t, &ana, subject).await[..] else { panic!("two buttons") };
    for link in [done, snooze] {
        let looked = t.anonymous().get(link).await;
        looked.assert_problem(405, "method_not_allowed");
    }
    assert_eq!(read(&ana, &url).await["is_dismissed"], false, "who looks does nothing");
    let reply = press(&t, done).await.assert_status(204);
    assert_eq!(reply.text(), "");
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"), "for ntfy's web page");
    assert_eq!(read(&ana, &url).await["is_dismissed"], true);
    dead(&t, done).await;
    dead(&t, snooze).await;
}

#[umbra_test(with = with_ntfy)]
async fn a_button_snoozes_for_ten_minutes_and_is_for_that_ringing_only(t: TestApp) {
    let ana = t.user("ana").await;
    let (url, subject) = ringing(&t, &ana, None).await;
    let [done, snooze] = &buttons(&t, &ana, subject).await[..] else { panic!("two buttons") };
    press(&t, snooze).await.assert_status(204);
    let snoozed = read(&ana, &url).await;
    assert_eq!(snoozed["snoozed_until"], "2026-03-02T08:16:00Z");
    // It is another ringing now, with buttons of its own.
    dead(&t, done).await;
    t.clock.advance(Duration::from_mins(10));
    dead(&t, done).await;
    assert_eq!(read(&ana, &url).await["is_dismissed"], false);
}

#[umbra_test(with = with_ntfy)]
async fn the_next_occurrence_ends_the_buttons_of_the_one_before(t: TestApp) {
    let ana = t.user("ana").await;
    let (url, subject) = ringing(&t, &ana, Some("FREQ=DAILY")).await;
    let links = buttons(&t, &ana, subject).await;
    t.clock.advance(Duration::from_hours(24));
    // No worker has fired the next one yet.
    for link in &links {
        dead(&t, link).await;
    }
    assert_eq!(read(&ana, &url).await["is_dismissed"], false);
}

#[umbra_test(with = with_ntfy)]
async fn a_button_completes_a_todo_that_is_still_due_as_it_was(t: TestApp) {
    let ana = t.user("ana").await;
    let due = |day| Some(Due { date: date(2026, 3, day), time: None });
    let milk = ana.todo("Milk").due("2026-03-02").create().await;
    let weekly = ana.todo("Bins").due("2026-03-02").rule("FREQ=WEEKLY").create().await;
    let subject = |id, due| LinkSubject::Todo { id: TodoId(id), due, snoozes: 0 };
    let links = buttons(&t, &ana, subject(milk.id, due(2))).await;
    press(&t, &links[0]).await.assert_status(204);
    assert_eq!(read(&ana, &milk.url()).await["completed"], true);
    ana.patch(milk.action("toggle"), ()).await.assert_status(200);
    dead(&t, &links[0]).await;
    assert_eq!(read(&ana, &milk.url()).await["completed"], false, "a link works once");

    let (first, second) = (
        buttons(&t, &ana, subject(weekly.id, due(2))).await.remove(0),
        buttons(&t, &ana, subject(weekly.id, due(2))).await.remove(0),
    );
    press(&t, &first).await.assert_status(204);
    assert_eq!(read(&ana, &weekly.url()).await["due_date"], "2026-03-09");
    dead(&t, &second).await;
    assert_eq!(read(&ana, &weekly.url()).await["due_date"], "2026-03-09", "completed once");

    let gone = ana.todo("Gone").due("2026-03-02").create().await;
    let link = buttons(&t, &ana, subject(gone.id, due(2))).await.remove(0);
    ana.delete(gone.url()).await.assert_status(204);
    dead(&t, &link).await;
}

#[umbra_test(with = with_ntfy)]
async fn a_task_is_completed_with_the_rights_of_that_moment(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let project = ana.project("House").create().await;
    grant(&t, &project, &ben, EDIT).await;
    let mut links = Vec::new();
    for title in ["Paint", "Sand"] {
        let task = ana.task(&project, title).due("2026-03-02").create().await;
        let due = Some(Due { date: date(2026, 3, 2), time: None });
        let subject = LinkSubject::Task { id: TaskId(task.id), due, snoozes: 0 };
        links.push((task, buttons(&t, &ben, subject).await.remove(0)));
    }
    let [(paint, first), (sand, second)] = &links[..] else { panic!("two tasks") };
    press(&t, first).await.assert_status(204);
    assert_eq!(read(&ana, &paint.url()).await["status"], "done");
    grant(&t, &project, &ben, VIEW).await;
    dead(&t, second).await;
    assert_eq!(read(&ana, &sand.url()).await["status"], "todo");
}

#[umbra_test(with = with_ntfy)]
async fn of_many_at_once_one_does_it(t: TestApp) {
    let ana = t.user("ana").await;
    let bins = ana.todo("Bins").due("2026-03-02").rule("FREQ=DAILY").create().await;
    let due = Some(Due { date: date(2026, 3, 2), time: None });
    let subject = LinkSubject::Todo { id: TodoId(bins.id), due, snoozes: 0 };
    let link = buttons(&t, &ana, subject).await.remove(0);
    let elsewhere = t.second_process().await;
    let presses = (0..10).map(|n| {
        let phone = t.anonymous();
        let phone = if n % 2 == 0 { phone } else { phone.at(&elsewhere) };
        phone.post(&link, ()).without("X-Requested-With")
    });
    let mut statuses: Vec<_> = at_once(presses).await.iter().map(Reply::status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![204], vec![404; 9]].concat());
    assert_eq!(read(&ana, &bins.url()).await["due_date"], "2026-03-03");
}

#[umbra_test(with = with_ntfy)]
async fn buttons_end_with_time_with_the_account_and_with_where_they_were_sent(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    set_up(&ana).await;
    let milk = ana.todo("Milk").due("2026-03-02").create().await;
    let due = Some(Due { date: date(2026, 3, 2), time: None });
    let subject = LinkSubject::Todo { id: TodoId(milk.id), due, snoozes: 0 };
    for change in [
        json!({"ntfy_topic": "another"}),
        json!({"ntfy_server_url": "http://127.0.0.1:1"}),
        json!({"ntfy_enabled": false}),
    ] {
        let link = buttons(&t, &ana, subject).await.remove(0);
        set(&ana, change).await;
        dead(&t, &link).await;
    }
    let link = buttons(&t, &ana, subject).await.remove(0);
    set(&ana, json!({"ntfy_enabled": true, "ntfy_reminders_enabled": false})).await;
    let active = |is_active: bool| {
        let url = format!("/api/admin/users/{}/active", ana.id);
        admin.put(url, json!({"is_active": is_active}))
    };
    active(false).await.assert_status(200);
    dead(&t, &link).await;
    active(true).await.assert_status(200);
    t.clock.advance(Duration::from_hours(72));
    dead(&t, &link).await;
    assert_eq!(t.database_dump().await.table("action_links").len(), 3);
    assert_eq!(t.app.purge_expired().await.unwrap().links, 3);
    let fresh = t.user("ana").await;
    assert_eq!(read(&fresh, &milk.url()).await["completed"], false);
}

#[umbra_test(with = with_ntfy)]
async fn what_is_gone_or_goes_elsewhere_by_now_has_no_buttons_and_the_others_have_theirs(
    t: TestApp,
) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    set_up(&ana).await;
    let (of_ana, of_ben) = (settings_of(&t, &ana).await, settings_of(&t, &ben).await);
    let todo = async |who: &Person| {
        let made = who.todo("Milk").due("2026-03-02").create().await;
        let due = Some(Due { date: date(2026, 3, 2), time: None });
        (made.url(), LinkSubject::Todo { id: TodoId(made.id), due, snoozes: 0 })
    };
    let ((gone, first), (_, second), (_, third)) =
        (todo(&ben).await, todo(&ben).await, todo(&ana).await);
    let nothing = LinkSubject::Task { id: TaskId(i64::MAX), due: None, snoozes: 0 };
    ben.delete(&gone).await.assert_status(204);
    // The topic became known to somebody while a message was on its way to it.
    set(&ana, json!({"ntfy_topic": "another"})).await;
    let of = |who: &Person, subject| {
        let settings = if who.id == ana.id { &of_ana } else { &of_ben };
        WantedButtons { user: who.id, settings, subject }
    };
    let wanted = [of(&ben, first), of(&ben, second), of(&ana, third), of(&ben, nothing)];
    let made = links(&t, &wanted).await;
    assert_eq!(made.iter().map(Vec::len).collect::<Vec<_>>(), [0, 3, 0, 0]);
    press(&t, &made[1][0]).await.assert_status(204);
    assert_eq!(t.database_dump().await.table("action_links").len(), 2, "what is done is used up");
}

#[umbra_test(with = with_ntfy)]
async fn all_dead_links_are_the_same_and_the_database_has_no_living_one(t: TestApp) {
    let ana = t.user("ana").await;
    let milk = ana.todo("Milk").due("2026-03-02").create().await;
    let due = Some(Due { date: date(2026, 3, 2), time: None });
    let subject = LinkSubject::Todo { id: TodoId(milk.id), due, snoozes: 0 };
    let link = buttons(&t, &ana, subject).await.remove(0);
    let token = link.rsplit('/').next().unwrap();
    let rows = t.database_dump().await.table("action_links").join(" ");
    assert!(!rows.contains(token), "{rows}");
    press(&t, &link).await.assert_status(204);
    let mut bodies = Vec::new();
    let unknown = format!("/api/actions/{}A", &token[..42]);
    for link in [&*link, &unknown, "/api/actions/x", "/api/actions/%00", "/api/actions/%ff"] {
        let reply = press(&t, link).await;
        assert_eq!(reply.status(), 404, "{link}: {reply:?}");
        let mut body = reply.json();
        body["request_id"] = Value::Null;
        body["instance"] = Value::Null;
        bodies.push(body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:#?}");
}

fn with_ntfy_and_one_process(setup: &mut Setup) {
    with_ntfy(setup);
    one_process_for_rates(setup);
}

#[umbra_test(with = with_ntfy_and_one_process)]
async fn whoever_guesses_is_slowed_down(t: TestApp) {
    let stranger = t.anonymous();
    let guess = || stranger.post("/api/actions/nonsense", ()).without("X-Requested-With");
    let replies = at_once((0..310).map(|_| guess())).await;
    let refused = replies.iter().filter(|reply| reply.status() == 429).count();
    assert_eq!(refused, 10);
    t.clock.advance(Duration::from_mins(1));
    guess().await.assert_problem(404, "not_found");
}

#[test]
fn buttons_say_what_they_do_in_the_language_of_the_person() {
    let german = Locale::parse("de-AT").unwrap();
    let todo = LinkSubject::Todo { id: TodoId(1), due: None, snoozes: 0 };
    assert_eq!(button(&german, LinkAct::Done, &todo), "Erledigt");
    assert_eq!(button(&german, LinkAct::Snooze, &todo), "In 10 Minuten");
    assert_eq!(button(&german, LinkAct::Hour, &todo), "In einer Stunde");
    assert_eq!(button(&german, LinkAct::Tomorrow, &todo), "Morgen");
    assert_eq!(button(&Locale::default(), LinkAct::Done, &todo), "Done");
}
