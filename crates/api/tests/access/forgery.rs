//! Requests that a page of another site could have made a browser send.

use umbra_testkit::{Client, Request, TestApp, umbra_test};

use crate::access::operations::{Operation, assert_known};

/// What another site may send: links with a token of their own, which take nothing of a browser's, so
/// that nobody can be made to act by it.
const FROM_ANYWHERE: &[&str] = &["POST /api/actions/{token}"];

/// What reads so much that it is on record, and changes nothing else.
const ON_RECORD: &[&str] = &["GET /api/export"];

fn changing() -> impl Iterator<Item = Operation> {
    assert_known(FROM_ANYWHERE);
    let all = Operation::all().into_iter();
    all.filter(|operation| !operation.is_safe() && !operation.is_in(FROM_ANYWHERE))
}

/// Makes a request look as if a page of another site had sent it.
type Forge = fn(Request) -> Request;

#[umbra_test]
async fn every_changing_operation_refuses_what_another_site_can_send(t: TestApp) {
    let admin = t.admin().await;
    let forge: [(Forge, &str); 5] = [
        (|request| request.without("X-Requested-With"), "csrf"),
        (|request| request.header("Sec-Fetch-Site", "cross-site"), "csrf"),
        (|request| request.header("Sec-Fetch-Site", "same-site"), "csrf"),
        (|request| request.header("Origin", "https://evil.example"), "origin_not_allowed"),
        (
            |request| {
                let request = request.header("Origin", "http://rebound.example");
                request.header("Sec-Fetch-Site", "same-origin")
            },
            "origin_not_allowed",
        ),
    ];
    let before = t.database_dump().await;
    for operation in changing() {
        for browser in [&*admin, &t.anonymous()] {
            for (forge, code) in forge {
                forge(operation.of(browser)).await.assert_problem(403, code);
            }
        }
    }
    assert_eq!(t.database_dump().await, before, "a forged request changed something");
}

#[umbra_test]
async fn every_body_is_refused_in_what_a_form_can_send(t: TestApp) {
    let admin = t.admin().await;
    let send = |operation: &Operation, browser: &Client, media_type: &'static str| {
        operation.of(browser).body(media_type, "{\"title\": \"Buy milk\"}")
    };
    for operation in changing().filter(|operation| operation.body_schema().is_some()) {
        for media_type in
            ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
        {
            let refused = send(&operation, &admin, media_type).await;
            refused.assert_problem(415, "unsupported_media_type");
        }
    }
}

#[umbra_test]
async fn every_reading_operation_changes_nothing(t: TestApp) {
    let admin = t.admin().await;
    let before = t.database_dump().await;
    assert_known(ON_RECORD);
    let reading: Vec<_> = Operation::all().into_iter().filter(Operation::is_safe).collect();
    let (recorded, others): (Vec<_>, Vec<_>) =
        reading.into_iter().partition(|operation| operation.is_in(ON_RECORD));
    for operation in others {
        operation.of(&admin).without("X-Requested-With").await;
    }
    assert_eq!(t.database_dump().await, before);
    for operation in recorded {
        operation.of(&admin).without("X-Requested-With").await.assert_status(200);
    }
    let after = t.database_dump().await;
    let changed: Vec<_> =
        after.tables().filter(|name| after.table(name) != before.table(name)).collect();
    assert_eq!(changed, ["audit_head", "audit_log", "outbox"]);
}
