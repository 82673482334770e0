//! Somebody's sessions.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use crate::admin::kit::{assert_audited, url};

#[umbra_test]
async fn an_admin_sees_and_ends_somebodys_sessions(t: TestApp) {
    let admin = t.admin().await;
    let (phone, laptop) = (t.user("ana").await, t.user("ana").await);
    let path = url(phone.id, "/sessions");
    let sessions = admin.get(&path).await.assert_status(200).json();
    let sessions = sessions.as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert!(sessions.iter().all(|session| session["current"] == false), "{sessions:?}");
    let ended = admin.delete(&path).await.assert_status(200).json();
    assert_eq!(ended, json!({"ended": 2}));
    assert_audited(&admin, phone.id, "admin.end_sessions", "success", json!("sessions=2")).await;
    for browser in [phone, laptop] {
        browser.get("/api/settings").await.assert_problem(401, "unauthenticated");
    }
    assert_eq!(admin.get(&path).await.json(), json!([]));
}

#[umbra_test]
async fn an_admin_who_ends_their_own_sessions_is_out(t: TestApp) {
    let admin = t.admin().await;
    let path = url(admin.id, "/sessions");
    assert_eq!(admin.get(&path).await.json()[0]["current"], true);
    assert_eq!(admin.delete(&path).await.json(), json!({"ended": 1}));
    admin.get(&path).await.assert_problem(401, "unauthenticated");
}
