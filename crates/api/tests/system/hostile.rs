//! Whatever is sent to whatever operation, by whomever: no server error, and every error a problem.

mod requests;
mod values;

use std::{collections::BTreeMap, time::Duration};

use serde_json::Value;
use umbra_testkit::{Client, Reply, TestApp, umbra_test};

use self::requests::{Sent, Sources};
use crate::system::{assert_protected, document, without_rates};

/// Requests on each database. Few enough to take seconds, and the same ones every time.
const CASES: usize = 900;

/// After so many requests everybody signs in again, and what is counted against them is forgotten.
const ROUND: usize = 12;

/// Checks an answer, whatever it answers.
#[track_caller]
fn check(reply: &Reply, sent: &Sent) {
    assert!(reply.status() < 500, "{sent:?}\n{reply:?}");
    assert_protected(reply);
    if reply.status() < 400 || sent.method == "HEAD" {
        return;
    }
    let body = reply.json();
    let media_type = reply.header("content-type");
    assert_eq!(media_type, Some("application/problem+json"), "{sent:?}\n{reply:?}");
    assert_eq!(body["status"], reply.status(), "{sent:?}\n{reply:?}");
    for member in ["type", "title", "detail", "code", "request_id"] {
        assert!(body[member].as_str().is_some_and(|text| !text.is_empty()), "{sent:?}\n{reply:?}");
    }
    assert_eq!(body["request_id"].as_str(), reply.header("x-request-id"), "{sent:?}\n{reply:?}");
    let code = body["code"].as_str().unwrap_or_default();
    assert!(
        code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
        "{code}"
    );
    for error in body["errors"].as_array().into_iter().flatten() {
        for member in ["pointer", "code", "detail"] {
            assert!(error[member].is_string(), "{sent:?}\n{reply:?}");
        }
    }
}

/// Signs everybody in anew: whoever can do more sends more.
async fn everybody(t: &TestApp) -> [Client; 6] {
    let (ana, admin) = (t.user("ana").await, t.admin().await);
    let (phone, laptop) = (t.user("ana").await, t.user("ana").await);
    [
        t.anonymous(),
        (*ana).clone(),
        (*admin).clone(),
        (*phone).clone(),
        (*t.admin().await).clone(),
        (*laptop).clone(),
    ]
}

#[umbra_test(with = without_rates)]
async fn no_request_makes_the_server_fail(t: TestApp) {
    let document: Value = document(&t).await;
    let mut sources = Sources::new(&document);
    let mut statuses = BTreeMap::<u16, usize>::new();
    let mut people = everybody(&t).await;
    for case in 0..CASES {
        if case % ROUND == 0 {
            t.clock.advance(Duration::from_secs(61 * 60));
            people = everybody(&t).await;
            people[1].todo("Buy milk").due("2026-03-05").send().await;
        }
        let sent = sources.draw();
        let reply = sent.by(&people[case % people.len()]).await;
        check(&reply, &sent);
        *statuses.entry(reply.status()).or_default() += 1;
    }
    // Requests that are all refused at the door would prove nothing.
    let done: usize = statuses.range(200..300).map(|(_, count)| count).sum();
    assert!(done > CASES / 10, "{statuses:?}");
    for wanted in [400, 401, 403, 404, 405, 415, 422] {
        assert!(statuses.contains_key(&wanted), "{statuses:?}");
    }
    t.anonymous().get("/health/ready").await.assert_status(200);
}
