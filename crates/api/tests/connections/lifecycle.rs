//! Asking, answering, ending.

use std::time::Duration;

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{
    PATH, REQUESTS, accepting, ask, asking, connect, incoming, list, names, only, outgoing,
};

#[umbra_test]
async fn who_accepts_a_request_is_connected_with_who_sent_it(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    ben.put("/api/settings", json!({"preferred_name": "Benni"})).await.assert_status(200);
    let asked = ask(&ana, " BEN ").await;
    let request = &asked["request"];
    assert_eq!(asked["status"], "pending");
    assert_eq!(asked["connection"], json!(null));
    // As it was typed, and nothing of his.
    assert_eq!(request["username"], "BEN");
    let mut fields: Vec<_> = request.as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(fields, ["created_at", "id", "username"]);
    assert_eq!(outgoing(&ana).await, std::slice::from_ref(request));

    let seen = incoming(&ben).await;
    assert_eq!(only(&seen), request["id"].as_i64().unwrap());
    assert_eq!((&seen[0]["username"], &seen[0]["user_id"]), (&json!("ana"), &json!(ana.id)));

    let made = accepting(&ben, only(&seen)).await.assert_status(201).json();
    let of_ana = list(&ana, PATH).await;
    assert_eq!(list(&ben, PATH).await, std::slice::from_ref(&made));
    assert_eq!(made["username"], "ana");
    assert_eq!(only(&of_ana), made["id"].as_i64().unwrap());
    assert_eq!(of_ana[0]["username"], "ben");
    assert_eq!(of_ana[0]["preferred_name"], "Benni");
    assert_eq!(of_ana[0]["user_id"], json!(ben.id));
    for who in [&ana, &ben] {
        assert!(incoming(who).await.is_empty());
        assert!(outgoing(who).await.is_empty());
        let other = if who.id == ana.id { "ben" } else { "ana" };
        asking(who, other).await.assert_problem(409, "already_connected");
    }
    accepting(&ben, only(&seen)).await.assert_problem(404, "not_found");

    ana.delete(format!("{PATH}/{}", made["id"])).await.assert_status(204);
    for who in [&ana, &ben] {
        assert!(list(who, PATH).await.is_empty());
        who.delete(format!("{PATH}/{}", made["id"])).await.assert_problem(404, "not_found");
    }
    // Anew, under another id.
    assert!(connect(&ben, &ana).await > made["id"].as_i64().unwrap());
}

#[umbra_test]
async fn requests_that_cross_become_one_connection(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    ask(&ana, "ben").await;
    let crossed = ask(&ben, "ana").await;
    assert_eq!((&crossed["status"], &crossed["request"]), (&json!("connected"), &json!(null)));
    assert_eq!(list(&ben, PATH).await, [crossed["connection"].clone()]);
    assert_eq!(names(&list(&ana, PATH).await), ["ben"]);
    for who in [&ana, &ben] {
        assert!(incoming(who).await.is_empty());
        assert!(outgoing(who).await.is_empty());
    }
}

