//! Blocking.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{
    BLOCKED, PATH, REQUESTS, ask, asking, block, blocking, connect, incoming, list, names, only,
    outgoing,
};

#[umbra_test]
async fn blocking_ends_a_connection_and_lets_no_request_through(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    connect(&ana, &ben).await;
    let blocked = blocking(&ana, &ben).await.assert_status(201).json();
    assert_eq!((&blocked["user_id"], &blocked["username"]), (&json!(ben.id), &json!("ben")));
    assert_eq!(list(&ana, BLOCKED).await, std::slice::from_ref(&blocked));
    // Once more changes nothing.
    assert_eq!(blocking(&ana, &ben).await.assert_status(201).json(), blocked);
    for who in [&ana, &ben] {
        assert!(list(who, PATH).await.is_empty());
    }
    assert!(list(&ben, BLOCKED).await.is_empty());
    ask(&ben, "ana").await;
    assert!(incoming(&ana).await.is_empty());
    asking(&ana, "ben").await.assert_problem(409, "blocked_by_you");

    let url = format!("{BLOCKED}/{}", ben.id);
    ana.delete(&url).await.assert_status(204);
    ana.delete(&url).await.assert_problem(404, "not_found");
    // Nothing comes back: not the connection, and not what was asked meanwhile.
    assert!(list(&ana, PATH).await.is_empty());
    assert!(incoming(&ana).await.is_empty());
    assert_eq!(names(&outgoing(&ben).await), ["ana"]);
    ask(&ben, "ana").await;
    assert_eq!(names(&incoming(&ana).await), ["ben"]);
}

#[umbra_test]
async fn blocking_hides_a_request_and_takes_ones_own_back(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let asked = ask(&ben, "ana").await;
    let id = only(&incoming(&ana).await);
    block(&ana, &ben).await;
    assert!(incoming(&ana).await.is_empty());
    assert_eq!(outgoing(&ben).await, [asked["request"].clone()]);
    ana.post(format!("{REQUESTS}/{id}/accept"), ()).await.assert_problem(404, "not_found");

    let cleo = t.user("cleo").await;
    ask(&cleo, "ana").await;
    let rejected = only(&incoming(&ana).await);
    ana.post(format!("{REQUESTS}/{rejected}/reject"), ()).await.assert_status(204);
    // Who was rejected is still known.
    block(&ana, &cleo).await;
    assert_eq!(names(&list(&ana, BLOCKED).await), ["ben", "cleo"]);
}

#[umbra_test]
async fn nobody_can_block_whom_they_do_not_know_of(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    ask(&ana, "ben").await;
    let refuse = async |id: i64, code: &str| {
        let refused = ana.post(BLOCKED, json!({"user_id": id})).await;
        refused.assert_problem(422, "invalid").assert_field("/user_id", code);
    };
    for id in [ben.id.0, i64::MAX, 0, -1] {
        refuse(id, "unknown_user").await;
    }
    refuse(ana.id.0, "yourself").await;
    // Nor those by whom they are blocked.
    block(&ben, &ana).await;
    refuse(ben.id.0, "unknown_user").await;
    assert!(list(&ana, BLOCKED).await.is_empty());
}
