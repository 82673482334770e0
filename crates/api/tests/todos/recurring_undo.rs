//! Taking the completion of a recurring todo back, and doing it at the same time.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{Created, Person, Reply, TestApp, at_once, umbra_test};

const HOUR: Duration = Duration::from_secs(60 * 60);

async fn recurring(who: &Person, rule: &str, due: &str) -> Created {
    who.todo("Rent").due(due).with("recurrence_rule", rule).create().await
}

fn latest(todo: &Created) -> String {
    format!("{}/completions/latest", todo.url())
}

fn toggle(todo: &Created) -> String {
    todo.action("toggle")
}

/// Returns what a todo says, but for when and how often it changed.
fn state(reply: &Reply) -> Value {
    let mut body = reply.clone().assert_status(200).json();
    body["updated_at"] = Value::Null;
    body["version"] = Value::Null;
    body
}

fn with_status(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status() == status).count()
}

/// Counts the completions that can be taken back, by taking all of them back.
async fn take_all_back(who: &Person, todo: &Created) -> usize {
    for taken in 0..100 {
        let reply = who.delete(latest(todo)).await;
        if reply.status() == 409 {
            reply.assert_problem(409, "nothing_to_undo");
            return taken;
        }
        reply.assert_status(200);
    }
    panic!("there is no end of completions");
}

#[umbra_test]
async fn toggling_twice_on_a_day_changes_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    for rule in ["FREQ=MONTHLY", "FREQ=DAILY", "FREQ=DAILY;COUNT=1", "FREQ=DAILY;UNTIL=20260131"] {
        let todo = recurring(&ana, rule, "2026-01-31").await;
        let before = state(&ana.get(todo.url()).await);
        for _ in 0..2 {
            let done = ana.patch(toggle(&todo), ()).await;
            assert_ne!(state(&done), before);
            t.clock.advance(HOUR);
            assert_eq!(state(&ana.patch(toggle(&todo), ()).await), before, "{rule}");
        }
        assert_eq!(take_all_back(&ana, &todo).await, 0);
    }
}

#[umbra_test]
async fn toggling_on_another_day_completes_again(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "Pacific/Auckland"})).await.assert_status(200);
    let todo = recurring(&ana, "FREQ=WEEKLY", "2026-03-02").await;
    // From 21:00 to 23:59 and to midnight in Auckland.
    let due = async || ana.patch(toggle(&todo), ()).await.json()["due_date"].clone();
    assert_eq!(due().await, "2026-03-09");
    t.clock.advance(HOUR * 3 - Duration::from_secs(1));
    assert_eq!(due().await, "2026-03-02", "still the same day");
    assert_eq!(due().await, "2026-03-09");
    t.clock.advance(Duration::from_secs(1));
    assert_eq!(due().await, "2026-03-16", "early, but on another day");
    assert_eq!(take_all_back(&ana, &todo).await, 2);
}

#[umbra_test]
async fn every_completion_is_taken_back_exactly_and_in_order(t: TestApp) {
    let ana = t.user("ana").await;
    for basis in ["due", "completion"] {
        let todo = ana.todo("Rent").due("2026-01-31").with("due_time", "09:00");
        let todo = todo.with("recurrence_rule", "FREQ=MONTHLY;COUNT=6");
        let todo = todo.with("recurrence_basis", basis).create().await;
        let mut past = vec![state(&ana.get(todo.url()).await)];
        while past.last().unwrap()["completed"] == false {
            t.clock.advance(HOUR);
            let done = ana.put(todo.url(), json!({"completed": true})).await;
            past.push(state(&done));
        }
        assert_eq!(past.len(), if basis == "due" { 6 } else { 7 });
        while let (Some(_), Some(before)) = (past.pop(), past.last()) {
            assert_eq!(&state(&ana.delete(latest(&todo)).await), before, "{basis}");
        }
        ana.delete(latest(&todo)).await.assert_problem(409, "nothing_to_undo");
        // What follows is what followed the first time.
        let again = ana.put(todo.url(), json!({"completed": true})).await.assert_status(200);
        assert_eq!(again.json()["completed"], false);
    }
}

#[umbra_test]
async fn a_finished_series_is_reopened_exactly_on_any_day(t: TestApp) {
    let ana = t.user("ana").await;
    for reopen in ["toggle", "put", "undo"] {
        let todo = recurring(&ana, "FREQ=DAILY;COUNT=2", "2026-04-01").await;
        ana.put(todo.url(), json!({"completed": true})).await.assert_status(200);
        let before = state(&ana.get(todo.url()).await);
        let last = ana.put(todo.url(), json!({"completed": true})).await.assert_status(200);
        assert_eq!(last.json()["completed"], true);
        t.clock.advance(HOUR * 30);
        let reopened = match reopen {
            "toggle" => ana.patch(toggle(&todo), ()).await,
            "put" => ana.put(todo.url(), json!({"completed": false})).await,
            _ => ana.delete(latest(&todo)).await,
        };
        assert_eq!(state(&reopened), before, "{reopen}");
        assert_eq!(take_all_back(&ana, &todo).await, 1);
    }
}

