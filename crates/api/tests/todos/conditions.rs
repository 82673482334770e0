//! `ETag`, `If-Match` and `If-None-Match`.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Reply, Request, TestApp, at_once, umbra_test};

/// Prepares each request that changes a todo.
fn changes(client: &Client, todo: &Created) -> [Request; 4] {
    [
        client.put(todo.url(), json!({"title": "Buy bread"})),
        client.patch(todo.url(), json!({"title": "Buy bread"})),
        client.patch(todo.action("toggle"), ()),
        client.delete(todo.url()),
    ]
}

/// Counts the answers of each status.
fn counts(replies: &[Reply]) -> std::collections::BTreeMap<u16, usize> {
    replies.iter().fold(std::collections::BTreeMap::new(), |mut counts, reply| {
        *counts.entry(reply.status()).or_default() += 1;
        counts
    })
}

#[umbra_test]
async fn a_change_happens_only_to_the_version_that_was_read(t: TestApp) {
    let ana = t.user("ana").await;
    for n in 0..4 {
        let todo = ana.todo("Buy milk").create().await;
        let change = || changes(&ana, &todo).into_iter().nth(n).unwrap();
        for stale in ["\"2\"", "\"0\"", "W/\"1\"", "\"2\", W/\"1\", \"3\""] {
            let refused = change().header("If-Match", stale).await;
            refused.assert_problem(412, "precondition_failed");
        }
        for malformed in ["1", "\"1", "", ",", "\"1\" \"2\"", "*, \"1\"", "w/\"1\"", "\"1\u{e9}\""]
        {
            let refused = change().header("If-Match", malformed).await;
            refused.assert_problem(400, "malformed_if_match");
        }
        let read = ana.get(todo.url()).await;
        assert_eq!((read.json(), read.etag()), (todo.body.clone(), todo.etag.as_str()));
        let done = change().header("If-Match", &todo.etag).await;
        assert!(done.status() < 300, "{done:?}");
        let again = change().header("If-Match", &todo.etag).await;
        if done.status() == 204 {
            again.assert_problem(404, "not_found");
        } else {
            assert_eq!(done.etag(), "\"2\"");
            again.assert_problem(412, "precondition_failed");
        }
    }
}

#[umbra_test]
async fn any_of_several_versions_may_match(t: TestApp) {
    let ana = t.user("ana").await;
    for (condition, status) in [
        ("*", 200),
        ("\"1\"", 200),
        ("\"7\", \"1\"", 200),
        ("W/\"1\",\"1\"", 200),
        (" , \"1\" ,", 200),
        ("\"7\", \"8\"", 412),
        ("\"01\"", 412),
        ("\"+1\"", 412),
        ("\"-1\"", 412),
        ("\"1.0\"", 412),
        ("\"\"", 412),
        ("\"abc\"", 412),
        ("\"9223372036854775808\"", 412),
    ] {
        let todo = ana.todo("Buy milk").create().await;
        let [put, ..] = changes(&ana, &todo);
        let reply = put.header("If-Match", condition).await.assert_status(status);
        let title = ana.get(todo.url()).await.json()["title"].clone();
        let expected = if status == 200 { "Buy bread" } else { "Buy milk" };
        assert_eq!(title, expected, "{condition}: {reply:?}");
    }
    let todo = ana.todo("Buy milk").create().await;
    let [put, ..] = changes(&ana, &todo);
    let lines = put.header("If-Match", "\"7\"").another_header("If-Match", "\"1\"");
    lines.await.assert_status(200);
}

#[umbra_test]
async fn a_change_of_nothing_needs_the_right_version_too(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    let empty = |tag: &str| ana.put(todo.url(), json!({})).header("If-Match", tag);
    empty("\"7\"").await.assert_problem(412, "precondition_failed");
    assert_eq!(empty(&todo.etag).await.assert_status(200).etag(), todo.etag);
}

#[umbra_test]
async fn of_20_changes_of_one_version_one_wins(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    let replies = at_once((0..20).map(|n| {
        let change = json!({"title": format!("Buy {n} litres")});
        ana.put(todo.url(), change).header("If-Match", &todo.etag)
    }))
    .await;
    assert_eq!(counts(&replies), [(200, 1), (412, 19)].into(), "{replies:?}");
    let winner = replies.iter().find(|reply| reply.status() == 200).unwrap();
    let read = ana.get(todo.url()).await;
    assert_eq!((read.json(), read.etag()), (winner.json(), "\"2\""));
}

#[umbra_test]
async fn of_all_kinds_of_changes_of_one_version_one_wins_on_any_process(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let todo = ana.todo("Buy milk").create().await;
    let requests = (0..3).flat_map(|_| [changes(&ana, &todo), changes(&second, &todo)]);
    let conditional = requests.flatten().map(|request| request.header("If-Match", &todo.etag));
    let replies = at_once(conditional).await;
    let won = replies.iter().filter(|reply| reply.status() < 300).count();
    assert_eq!(won, 1, "{replies:?}");
    let deleted = replies.iter().any(|reply| reply.status() == 204);
    for reply in replies.iter().filter(|reply| reply.status() >= 300) {
        // After a delete there is nothing left to contradict.
        assert!(reply.status() == 412 || (deleted && reply.status() == 404), "{reply:?}");
    }
}

#[umbra_test]
async fn changes_without_a_condition_all_happen_one_after_another(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    let toggle = todo.action("toggle");
    let replies = at_once((0..21).map(|_| ana.patch(&toggle, ()))).await;
    assert_eq!(counts(&replies), [(200, 21)].into());
    let mut versions: Vec<_> = replies.iter().map(|reply| reply.etag().to_owned()).collect();
    versions.sort_unstable();
    versions.dedup();
    assert_eq!(versions.len(), 21, "every answer tells of its own version");
    let read = ana.get(todo.url()).await;
    assert_eq!((read.json()["completed"].clone(), read.etag()), (Value::Bool(true), "\"22\""));
}

#[umbra_test]
async fn what_the_client_has_is_not_sent_again(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    for known in ["\"1\"", "W/\"1\"", "\"7\", \"1\"", "*"] {
        for request in [ana.get(todo.url()), ana.head(todo.url())] {
            let reply = request.header("If-None-Match", known).await.assert_status(304);
            assert!(reply.bytes().is_empty(), "{reply:?}");
            assert_eq!(reply.etag(), "\"1\"");
        }
    }
    for other in ["\"7\"", "\"01\"", "nonsense", ""] {
        let reply = ana.get(todo.url()).header("If-None-Match", other).await.assert_status(200);
        assert_eq!(reply.json(), todo.body, "{other}");
    }
    ana.put(todo.url(), json!({"title": "Buy bread"})).await.assert_status(200);
    let reply = ana.get(todo.url()).header("If-None-Match", &todo.etag).await.assert_status(200);
    assert_eq!((reply.json()["title"].as_str(), reply.etag()), (Some("Buy bread"), "\"2\""));
}