#[umbra_test]
async fn a_cancelled_request_is_gone_for_both(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let id = ask(&ana, "ben").await["request"]["id"].as_i64().unwrap();
    let url = format!("{REQUESTS}/{id}");
    ben.delete(&url).await.assert_problem(404, "not_found");
    ana.delete(&url).await.assert_status(204);
    ana.delete(&url).await.assert_problem(404, "not_found");
    assert!(outgoing(&ana).await.is_empty());
    assert!(incoming(&ben).await.is_empty());
    accepting(&ben, id).await.assert_problem(404, "not_found");
    ben.post(format!("{url}/reject"), ()).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn who_is_rejected_is_not_told_and_can_not_ask_again_for_a_month(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let asked = ask(&ana, "ben").await;
    let id = only(&incoming(&ben).await);
    ben.post(format!("{REQUESTS}/{id}/reject"), ()).await.assert_status(204);
    ben.post(format!("{REQUESTS}/{id}/reject"), ()).await.assert_problem(404, "not_found");
    assert!(incoming(&ben).await.is_empty());
    assert_eq!(outgoing(&ana).await, [asked["request"].clone()]);
    // Neither by asking anew nor after cancelling.
    assert_eq!(ask(&ana, "ben").await, asked);
    ana.delete(format!("{REQUESTS}/{id}")).await.assert_status(204);
    ask(&ana, "ben").await;
    assert!(incoming(&ben).await.is_empty());

    t.clock.advance(Duration::from_hours(30 * 24) - Duration::from_secs(1));
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    ask(&ana, "ben").await;
    assert!(incoming(&ben).await.is_empty());
    t.clock.advance(Duration::from_secs(1));
    ask(&ana, "ben").await;
    assert_eq!(names(&incoming(&ben).await), ["ana"]);
}

#[umbra_test]
async fn who_rejected_somebody_and_asks_them_is_connected(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    ask(&ana, "ben").await;
    let id = only(&incoming(&ben).await);
    ben.post(format!("{REQUESTS}/{id}/reject"), ()).await.assert_status(204);
    // Were it a request, Ana would see that hers isn't open any more.
    assert_eq!(ask(&ben, "ana").await["status"], "connected");
    assert!(outgoing(&ana).await.is_empty());
    // And nothing is left of the rejection.
    let id = only(&list(&ana, PATH).await);
    ana.delete(format!("{PATH}/{id}")).await.assert_status(204);
    ask(&ana, "ben").await;
    assert_eq!(names(&incoming(&ben).await), ["ana"]);
}

#[umbra_test]
async fn a_request_to_the_same_name_is_sent_anew_and_not_twice(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let first = ask(&ana, "ben").await;
    t.clock.advance(Duration::from_secs(60));
    let second = ask(&ana, "BEN").await;
    assert_eq!(first["request"]["id"], second["request"]["id"]);
    assert_eq!(first["request"]["created_at"], second["request"]["created_at"]);
    assert_eq!(names(&outgoing(&ana).await), ["BEN"]);
    assert_eq!(incoming(&ben).await.len(), 1);
}

#[umbra_test]
async fn a_repeated_request_with_a_key_gets_the_first_answer(t: TestApp) {
    const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let keyed = |name: &str| asking(&ana, name).header("Idempotency-Key", KEY);
    let first = keyed("ben").await.assert_status(201);
    let id = only(&outgoing(&ana).await);
    let accept = || accepting(&ben, id).header("Idempotency-Key", KEY);
    let made = accept().await.assert_status(201);
    for (again, first) in [(accept().await, &made), (keyed("ben").await, &first)] {
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!((again.status(), again.text()), (201, first.text()));
    }
    keyed("cleo").await.assert_problem(422, "idempotency_key_reused");
    assert_eq!(list(&ana, PATH).await.len(), 1);
}

#[umbra_test]
async fn nothing_is_left_of_an_account_but_the_name_that_somebody_typed(t: TestApp) {
    let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
    let (dora, admin) = (t.user("dora").await, t.admin().await);
    connect(&ana, &ben).await;
    ask(&ben, "cleo").await;
    ask(&dora, "ben").await;
    let rejected = only(&incoming(&ben).await);
    ben.post(format!("{REQUESTS}/{rejected}/reject"), ()).await.assert_status(204);
    ask(&admin, "ben").await;
    ben.post("/api/connections/blocked", json!({"user_id": admin.id})).await.assert_status(201);
    let before = [outgoing(&dora).await, outgoing(&admin).await];
    admin.delete(format!("/api/admin/users/{}", ben.id)).await.assert_status(204);
    assert!(list(&ana, PATH).await.is_empty());
    assert!(incoming(&cleo).await.is_empty());
    // A request that ended with the account would tell that there was one.
    assert_eq!([outgoing(&dora).await, outgoing(&admin).await], before);
    let dump = t.database_dump().await;
    for table in ["connections", "connection_rejections", "connection_blocks"] {
        assert!(dump.table(table).is_empty(), "{table}");
    }
    // Whoever takes the name gets none of it.
    let ben = t.user("ben").await;
    assert!(incoming(&ben).await.is_empty());
    assert_eq!(ask(&ben, "dora").await["status"], "pending");
    assert_eq!(names(&incoming(&dora).await), ["ben"]);
    accepting(&dora, only(&incoming(&dora).await)).await.assert_status(201);
    assert!(outgoing(&dora).await.is_empty());
}
