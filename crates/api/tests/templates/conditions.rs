//! `ETag`, `If-Match` and `If-None-Match`.

use serde_json::json;
use umbra_testkit::{Client, Created, Request, TestApp, at_once, umbra_test};

/// Prepares each request that changes a template.
fn changes(client: &Client, template: &Created) -> [Request; 3] {
    [
        client.put(template.url(), json!({"name": "Club"})),
        client.patch(template.url(), json!({"name": "Club"})),
        client.delete(template.url()),
    ]
}

#[umbra_test]
async fn a_change_happens_only_to_the_version_that_was_read(t: TestApp) {
    let ana = t.user("ana").await;
    for n in 0..3 {
        let template = ana.template("Lesson", "Piano").create().await;
        let change = || changes(&ana, &template).into_iter().nth(n).unwrap();
        let stale = change().header("If-Match", "\"2\"").await;
        stale.assert_problem(412, "precondition_failed");
        let malformed = change().header("If-Match", "1").await;
        malformed.assert_problem(400, "malformed_if_match");
        let read = ana.get(template.url()).await;
        assert_eq!((read.json(), read.etag()), (template.body.clone(), template.etag.as_str()));
        let done = change().header("If-Match", &template.etag).await;
        assert!(done.status() < 300, "{done:?}");
        let again = change().header("If-Match", &template.etag).await;
        if done.status() == 204 {
            again.assert_problem(404, "not_found");
        } else {
            assert_eq!(done.etag(), "\"2\"");
            again.assert_problem(412, "precondition_failed");
        }
    }
}

#[umbra_test]
async fn a_stale_version_matters_more_than_what_the_template_refuses(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Trip", "Trip").with("all_day", true).create().await;
    for change in [json!({"duration_minutes": 60}), json!({"calendar_id": 4711})] {
        let stale = ana.put(template.url(), &change).header("If-Match", "\"7\"").await;
        stale.assert_problem(412, "precondition_failed");
        ana.put(template.url(), &change).await.assert_problem(422, "invalid");
    }
}

#[umbra_test]
async fn of_20_changes_of_one_version_one_wins(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Lesson", "Piano").create().await;
    let replies = at_once((0..20).map(|n| {
        let change = json!({"name": format!("Lesson {n}")});
        ana.put(template.url(), change).header("If-Match", &template.etag)
    }))
    .await;
    let won: Vec<_> = replies.iter().filter(|reply| reply.status() == 200).collect();
    let [winner] = won[..] else { panic!("{replies:?}") };
    assert_eq!(replies.iter().filter(|reply| reply.status() == 412).count(), 19);
    let read = ana.get(template.url()).await;
    assert_eq!((read.json(), read.etag()), (winner.json(), "\"2\""));
}

#[umbra_test]
async fn what_the_client_has_is_not_sent_again(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Lesson", "Piano").create().await;
    for request in [ana.get(template.url()), ana.head(template.url())] {
        let reply = request.header("If-None-Match", &template.etag).await.assert_status(304);
        assert!(reply.bytes().is_empty() && reply.etag() == template.etag, "{reply:?}");
    }
}

#[umbra_test]
async fn a_template_whose_calendar_is_deleted_has_a_new_version(t: TestApp) {
    let ana = t.user("ana").await;
    let work = ana.calendar("Work").create().await;
    let of_work = ana.template("Lesson", "Piano").with("calendar_id", work.id).create().await;
    let other = ana.template("Trip", "Trip").create().await;
    ana.delete(work.url()).await.assert_status(204);
    let read = ana.get(of_work.url()).header("If-None-Match", &of_work.etag).await;
    assert_eq!(read.assert_status(200).json()["calendar_id"], json!(null));
    let stale = ana.put(of_work.url(), json!({"name": "x"})).header("If-Match", &of_work.etag);
    stale.await.assert_problem(412, "precondition_failed");
    assert_eq!(ana.get(other.url()).await.etag(), other.etag);
}