#[umbra_test]
async fn other_edits_outlive_taking_back_and_a_new_series_ends_it(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = recurring(&ana, "FREQ=MONTHLY", "2026-03-31").await;
    ana.patch(toggle(&todo), ()).await.assert_status(200);
    let edit = json!({"title": "The rent", "due_time": "10:00", "priority": "high"});
    ana.put(todo.url(), edit).await.assert_status(200);
    let back = ana.patch(toggle(&todo), ()).await.assert_status(200).json();
    assert_eq!((&back["due_date"], &back["title"]), (&"2026-03-31".into(), &"The rent".into()));
    assert_eq!(back["due_time"], "10:00:00");
    ana.patch(toggle(&todo), ()).await.assert_status(200);
    ana.put(todo.url(), json!({"due_date": "2026-03-15"})).await.assert_status(200);
    ana.delete(latest(&todo)).await.assert_problem(409, "nothing_to_undo");
    let next = ana.patch(toggle(&todo), ()).await.assert_status(200).json();
    assert_eq!(next["due_date"], "2026-04-15", "the new series was not done today");
}

#[umbra_test]
async fn a_todo_that_does_not_recur_has_nothing_to_take_back(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let plain = ana.todo("Buy milk").with("completed", true).create().await;
    ana.delete(latest(&plain)).await.assert_problem(409, "nothing_to_undo");
    assert_eq!(ana.get(plain.url()).await.etag(), plain.etag);
    let rent = recurring(&ana, "FREQ=MONTHLY", "2026-03-31").await;
    let done = ana.patch(toggle(&rent), ()).await.assert_status(200);
    ben.delete(latest(&rent)).await.assert_problem(404, "not_found");
    let stale = ana.delete(latest(&rent)).header("If-Match", &rent.etag).await;
    stale.assert_problem(412, "precondition_failed");
    assert_eq!(ana.get(rent.url()).await.json(), done.json());
    let fresh = ana.delete(latest(&rent)).header("If-Match", done.etag()).await;
    assert_eq!(fresh.assert_status(200).etag(), "\"3\"");
}

#[umbra_test]
async fn a_repeated_completion_of_one_version_completes_once(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = recurring(&ana, "FREQ=DAILY", "2026-03-02").await;
    let version = |etag: &str| {
        [
            ana.patch(toggle(&todo), ()).header("If-Match", etag),
            ana.put(todo.url(), json!({"completed": true})).header("If-Match", etag),
        ]
    };
    let [first, _] = version(&todo.etag);
    let done = first.await.assert_status(200);
    assert_eq!(done.etag(), "\"2\"");
    for again in version(&todo.etag) {
        again.await.assert_problem(412, "precondition_failed");
    }
    assert_eq!(ana.get(todo.url()).await.json(), done.json());
    assert_eq!(take_all_back(&ana, &todo).await, 1);
}

#[umbra_test]
async fn of_20_completions_of_one_version_one_wins_on_any_process(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let todo = recurring(&ana, "FREQ=DAILY", "2026-03-02").await;
    let replies = at_once((0..20).map(|n| {
        let client = if n % 2 == 0 { &ana } else { &second };
        let request = if n % 3 == 0 {
            client.put(todo.url(), json!({"completed": true}))
        } else {
            client.patch(toggle(&todo), ())
        };
        request.header("If-Match", &todo.etag)
    }))
    .await;
    assert_eq!((with_status(&replies, 200), with_status(&replies, 412)), (1, 19), "{replies:?}");
    let read = ana.get(todo.url()).await;
    assert_eq!((read.json()["due_date"].clone(), read.etag()), ("2026-03-03".into(), "\"2\""));
    assert_eq!(take_all_back(&ana, &todo).await, 1);
}

#[umbra_test]
async fn completions_at_once_without_a_condition_all_count(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let todo = recurring(&ana, "FREQ=DAILY;COUNT=30", "2026-03-02").await;
    let before = state(&ana.get(todo.url()).await);
    let replies = at_once((0..12).map(|n| {
        let client = if n % 2 == 0 { &ana } else { &second };
        client.put(todo.url(), json!({"completed": true}))
    }))
    .await;
    assert_eq!(with_status(&replies, 200), 12, "{replies:?}");
    let mut due: Vec<_> =
        replies.iter().map(|reply| reply.json()["due_date"].as_str().unwrap().to_owned()).collect();
    due.sort_unstable();
    let expected: Vec<_> = (3..15).map(|day| format!("2026-03-{day:02}")).collect();
    assert_eq!(due, expected, "each moved it on by one");
    assert_eq!(take_all_back(&ana, &todo).await, 12);
    assert_eq!(state(&ana.get(todo.url()).await), before);
}

#[umbra_test]
async fn toggles_and_undos_at_once_leave_a_state_that_one_order_explains(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = recurring(&ana, "FREQ=DAILY", "2026-03-02").await;
    let before = state(&ana.get(todo.url()).await);
    let replies = at_once((0..10).map(|_| ana.patch(toggle(&todo), ()))).await;
    assert_eq!(with_status(&replies, 200), 10);
    assert_eq!(state(&ana.get(todo.url()).await), before, "five times there and back");
    let mixed = at_once((0..12).map(|n| {
        if n % 2 == 0 {
            ana.put(todo.url(), json!({"completed": true}))
        } else {
            ana.delete(latest(&todo))
        }
    }))
    .await;
    let refused = with_status(&mixed, 409);
    assert_eq!(with_status(&mixed, 200), 12 - refused, "{mixed:?}");
    assert_eq!(take_all_back(&ana, &todo).await, refused, "six completions, less those undone");
    assert_eq!(state(&ana.get(todo.url()).await), before);
}
