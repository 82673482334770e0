//! Everybody has a default calendar from the first moment on, however their account came to be.

use serde_json::{Value, json};
use umbra_app::admin::LegacyUser;
use umbra_auth::Password;
use umbra_domain::{
    UserId,
    page::Limit,
    user::{Role, Username},
};
use umbra_store::calendar;
use umbra_testkit::{Client, PASSWORD, TestApp, umbra_test};

use crate::calendars::rows;

fn credentials(username: &str) -> Value {
    json!({"username": username, "password": PASSWORD})
}

/// Checks that somebody has what an account begins with, and nothing else.
async fn assert_personal(client: &Client) {
    let all = rows(&client.get("/api/calendars").await);
    let [calendar] = &all[..] else { panic!("not one calendar: {all:?}") };
    let expected = json!({
        "id": calendar["id"],
        "name": "Personal",
        "color": "#3366cc",
        "own_color": null,
        "display_color": "#3366cc",
        "description": null,
        "is_default": true,
        "is_visible": true,
        "sort_order": 0,
        "permission": "owner",
        "owner": calendar["owner"],
        "created_at": "2026-03-02T08:00:00Z",
        "updated_at": "2026-03-02T08:00:00Z",
        "version": 1,
    });
    assert_eq!(calendar, &expected);
}

/// Checks the same of somebody who isn't signed in.
async fn assert_has_personal(t: &TestApp, id: UserId) {
    let page = calendar::list(t.store.reader(), id, None, Limit::default()).await.unwrap();
    let [calendar] = &page.items[..] else { panic!("not one calendar: {page:?}") };
    assert!(calendar.is_default && calendar.name.as_str() == "Personal", "{calendar:?}");
}

#[umbra_test]
async fn who_sets_the_server_up_registers_or_is_invited_has_a_calendar(t: TestApp) {
    let admin = t.anonymous();
    admin.post("/api/auth/setup", credentials("ana")).await.assert_status(200);
    assert_personal(&admin).await;

    let open = json!({"allow_registration": true});
    admin.put("/api/admin/config", open).await.assert_status(200);
    let member = t.anonymous();
    member.post("/api/auth/register", credentials("ben")).await.assert_status(200);
    assert_personal(&member).await;

    let made = admin.post("/api/admin/users", json!({"username": "cleo"})).await;
    let id = made.assert_status(201).json()["user"]["id"].as_i64().unwrap();
    assert_has_personal(&t, UserId(id)).await;
    assert_eq!(t.database_dump().await.table("calendars").len(), 3);
}

#[umbra_test]
async fn who_an_operator_makes_or_imports_has_a_calendar(t: TestApp) {
    let password = Password::parse(PASSWORD.to_owned()).unwrap();
    let ana = Username::parse("ana").unwrap();
    let ana = t.app.operator_create_admin(ana, password).await.unwrap();
    let legacy = LegacyUser {
        username: Username::parse("ben").unwrap(),
        email: None,
        role: Role::Standard,
        is_active: false,
        // Made by Python's bcrypt.
        password_hash: "$2b$04$y.BKMkclYuFbGI2kaxGPo.sukTrwtmAOVByR5M37NvO8r41mYLYn6".to_owned(),
        must_change_password: false,
        passwordless_enabled: false,
        totp_secret: None,
        passkeys: Vec::new(),
    };
    let ben = t.app.operator_import(&legacy).await.unwrap();
    for id in [ana, ben] {
        assert_has_personal(&t, id).await;
    }
}

#[umbra_test]
async fn an_account_that_cannot_be_made_leaves_no_calendar(t: TestApp) {
    let admin = t.admin().await;
    let taken = admin.post("/api/admin/users", json!({"username": "Admin"})).await;
    taken.assert_problem(409, "username_taken");
    assert_eq!(t.database_dump().await.table("calendars").len(), 1);
}

#[umbra_test]
async fn calendars_go_with_the_account(t: TestApp) {
    let (admin, ben) = (t.admin().await, t.user("ben").await);
    ben.calendar("Work").create().await;
    let gone = admin.delete(format!("/api/admin/users/{}", ben.id)).await;
    gone.assert_status(204);
    assert_personal(&admin).await;
    assert_eq!(t.database_dump().await.table("calendars").len(), 1);
}
