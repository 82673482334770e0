//! Renaming and deleting passkeys.

use serde_json::json;
use umbra_soft_authenticator::SoftAuthenticator;
use umbra_testkit::{TestApp, umbra_test};

use crate::passkeys::kit::{audited, password, path, register};

#[umbra_test]
async fn a_passkey_is_renamed(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let id = register(&ana, &mut SoftAuthenticator::new(1), "Stick").await;
    let url = path(&format!("/{id}"));
    let renamed = ana.put(&url, json!({"name": " Blue stick "})).await.assert_status(200).json();
    assert_eq!(renamed["name"], "Blue stick");
    let same = ana.put(&url, json!({})).await.assert_status(200).json();
    assert_eq!(same, renamed, "an empty body changes nothing");
    assert_eq!(ana.get(path("")).await.json()[0]["name"], "Blue stick");
    for (body, code) in [
        (json!({"name": null}), "required"),
        (json!({"name": ""}), "blank"),
        (json!({"name": "x".repeat(101)}), "too_long"),
    ] {
        let refused = ana.put(&url, body).await;
        refused.assert_problem(422, "invalid").assert_field("/name", code);
    }
    ben.put(&url, json!({"name": "Mine"})).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn a_passkey_is_deleted_with_the_password_by_its_owner(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let id = register(&ana, &mut SoftAuthenticator::new(1), "Stick").await;
    let laptop = t.user("ana").await;
    let url = path(&format!("/{id}"));
    ben.request("DELETE", &url, password()).await.assert_problem(404, "not_found");
    let wrong = json!({"password": "not mine at all"});
    ana.request("DELETE", &url, wrong).await.assert_problem(401, "invalid_credentials");
    assert_eq!(ana.get(path("")).await.json().as_array().unwrap().len(), 1);

    let before = ana.fork();
    ana.request("DELETE", &url, password()).await.assert_status(204);
    assert_eq!(ana.get(path("")).await.assert_status(200).json(), json!([]));
    for ended in [&before, &*laptop] {
        ended.get(path("")).await.assert_problem(401, "unauthenticated");
    }
    ana.request("DELETE", &url, password()).await.assert_problem(404, "not_found");
    assert_eq!(audited(&t, "auth.delete_passkey").await, 2);
}
