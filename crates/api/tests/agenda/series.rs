//! What a range of days holds of todos that recur.

use jiff::Timestamp;
use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::agenda::{
    all,
    range::{MARCH, titled},
    read,
};

#[umbra_test]
async fn what_recurs_is_there_on_the_days_that_follow_if_each_is_done_in_time(t: TestApp) {
    let ana = t.user("ana").await;
    for (title, due, rule, planned) in [
        ("weekly", "2026-03-02", "FREQ=WEEKLY", "09 16 23 30"),
        // Done today, the 2nd, it isn't due today again.
        ("overdue", "2026-02-10", "FREQ=WEEKLY;BYDAY=MO,TU", "03 09 10 16 17 23 24 30 31"),
        ("three", "2026-02-23", "FREQ=WEEKLY;COUNT=4", "09 16"),
        ("ending", "2026-03-09", "FREQ=WEEKLY;UNTIL=20260323", "16 23"),
        ("early", "2026-03-28", "FREQ=DAILY", "29 30 31"),
        ("short", "2026-01-31", "FREQ=MONTHLY", "31"),
        ("over", "2026-02-20", "FREQ=DAILY;COUNT=3", ""),
    ] {
        ana.todo(title).due(due).rule(rule).with("due_time", "09:00").create().await;
        let todos = read(&ana, MARCH).await["todos"].clone();
        let days: Vec<_> =
            planned.split_whitespace().map(|day| json!(format!("2026-03-{day}"))).collect();
        if days.is_empty() {
            assert!(!all(&todos, "title").contains(&title.to_owned()));
        } else {
            assert_eq!(titled(&todos, title)["planned_dates"], json!(days), "{title}");
        }
    }
    let titles = ["overdue", "three", "weekly", "ending", "early"];
    let of_the_week = read(&ana, "/api/agenda?start=2026-03-09&end=2026-03-10").await;
    assert_eq!(all(&of_the_week["todos"], "title"), titles[..4], "by due date");
    let plants = ana.todo("plants").due("2026-03-02").rule("FREQ=DAILY;INTERVAL=2");
    plants.with("recurrence_basis", "completion").create().await;
    let agenda = read(&ana, MARCH).await;
    assert_eq!(titled(&agenda["todos"], "plants")["planned_dates"], json!([]));
}

#[umbra_test]
async fn what_was_done_of_a_series_is_there_too(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("House").create().await;
    let todo = ana.todo("Rent").due("2026-02-23").rule("FREQ=WEEKLY").create().await;
    let task = ana.task(&project, "Bins").due("2026-02-23").rule("FREQ=WEEKLY").create().await;
    for day in ["2026-03-02", "2026-03-09"] {
        t.clock.set(format!("{day}T08:00:00Z").parse::<Timestamp>().unwrap());
        let ana = t.user("ana").await;
        ana.patch(todo.url(), json!({"completed": true})).await.assert_status(200);
        ana.patch(task.url(), json!({"status": "done"})).await.assert_status(200);
    }
    let ana = t.user("ana").await;
    for (start, end, completed, planned) in [
        ("2026-02-01", "2026-03-01", json!(["2026-02-23"]), json!([])),
        ("2026-03-01", "2026-04-01", json!(["2026-03-09"]), json!(["2026-03-23", "2026-03-30"])),
        ("2026-03-09", "2026-03-10", json!(["2026-03-09"]), json!([])),
    ] {
        let agenda = read(&ana, &format!("/api/agenda?start={start}&end={end}")).await;
        for (kind, title) in [("todos", "Rent"), ("tasks", "Bins")] {
            let found = titled(&agenda[kind], title);
            assert_eq!(
                (&found["completed_dates"], &found["planned_dates"]),
                (&completed, &planned)
            );
            assert_eq!(found["due_date"], "2026-03-16");
        }
    }
    let between = read(&ana, "/api/agenda?start=2026-03-10&end=2026-03-16").await;
    assert_eq!((&between["todos"], &between["tasks"]), (&json!([]), &json!([])));
    // Done for good, the last due date is there once.
    ana.patch(todo.url(), json!({"recurrence_rule": "FREQ=WEEKLY;COUNT=1"}))
        .await
        .assert_status(200);
    ana.patch(todo.url(), json!({"completed": true})).await.assert_status(200);
    let agenda = read(&ana, "/api/agenda?start=2026-03-16&end=2026-03-17").await;
    let rent = titled(&agenda["todos"], "Rent");
    assert_eq!((&rent["completed"], &rent["completed_dates"]), (&json!(true), &json!([])));
}

#[umbra_test]
async fn what_was_done_of_an_earlier_series_is_not_there(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("House").create().await;
    let todo = ana.todo("Rent").due("2026-03-02").rule("FREQ=WEEKLY").create().await;
    let task = ana.task(&project, "Bins").due("2026-03-02").rule("FREQ=WEEKLY").create().await;
    for _ in 0..3 {
        ana.patch(todo.url(), json!({"completed": true})).await.assert_status(200);
        ana.patch(task.url(), json!({"status": "done"})).await.assert_status(200);
    }
    let shown = async |completed: &[&str], planned: &[&str]| {
        let agenda = read(&ana, MARCH).await;
        for found in [titled(&agenda["todos"], "Rent"), titled(&agenda["tasks"], "Bins")] {
            let days = (&found["completed_dates"], &found["planned_dates"]);
            assert_eq!(days, (&json!(completed), &json!(planned)));
        }
    };
    let change = async |change: Value| {
        ana.patch(todo.url(), change.clone()).await.assert_status(200);
        ana.patch(task.url(), change).await.assert_status(200);
    };
    shown(&["2026-03-02", "2026-03-09", "2026-03-16"], &["2026-03-30"]).await;
    // Set back, it is to be done on these days again.
    change(json!({"due_date": "2026-03-09"})).await;
    shown(&[], &["2026-03-16", "2026-03-23", "2026-03-30"]).await;
    ana.patch(todo.url(), json!({"completed": true})).await.assert_status(200);
    ana.patch(task.url(), json!({"status": "done"})).await.assert_status(200);
    shown(&["2026-03-09"], &["2026-03-23", "2026-03-30"]).await;
    change(json!({"due_date": "2026-03-20"})).await;
    shown(&[], &["2026-03-27"]).await;
    change(json!({"recurrence_rule": null})).await;
    shown(&[], &[]).await;
    let before = read(&ana, "/api/agenda?start=2026-03-01&end=2026-03-20").await;
    assert_eq!((&before["todos"], &before["tasks"]), (&json!([]), &json!([])));
}

#[umbra_test]
async fn a_count_that_began_long_ago_goes_on_to_its_end(t: TestApp) {
    let ana = t.user("ana").await;
    // 10,000 days from this one on end with 20 March.
    for number in 0..3 {
        let todo = ana.todo(&format!("Daily {number}")).due("1998-11-03");
        todo.rule("FREQ=DAILY;COUNT=10000").create().await;
    }
    let march = read(&ana, MARCH).await;
    let planned: Vec<_> = (3..=20).map(|day| format!("2026-03-{day:02}")).collect();
    for number in 0..3 {
        let todo = titled(&march["todos"], &format!("Daily {number}"));
        assert_eq!(todo["planned_dates"], json!(planned));
    }
    let past = read(&ana, "/api/agenda?start=2026-02-01&end=2026-03-01").await;
    assert_eq!(past["todos"], json!([]));
}
