//! `ETag`, `If-Match` and `If-None-Match`.

use serde_json::json;
use umbra_testkit::{Client, Created, Request, TestApp, at_once, umbra_test};

/// Prepares each request that changes a calendar.
fn changes(client: &Client, calendar: &Created) -> [Request; 3] {
    [
        client.put(calendar.url(), json!({"name": "Club"})),
        client.patch(calendar.url(), json!({"name": "Club"})),
        client.delete(calendar.url()),
    ]
}

#[umbra_test]
async fn a_change_happens_only_to_the_version_that_was_read(t: TestApp) {
    let ana = t.user("ana").await;
    for n in 0..3 {
        let calendar = ana.calendar("Work").create().await;
        let change = || changes(&ana, &calendar).into_iter().nth(n).unwrap();
        let stale = change().header("If-Match", "\"2\"").await;
        stale.assert_problem(412, "precondition_failed");
        let malformed = change().header("If-Match", "1").await;
        malformed.assert_problem(400, "malformed_if_match");
        let read = ana.get(calendar.url()).await;
        assert_eq!((read.json(), read.etag()), (calendar.body.clone(), calendar.etag.as_str()));
        let done = change().header("If-Match", &calendar.etag).await;
        assert!(done.status() < 300, "{done:?}");
        let again = change().header("If-Match", &calendar.etag).await;
        if done.status() == 204 {
            again.assert_problem(404, "not_found");
        } else {
            assert_eq!(done.etag(), "\"2\"");
            again.assert_problem(412, "precondition_failed");
        }
    }
}

#[umbra_test]
async fn a_stale_version_matters_more_than_what_the_default_calendar_refuses(t: TestApp) {
    let ana = t.user("ana").await;
    let calendar = ana.calendar("Work").with("is_default", true).create().await;
    for (tag, status, code) in
        [("\"7\"", 412, "precondition_failed"), ("\"1\"", 409, "default_calendar")]
    {
        let step_down = ana.put(calendar.url(), json!({"is_default": false}));
        step_down.header("If-Match", tag).await.assert_problem(status, code);
        let delete = ana.delete(calendar.url()).header("If-Match", tag).await;
        delete.assert_problem(status, code);
    }
}

#[umbra_test]
async fn the_calendar_that_stops_being_the_default_gets_a_new_version(t: TestApp) {
    let ana = t.user("ana").await;
    let old = ana.calendar("Old").with("is_default", true).create().await;
    let new = ana.calendar("New").create().await;
    let moved = ana.put(new.url(), json!({"is_default": true})).header("If-Match", &new.etag).await;
    assert_eq!(moved.assert_status(200).etag(), "\"2\"");
    let read = ana.get(old.url()).header("If-None-Match", &old.etag).await.assert_status(200);
    assert_eq!((read.json()["is_default"].clone(), read.etag()), (json!(false), "\"2\""));
    let stale = ana.delete(old.url()).header("If-Match", &old.etag).await;
    stale.assert_problem(412, "precondition_failed");
}

#[umbra_test]
async fn of_20_changes_of_one_version_one_wins(t: TestApp) {
    let ana = t.user("ana").await;
    let calendar = ana.calendar("Work").create().await;
    let replies = at_once((0..20).map(|n| {
        let change = json!({"name": format!("Work {n}")});
        ana.put(calendar.url(), change).header("If-Match", &calendar.etag)
    }))
    .await;
    let won: Vec<_> = replies.iter().filter(|reply| reply.status() == 200).collect();
    let [winner] = won[..] else { panic!("{replies:?}") };
    assert_eq!(replies.iter().filter(|reply| reply.status() == 412).count(), 19);
    let read = ana.get(calendar.url()).await;
    assert_eq!((read.json(), read.etag()), (winner.json(), "\"2\""));
}

#[umbra_test]
async fn what_the_client_has_is_not_sent_again(t: TestApp) {
    let ana = t.user("ana").await;
    let calendar = ana.calendar("Work").create().await;
    for request in [ana.get(calendar.url()), ana.head(calendar.url())] {
        let reply = request.header("If-None-Match", &calendar.etag).await.assert_status(304);
        assert!(reply.bytes().is_empty() && reply.etag() == calendar.etag, "{reply:?}");
    }
    let reply = ana.get(calendar.url()).header("If-None-Match", "\"7\"").await;
    assert_eq!(reply.assert_status(200).json(), calendar.body);
}
