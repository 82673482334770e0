//! What was completed of what recurs.

use jiff::Timestamp;
use serde_json::{Value, json};
use umbra_testkit::{Created, Person, TestApp, umbra_test};

use super::{exported, list};
use crate::projects::{EDIT, grant};

/// Completes a due date of something on a day, as somebody who signs in then.
async fn complete(t: &TestApp, name: &str, day: &str, thing: &Created, change: Value) -> Person {
    t.clock.set(format!("{day}T08:00:00Z").parse::<Timestamp>().unwrap());
    let who = t.user(name).await;
    who.patch(thing.url(), change).await.assert_status(200);
    who
}

#[umbra_test]
async fn each_due_date_of_a_todo_that_was_completed_is_there(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let plants = ana.todo("Plants").due("2026-03-01").rule("FREQ=DAILY").create().await;
    let bins = ana.todo("Bins").due("2026-03-01").rule("FREQ=WEEKLY").create().await;
    let theirs = ben.todo("Fish").due("2026-03-01").rule("FREQ=DAILY").create().await;
    let done = || json!({"completed": true});
    complete(&t, "ana", "2026-03-02", &plants, done()).await;
    complete(&t, "ben", "2026-03-02", &theirs, done()).await;
    complete(&t, "ana", "2026-03-03", &bins, done()).await;
    complete(&t, "ana", "2026-03-04", &plants, done()).await;
    let ana = complete(&t, "ana", "2026-03-05", &plants, done()).await;
    // What was taken back wasn't completed.
    ana.delete(plants.action("completions/latest")).await.assert_status(200);
    let mut all = list(&exported(&ana).await, "todo_completions.json");
    for one in &mut all {
        assert!(one["id"].as_i64() > Some(0), "{one}");
        one.as_object_mut().unwrap().remove("id");
    }
    let one = |todo: &Created, due: &str, at: &str| {
        let at = format!("{at}T08:00:00Z");
        json!({"todo_id": todo.id, "due_date": due, "completed_at": at})
    };
    let expected = [
        one(&plants, "2026-03-01", "2026-03-02"),
        one(&plants, "2026-03-03", "2026-03-04"),
        one(&bins, "2026-03-01", "2026-03-03"),
    ];
    assert_eq!(all, expected);
}

#[umbra_test]
async fn those_of_tasks_are_there_whoever_completed_them_with_the_parts_that_were_open_again(
    t: TestApp,
) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let (mine, theirs) = (ana.project("House").create().await, ben.project("No").create().await);
    grant(&t, &mine, &ben, EDIT).await;
    grant(&t, &theirs, &ana, EDIT).await;
    let clean = ana.task(&mine, "Clean").due("2026-03-02").rule("FREQ=WEEKLY");
    let clean = clean.with("status", "in_progress").create().await;
    let part = ana.task(&mine, "Oven").with("parent_task_id", clean.id).create().await;
    let other = ben.task(&theirs, "Other").due("2026-03-02").rule("FREQ=WEEKLY").create().await;
    let done = || json!({"status": "done"});
    complete(&t, "ana", "2026-03-02", &part, done()).await;
    complete(&t, "ben", "2026-03-03", &clean, done()).await;
    let ana = complete(&t, "ana", "2026-03-03", &other, done()).await;
    let mut all = list(&exported(&ana).await, "task_completions.json");
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].as_object_mut().unwrap().remove("id");
    let expected = json!({
        "task_id": clean.id,
        "due_date": "2026-03-02",
        "completed_at": "2026-03-03T08:00:00Z",
        "status": "in_progress",
        "reopened_parts": [{"task_id": part.id, "completed_at": "2026-03-02T08:00:00Z"}],
    });
    assert_eq!(all[0], expected);
}

#[umbra_test]
async fn however_many_there_are_each_is_there_once(t: TestApp) {
    let ana = t.user("ana").await;
    let recurring = |title: &str| ana.todo(title).due("2026-03-01").rule("FREQ=DAILY");
    let (first, none) = (recurring("A").create().await, recurring("B").create().await);
    let (second, third) = (recurring("C").create().await, recurring("D").create().await);
    // Of the second as many as are read at once, by turns with the others.
    let counts = [(&first, 1_201), (&second, 500), (&third, 3)];
    for (todo, count) in counts {
        let sql = format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
             INSERT INTO todo_completions (todo_id, due_date, completed_at) \
             SELECT {}, '2026-02-01', '2026-02-01 08:00:00+00:00' FROM n",
            todo.id
        );
        assert_eq!(t.execute(&sql).await, count);
    }
    let all = list(&exported(&ana).await, "todo_completions.json");
    let mut ids: Vec<_> = all.iter().map(|one| one["id"].as_i64().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all.len());
    let of = |todo: &Created| all.iter().filter(|one| one["todo_id"] == todo.id).count() as u64;
    for (todo, count) in counts {
        assert_eq!(of(todo), count);
    }
    assert_eq!(of(&none), 0);
}
