//! Ending sessions.

use serde_json::json;
use umbra_testkit::{Client, PASSWORD, TestApp, umbra_test};

async fn assert_alive(browser: &Client) {
    browser.get("/api/settings").await.assert_status(200);
}

async fn assert_ended(browser: &Client) {
    browser.get("/api/settings").await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn signing_out_ends_the_session_on_the_server(t: TestApp) {
    let (ana, elsewhere) = (t.user("ana").await, t.user("ana").await);
    let kept = ana.fork();
    ana.post("/api/auth/logout", ()).await.assert_status(200);
    assert_ended(&kept).await;
    assert_alive(&elsewhere).await;
    kept.post("/api/auth/logout", ()).await.assert_problem(401, "unauthenticated");
    assert_eq!(t.database_dump().await.table("sessions").len(), 1);
}

#[umbra_test]
async fn one_session_can_be_ended(t: TestApp) {
    let (ana, lost, other) = (t.user("ana").await, t.user("ana").await, t.user("ana").await);
    let url = format!("/api/auth/sessions/{}", lost.session.0);
    let reply = ana.delete(&url).await.assert_status(204);
    assert!(reply.bytes().is_empty());
    assert_ended(&lost).await;
    assert_alive(&ana).await;
    assert_alive(&other).await;
    ana.delete(&url).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn the_current_session_can_be_ended_too(t: TestApp) {
    let ana = t.user("ana").await;
    ana.delete(format!("/api/auth/sessions/{}", ana.session.0)).await.assert_status(204);
    assert_ended(&ana).await;
}

#[umbra_test]
async fn all_other_sessions_can_be_ended_at_once(t: TestApp) {
    let (ana, first, second) = (t.user("ana").await, t.user("ana").await, t.user("ana").await);
    let ben = t.user("ben").await;
    let reply = ana.delete("/api/auth/sessions").await.assert_status(200);
    assert_eq!(reply.json(), json!({"ended": 2}));
    assert_ended(&first).await;
    assert_ended(&second).await;
    assert_alive(&ana).await;
    assert_alive(&ben).await;
    let again = ana.delete("/api/auth/sessions").await.assert_status(200);
    assert_eq!(again.json(), json!({"ended": 0}));
}

#[umbra_test]
async fn somebody_elses_session_is_as_missing_as_one_that_never_was(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    let url = format!("/api/auth/sessions/{}", ana.session.0);
    for stranger in [&ben, &admin] {
        let foreign = stranger.delete(&url).await;
        let foreign = foreign.assert_problem(404, "not_found");
        let missing = stranger.delete("/api/auth/sessions/9223372036854775807").await;
        let missing = missing.assert_problem(404, "not_found");
        assert_eq!(foreign.detail(), missing.detail());
    }
    assert_alive(&ana).await;
}

#[umbra_test]
async fn what_is_no_id_names_no_session(t: TestApp) {
    let ana = t.user("ana").await;
    let current = ana.session.0;
    for id in [
        "0".to_owned(),
        "-1".to_owned(),
        "x".to_owned(),
        format!("0{current}"),
        format!("+{current}"),
        format!("{current}.0"),
        "9223372036854775808".to_owned(),
    ] {
        let missing = ana.delete(format!("/api/auth/sessions/{id}")).await;
        missing.assert_problem(404, "not_found");
    }
    assert_alive(&ana).await;
}

#[umbra_test]
async fn an_account_that_goes_takes_its_sessions_along(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let sql = "DELETE FROM users WHERE username_key = 'ana'";
    t.execute(sql).await;
    assert_ended(&ana).await;
    assert_alive(&ben).await;
}

#[umbra_test]
async fn signing_in_again_ends_the_session_that_the_browser_had(t: TestApp) {
    let (ana, elsewhere, ben) = (t.user("ana").await, t.user("ana").await, t.user("ben").await);
    let credentials = json!({"username": "ana", "password": PASSWORD});
    for browser in [&ana, &ben] {
        let before = browser.fork();
        assert_alive(&before).await;
        browser.post("/api/auth/login", &credentials).await.assert_status(200);
        assert_alive(browser).await;
        assert_ended(&before).await;
    }
    assert_alive(&elsewhere).await;
    ana.set_cookie("session", "forged");
    ana.post("/api/auth/login", &credentials).await.assert_status(200);
}
