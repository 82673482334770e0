//! The order of tasks, also of two who change it at once.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, TestApp, at_once, umbra_test};

use crate::projects::{tasks, titles};

async fn letters(who: &Client, count: usize) -> (Created, Vec<Created>) {
    let project = who.project("Alphabet").create().await;
    let mut made = Vec::new();
    for letter in ('a'..='z').take(count) {
        made.push(who.task(&project, &letter.to_string()).create().await);
    }
    (project, made)
}

/// Puts the tasks with these letters into this order.
fn order(made: &[Created], letters: &str) -> Vec<i64> {
    let id = |letter: char| made[letter as usize - 'a' as usize].id;
    letters.chars().map(id).collect()
}

async fn shown(who: &Client, project: &Created) -> String {
    titles(who, project, "").await.concat()
}

#[umbra_test]
async fn new_tasks_come_last_and_others_take_their_places(t: TestApp) {
    let ana = t.user("ana").await;
    let (project, made) = letters(&ana, 6).await;
    assert_eq!(shown(&ana, &project).await, "abcdef");
    let reorder = project.action("tasks/reorder");
    for (sent, comes) in [
        ("fabcde", "fabcde"),
        ("abcdef", "abcdef"),
        // Those that aren't named stay where they are.
        ("ea", "ebcdaf"),
        ("fe", "fbcdae"),
        ("bdc", "fbdcae"),
        ("a", "fbdcae"),
        ("", "fbdcae"),
        ("abcdef", "abcdef"),
    ] {
        let body = json!({"task_ids": order(&made, sent)});
        ana.put(&reorder, body).await.assert_status(204);
        assert_eq!(shown(&ana, &project).await, comes, "{sent}");
    }
    for (sent, after, comes) in [
        ("f", Some("a"), "afbcde"),
        ("cb", None, "cbafde"),
        ("c", Some("e"), "bafdec"),
        ("ba", Some("e"), "fdebac"),
        ("b", Some("e"), "fdebac"),
    ] {
        let after = after.map(|letter| order(&made, letter)[0]);
        let body = json!({"task_ids": order(&made, sent), "after_task_id": after});
        ana.put(&reorder, body).await.assert_status(204);
        assert_eq!(shown(&ana, &project).await, comes, "{sent} after {after:?}");
    }
}

#[umbra_test]
async fn only_what_was_moved_is_written(t: TestApp) {
    let ana = t.user("ana").await;
    let (project, made) = letters(&ana, 20).await;
    let before = tasks(&ana, &project, "").await;
    let mut sent = order(&made, "abcdefghijklmnopqrst");
    sent.rotate_right(1);
    ana.put(project.action("tasks/reorder"), json!({"task_ids": sent})).await.assert_status(204);
    let after = tasks(&ana, &project, "").await;
    let of = |list: &[Value], id: &Value| {
        list.iter().find(|task| task["id"] == *id).map(|task| task["sort_order"].clone())
    };
    let moved: Vec<_> = before
        .iter()
        .filter(|task| of(&after, &task["id"]) != Some(task["sort_order"].clone()))
        .map(|task| task["title"].clone())
        .collect();
    assert_eq!(moved, ["t"]);
    // And only that one has a new version.
    for (task, number) in made.iter().zip(0..) {
        let etag = ana.get(task.url()).await.assert_status(200).etag().to_owned();
        assert_eq!(etag != task.etag, number == 19, "{}", task.body["title"]);
    }
}

#[umbra_test]
async fn a_place_can_be_named_and_nobody_shares_it(t: TestApp) {
    let ana = t.user("ana").await;
    let (project, made) = letters(&ana, 3).await;
    let places: Vec<i64> =
        made.iter().map(|task| task.body["sort_order"].as_i64().unwrap()).collect();
    let first = ana.task(&project, "x").with("sort_order", places[0] - 5).create().await;
    assert_eq!(first.body["sort_order"], places[0] - 5);
    // Where somebody stands, the new one goes before.
    let second = ana.task(&project, "y").with("sort_order", places[1]).create().await;
    assert_ne!(second.body["sort_order"], places[1]);
    assert_eq!(shown(&ana, &project).await, "xaybc");
    ana.patch(made[2].url(), json!({"sort_order": places[0]})).await.assert_status(200);
    assert_eq!(shown(&ana, &project).await, "xcayb");
    let last = ana.task(&project, "z").with("sort_order", 9_007_199_254_740_991_i64);
    last.create().await;
    ana.task(&project, "after all").create().await;
    assert_eq!(shown(&ana, &project).await, "xcaybzafter all");
    let list = tasks(&ana, &project, "").await;
    let mut places: Vec<_> = list.iter().map(|task| task["sort_order"].as_i64().unwrap()).collect();
    let count = places.len();
    places.dedup();
    assert_eq!(places.len(), count);
}

