//! What a request tells: nothing.

use serde_json::{Value, json};
use umbra_testkit::{Person, Reply, TestApp, umbra_test};

use super::{REQUESTS, ask, asking, block, incoming, list, only, open, outgoing};
use crate::statistics::Statistics;

/// Names of whom somebody may ask: of nobody, of somebody, and of those who want nothing of them.
const NAMES: [&str; 5] = ["nobody", "somebo", "blocks", "reject", "switch"];

/// Makes the accounts, and what they have against Ana.
async fn begin(t: &TestApp) -> Person {
    let ana = t.user("ana").await;
    let (_, blocks) = (t.user("somebo").await, t.user("blocks").await);
    let (reject, switch) = (t.user("reject").await, t.user("switch").await);
    for name in ["blocks", "reject"] {
        ask(&ana, name).await;
    }
    block(&blocks, &ana).await;
    let id = only(&incoming(&reject).await);
    reject.post(format!("{REQUESTS}/{id}/reject"), ()).await.assert_status(204);
    for request in outgoing(&ana).await {
        ana.delete(format!("{REQUESTS}/{}", request["id"])).await.assert_status(204);
    }
    let off = json!({"is_active": false});
    let url = format!("/api/admin/users/{}/active", switch.id);
    t.admin().await.put(url, off).await.assert_status(200);
    ana
}

/// Everything that an answer says, without the name that was asked for and what names the request.
fn said(reply: &Reply, name: &str) -> String {
    let headers = ["content-type", "location", "etag", "retry-after", "cache-control", "link"];
    let headers = headers.map(|name| reply.header(name).map(str::to_owned));
    let body: Value = reply.json();
    let id = body["request"]["id"].as_i64().unwrap();
    let text = reply.text().replace(name, "…").replace(&format!("\"id\":{id},"), "\"id\":…,");
    format!("{} {headers:?} {text}", reply.status())
}

#[umbra_test]
async fn an_answer_is_the_same_for_whomever_it_is(t: TestApp) {
    let ana = begin(&t).await;
    let mut answers = Vec::new();
    for name in NAMES {
        let first = asking(&ana, name).await;
        let again = asking(&ana, name).await;
        assert_eq!(first.text(), again.text(), "{name}");
        let key = "key-".to_owned() + name;
        let keyed = asking(&ana, name).header("Idempotency-Key", &key).await;
        let replayed = asking(&ana, name).header("Idempotency-Key", &key).await;
        assert_eq!(keyed.text(), replayed.text(), "{name}");
        answers.push([first, keyed, replayed].map(|reply| said(&reply, name)));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");

    // And so is all that shows it later.
    let shown = outgoing(&ana).await;
    assert_eq!(shown.len(), NAMES.len());
    for (request, name) in shown.iter().rev().zip(NAMES) {
        let fields: Vec<_> = request.as_object().unwrap().keys().collect();
        assert_eq!((fields.len(), &request["username"]), (3, &json!(name)));
        assert_eq!(request["created_at"], shown[0]["created_at"]);
    }
    for request in &shown {
        let url = format!("{REQUESTS}/{}", request["id"]);
        ana.post(format!("{url}/accept"), ()).await.assert_problem(404, "not_found");
        ana.post(format!("{url}/reject"), ()).await.assert_problem(404, "not_found");
        assert_eq!(ana.delete(&url).await.assert_status(204).text(), "");
        ana.delete(&url).await.assert_problem(404, "not_found");
    }
    assert!(outgoing(&ana).await.is_empty());
    assert!(list(&ana, super::PATH).await.is_empty());
}

#[umbra_test]
async fn a_request_takes_the_same_statements_for_whomever_it_is(t: TestApp) {
    let ana = begin(&t).await;
    let Some(mut statistics) = Statistics::of(&t, &ana).await else { return };
    let mut uses = Vec::new();
    for name in NAMES {
        t.clock.advance(std::time::Duration::from_secs(60 * 60));
        let used = statistics.uses(&t, "connection", &ana, async |browser| {
            let asked = ask(&browser, name).await;
            ask(&browser, name).await;
            let url = format!("{REQUESTS}/{}", asked["request"]["id"]);
            browser.delete(url).await.assert_status(204);
        });
        uses.push(used.await);
    }
    assert!(uses[0]["connection_requests"].iter().all(|count| *count > 0), "{uses:?}");
    assert!(uses.iter().all(|used| *used == uses[0]), "{uses:#?}");
}

#[umbra_test]
async fn an_answer_comes_after_whole_steps(t: TestApp) {
    let ana = begin(&t).await;
    for name in NAMES {
        let began = std::time::Instant::now();
        ask(&ana, name).await;
        let took = began.elapsed();
        assert!(took >= std::time::Duration::from_millis(50), "{name} took {took:?}");
    }
}

#[umbra_test]
async fn a_refusal_comes_before_a_name_is_looked_up(t: TestApp) {
    let ana = begin(&t).await;
    open(&t, &ana, 100).await;
    let mut uses = Vec::new();
    for name in NAMES {
        let began = std::time::Instant::now();
        asking(&ana, name).await.assert_problem(409, "too_many_connection_requests");
        let took = began.elapsed();
        assert!(took >= std::time::Duration::from_millis(50), "{name} took {took:?}");
        let Some(mut statistics) = Statistics::of(&t, &ana).await else { continue };
        let used = statistics.uses(&t, "users", &ana, async |browser| {
            asking(&browser, name).await.assert_problem(409, "too_many_connection_requests");
        });
        uses.push(used.await);
    }
    if let Some(mut statistics) = Statistics::of(&t, &ana).await {
        // A list looks at nobody's account but the caller's.
        let used = statistics.uses(&t, "users", &ana, async |browser| {
            assert_eq!(outgoing(&browser).await.len(), 100);
        });
        uses.push(used.await);
    }
    assert!(uses.iter().all(|used| *used == uses[0]), "{uses:#?}");
    // Also when the allowance is used up.
    t.execute("DELETE FROM connection_requests").await;
    t.clock.advance(std::time::Duration::from_secs(60 * 60));
    for _ in 0..20 {
        ask(&ana, "nobody").await;
    }
    for name in NAMES {
        let began = std::time::Instant::now();
        asking(&ana, name).await.assert_problem(429, "too_many_requests");
        let took = began.elapsed();
        assert!(took >= std::time::Duration::from_millis(50), "{name} took {took:?}");
    }
}

#[umbra_test]
async fn a_request_for_nobody_is_for_nobody_who_comes_later(t: TestApp) {
    let ana = t.user("ana").await;
    ask(&ana, "ben").await;
    let ben = t.user("ben").await;
    assert!(incoming(&ben).await.is_empty());
    // Unless it is sent again.
    ask(&ana, "ben").await;
    assert_eq!(incoming(&ben).await.len(), 1);
}

#[umbra_test]
async fn who_is_switched_off_finds_the_requests_of_meanwhile(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    let url = format!("/api/admin/users/{}/active", ben.id);
    admin.put(&url, json!({"is_active": false})).await.assert_status(200);
    ask(&ana, "ben").await;
    admin.put(&url, json!({"is_active": true})).await.assert_status(200);
    assert_eq!(incoming(&*t.user("ben").await).await.len(), 1);
}
