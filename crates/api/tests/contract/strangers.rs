//! Nobody but its owner finds a row.

use serde_json::Value;
use umbra_testkit::{Client, Reply, TestApp, umbra_test};

use crate::contract::{
    resource::{Resource, assert_refused, assert_unchanged, ids},
    table::resources,
};

/// Returns what the answer to a row that doesn't exist says, without what names the request.
async fn nothing(client: &Client, resource: &Resource) -> Value {
    said(&client.get(format!("{}/4711", resource.path)).await)
}

fn said(problem: &Reply) -> Value {
    problem.assert_problem(404, "not_found");
    let mut body = problem.json();
    body["request_id"].take();
    body
}

/// Checks that an answer is the one that what doesn't exist gets.
#[track_caller]
fn assert_nothing_there(reply: &Reply, nothing: &Value) {
    assert_refused(reply, 404, "not_found");
    if !reply.bytes().is_empty() {
        assert_eq!(&said(reply), nothing);
    }
    assert!(reply.header("etag").is_none(), "{reply:?}");
}

#[umbra_test]
async fn other_peoples_rows_do_not_exist(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let made = ana.draft(&resource.path, resource.full()).create().await;
        let before = t.database_dump().await;
        for other in [&ben, &admin] {
            let nothing = nothing(other, &resource).await;
            for request in resource.verbs(other, &made.url()) {
                assert_nothing_there(&request.await, &nothing);
            }
            // A condition that would hold or fail tells no more.
            for tag in [&*made.etag, "\"7\""] {
                for request in resource.verbs(other, &made.url()) {
                    let request = request.header("If-Match", tag).header("If-None-Match", "*");
                    assert_nothing_there(&request.await, &nothing);
                }
            }
            if resource.is_within() {
                assert_nothing_there(&other.get(resource.list_path()).await, &nothing);
            } else {
                assert!(!ids(&resource.rows(other).await).contains(&made.id));
            }
        }
        assert_eq!(t.database_dump().await, before);
        assert_unchanged(&ana, &made.url(), &made.body, &made.etag).await;
    }
}

#[umbra_test]
async fn who_is_not_signed_in_or_has_locked_the_session_gets_nowhere(t: TestApp) {
    let (ana, locked, stranger) = (t.user("ana").await, t.user("ana").await, t.anonymous());
    locked.post("/api/auth/lock", ()).await.assert_status(200);
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let made = resource.draft(&ana).create().await;
        for (who, status, code) in
            [(&stranger, 401, "unauthenticated"), (&*locked, 423, "session_locked")]
        {
            let mut requests = resource.verbs(who, &made.url());
            // What is wrong with a request matters less than who sends it.
            requests.extend(resource.verbs(who, &format!("{}/4711", resource.path)));
            requests.extend(resource.verbs(who, &format!("{}/x", resource.path)));
            requests.push(who.get(resource.list_path()));
            requests.push(who.get(format!("{}?limit=0&nonsense=1", resource.path)));
            requests.push(resource.create(who));
            requests.push(who.post(&resource.path, serde_json::json!({"nonsense": 1})));
            requests.push(who.post(&resource.path, ()).body("text/plain", "x"));
            requests.push(who.put(made.url(), resource.change()).header("If-Match", "x"));
            for request in requests {
                assert_refused(&request.await, status, code);
            }
        }
        assert_unchanged(&ana, &made.url(), &made.body, &made.etag).await;
    }
}

#[umbra_test]
async fn what_another_site_can_send_changes_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let made = resource.draft(&ana).create().await;
        let before = t.database_dump().await;
        let mut requests = resource.verbs(&ana, &made.url());
        // Those that read.
        requests.drain(..2);
        requests.push(resource.create(&ana));
        for request in requests {
            request.without("X-Requested-With").await.assert_problem(403, "csrf");
        }
        assert_eq!(t.database_dump().await, before);
        for request in [ana.get(made.url()), ana.get(resource.list_path())] {
            request.without("X-Requested-With").await.assert_status(200);
        }
    }
}

#[umbra_test]
async fn an_id_has_one_spelling(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let made = resource.draft(&ana).create().await;
        let (id, nothing) = (made.id, nothing(&ana, &resource).await);
        for spelling in [
            "0".to_owned(),
            "-1".to_owned(),
            format!("-{id}"),
            format!("+{id}"),
            format!("0{id}"),
            format!("{id}.0"),
            format!("{id}e0"),
            format!("%20{id}"),
            format!("{id}%00"),
            "9223372036854775807".to_owned(),
            "9223372036854775808".to_owned(),
            "-9223372036854775808".to_owned(),
            "99999999999999999999999999".to_owned(),
            "x".to_owned(),
            "null".to_owned(),
            "default".to_owned(),
            "１".to_owned(),
            "%ff".to_owned(),
            "1'--".to_owned(),
            "{id}".to_owned(),
        ] {
            for request in resource.verbs(&ana, &format!("{}/{spelling}", resource.path)) {
                assert_nothing_there(&request.await, &nothing);
            }
        }
        assert_unchanged(&ana, &made.url(), &made.body, &made.etag).await;
    }
}