#[umbra_test]
async fn the_same_gap_takes_any_number_of_tasks(t: TestApp) {
    let ana = t.user("ana").await;
    let (project, made) = letters(&ana, 4).await;
    let reorder = project.action("tasks/reorder");
    let mut expected = vec!["a".to_owned()];
    let mut behind = Vec::new();
    for number in 0..40 {
        let title = format!("-{number}");
        let task = ana.task(&project, &title).create().await;
        let body = json!({"task_ids": [task.id], "after_task_id": made[0].id});
        ana.put(&reorder, body).await.assert_status(204);
        behind.insert(0, title);
    }
    expected.extend(behind);
    expected.extend(["b", "c", "d"].map(str::to_owned));
    assert_eq!(titles(&ana, &project, "").await, expected);
}

#[umbra_test]
async fn what_is_not_in_the_project_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    let (project, made) = letters(&ana, 3).await;
    let other = ana.task(&ana.project("Other").create().await, "x").create().await;
    let before = t.database_dump().await;
    let id = made[0].id;
    for (body, pointer, code) in [
        (json!({"task_ids": [id, other.id]}), "/task_ids", "unknown_task"),
        (json!({"task_ids": [4_711]}), "/task_ids", "unknown_task"),
        (json!({"task_ids": [id, id]}), "/task_ids", "duplicate"),
        (json!({"task_ids": [0]}), "/task_ids", "out_of_range"),
        (json!({"task_ids": [id], "after_task_id": other.id}), "/after_task_id", "unknown_task"),
        (json!({"task_ids": [id], "after_task_id": id}), "/after_task_id", "unknown_task"),
        (json!({"task_ids": (1..=10_001).collect::<Vec<_>>()}), "/task_ids", "too_many"),
    ] {
        let refused = ana.put(project.action("tasks/reorder"), body).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, code);
    }
    assert_eq!(t.database_dump().await, before);
}

#[umbra_test]
async fn two_who_reorder_at_once_leave_the_order_of_one_after_the_other(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let (project, made) = letters(&ana, 6).await;
    let reorder = project.action("tasks/reorder");
    for _ in 0..4 {
        let start = json!({"task_ids": order(&made, "abcdef")});
        ana.put(&reorder, start).await.assert_status(204);
        let one = json!({"task_ids": order(&made, "fedcba")});
        let other = json!({"task_ids": order(&made, "bac")});
        let created = ana.task(&project, "new");
        let requests = [ana.put(&reorder, one), second.put(&reorder, other)];
        let (replies, new) = tokio::join!(at_once(requests), created.create());
        for reply in replies {
            reply.assert_status(204);
        }
        let list = tasks(&ana, &project, "").await;
        let all: String = list.iter().map(|task| task["title"].as_str().unwrap()).collect();
        let places: Vec<_> = list.iter().map(|task| task["sort_order"].as_i64().unwrap()).collect();
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{places:?}");
        // The second one's places are those that its tasks had then.
        let letters: String = all.replace("new", "");
        assert!(["fedbac", "fedcba"].contains(&&*letters), "{all}");
        ana.delete(new.url()).await.assert_status(204);
    }
}

#[umbra_test]
async fn new_tasks_at_once_get_places_of_their_own(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let project = ana.project("Busy").create().await;
    let requests = (0..12).map(|number| {
        let browser = if number % 2 == 0 { &*ana } else { &second };
        browser.post(project.action("tasks"), json!({"title": format!("{number}")}))
    });
    for reply in at_once(requests).await {
        reply.assert_status(201);
    }
    let list = tasks(&ana, &project, "").await;
    let places: Vec<_> = list.iter().map(|task| task["sort_order"].as_i64().unwrap()).collect();
    assert_eq!(places.len(), 12);
    assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{places:?}");
}
