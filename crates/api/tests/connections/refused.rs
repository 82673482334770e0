//! Requests that are refused.

use std::time::Duration;

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{REQUESTS, ask, asking, only, open, outgoing};

#[umbra_test]
async fn a_name_that_nobody_can_have_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    for (name, code) in [
        ("", "blank"),
        ("a b", "invalid_characters"),
        ("a\u{200d}", "invalid_characters"),
        (&*"x".repeat(65), "too_long"),
        ("ana", "yourself"),
        ("ANA ", "yourself"),
    ] {
        let refused = asking(&ana, name).await;
        refused.assert_problem(422, "invalid").assert_field("/username", code);
    }
    assert!(outgoing(&ana).await.is_empty());
}

#[umbra_test]
async fn twenty_requests_are_sent_at_once_and_one_more_each_three_minutes(t: TestApp) {
    let ana = t.user("ana").await;
    for number in 0..20 {
        // What is cancelled, or sent again, counts as well.
        ask(&ana, &format!("somebody{}", number % 5)).await;
        if number % 2 == 0 {
            let all = outgoing(&ana).await;
            ana.delete(format!("{REQUESTS}/{}", all[0]["id"])).await.assert_status(204);
        }
    }
    let refused = asking(&ana, "ben").await;
    refused.assert_problem(429, "too_many_requests");
    assert_eq!(refused.header("retry-after"), Some("180"));
    t.clock.advance(Duration::from_secs(180));
    ask(&ana, "ben").await;
    asking(&ana, "cleo").await.assert_problem(429, "too_many_requests");
    // Of each by themselves, in every process.
    let ben = t.user("ben").await;
    ask(&ben.at(&t.second_process().await), "cleo").await;
}

#[umbra_test]
async fn a_hundred_requests_can_be_open(t: TestApp) {
    let ana = t.user("ana").await;
    open(&t, &ana, 99).await;
    ask(&ana, "ben").await;
    asking(&ana, "cleo").await.assert_problem(409, "too_many_connection_requests");
    // One that is open is sent again.
    ask(&ana, "ben").await;
    let all = outgoing(&ana).await;
    ana.delete(format!("{REQUESTS}/{}", all[0]["id"])).await.assert_status(204);
    ask(&ana, "cleo").await;
}

#[umbra_test]
async fn the_database_refuses_what_can_not_be(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let (a, b) = (ana.id.0, ben.id.0);
    let at = "'2026-01-01 00:00:00+00:00'";
    let connections = |one: i64, other: i64| {
        format!(
            "INSERT INTO connections (lower_id, higher_id, created_at) VALUES ({one}, {other}, {at})"
        )
    };
    t.execute(&connections(a, b)).await;
    // A second one for the same two, whichever comes first, and one with oneself.
    for sql in [
        connections(a, b),
        connections(b, a),
        connections(a, a),
        format!(
            "INSERT INTO connection_blocks (user_id, blocked_id, created_at) VALUES ({a}, {a}, {at})"
        ),
        format!(
            "INSERT INTO connection_requests (sender_id, recipient_id, username, is_delivered, \
             created_at) VALUES ({a}, {a}, 'ana', TRUE, {at})"
        ),
    ] {
        assert!(t.try_execute(&sql).await.is_err(), "{sql}");
    }
    assert_eq!(only(&super::list(&ana, super::PATH).await), 1);
    let body = json!({"username": "ben", "user_id": b});
    let refused = ana.post(REQUESTS, body).await;
    refused.assert_problem(422, "invalid").assert_field("/user_id", "unknown_field");
}
