//! Accounts of before, of which two have come to have one name.

use serde_json::{Value, json};
use umbra_testkit::{Client, PASSWORD, TestApp, umbra_test};

/// Makes accounts as a program of before would have, each with its name and the key of then, and
/// brings the database up to date. Returns their ids.
async fn from_before<const N: usize>(t: &TestApp, accounts: [(&str, &str); N]) -> [i64; N] {
    let mut ids = [0; N];
    for (n, (name, key)) in accounts.iter().enumerate() {
        ids[n] = t.user(&format!("before{n}")).await.id.0;
        let sql = format!(
            "UPDATE users SET username = '{name}', username_key = '{key}', username_order = '' \
             WHERE id = {}",
            ids[n]
        );
        assert_eq!(t.execute(&sql).await, 1);
    }
    t.execute("UPDATE text_keys SET stale = TRUE").await;
    t.store.migrate_up(None).await.unwrap();
    ids
}

/// Signs in, and tells as whom.
async fn sign_in(name: &str, password: &str, t: &TestApp) -> Option<String> {
    let browser = t.anonymous();
    let body = json!({"username": name, "password": password});
    let reply = browser.post("/api/auth/login", body).await;
    if reply.status() == 401 {
        return None;
    }
    reply.assert_status(200);
    let status = browser.get("/api/auth/status").await.json();
    Some(status["username"].as_str().unwrap().to_owned())
}

async fn shown(admin: &Client) -> Vec<(String, bool)> {
    let rows: Vec<Value> = admin.get("/api/admin/users").await.assert_status(200).json_as();
    let shared = |row: &Value| row["shares_username"].as_bool().unwrap();
    rows.iter().map(|row| (row["username"].as_str().unwrap().to_owned(), shared(row))).collect()
}

#[umbra_test]
async fn both_go_on_signing_in_with_their_own_spelling(t: TestApp) {
    let admin = t.admin().await;
    from_before(
        &t,
        [
            ("Νίκος", "νίκος"),
            ("ΝΊΚΟΣ", "νίκοσ"),
            ("geoffrey", "geoffrey"),
            ("geoffrey\u{1160}", "geoffrey\u{1160}"),
            ("Weiß", "weiß"),
            ("\u{1160}", "\u{1160}"),
        ],
    )
    .await;
    for (typed, expected) in [
        ("Νίκος", "Νίκος"),
        ("νίκος", "Νίκος"),
        ("ΝΊΚΟΣ", "ΝΊΚΟΣ"),
        ("νίκοσ", "ΝΊΚΟΣ"),
        ("Geoffrey", "geoffrey"),
        ("geoffrey\u{3164}", "geoffrey\u{1160}"),
        ("geoffrey\u{200b}", "geoffrey"),
        ("weiß", "Weiß"),
        ("WEISS", "Weiß"),
        ("\u{3164}", "\u{1160}"),
    ] {
        assert_eq!(sign_in(typed, PASSWORD, &t).await.as_deref(), Some(expected), "{typed:?}");
    }
    let shared: Vec<_> = shown(&admin).await.into_iter().filter(|row| row.1).collect();
    let expected = ["geoffrey\u{1160}", "ΝΊΚΟΣ", "\u{1160}"];
    assert_eq!(shared, expected.map(|name| (name.to_owned(), true)));
    let before = t.database_dump().await;
    t.execute("UPDATE text_keys SET stale = TRUE").await;
    t.store.migrate_up(None).await.unwrap();
    let sorted = |dump: &umbra_testkit::Dump| {
        let mut rows = dump.table("users").to_vec();
        rows.sort();
        rows
    };
    assert_eq!(sorted(&t.database_dump().await), sorted(&before), "a second time changes nothing");
}

#[umbra_test]
async fn each_proves_their_own_password(t: TestApp) {
    from_before(&t, [("ΝΊΚΟΣ", "νίκοσ"), ("Νίκος", "νίκος")]).await;
    const OTHER: &str = "eleven quiet otters in the rain";
    let browser = t.anonymous();
    let body = json!({"username": "Νίκος", "password": PASSWORD});
    browser.post("/api/auth/login", body).await.assert_status(200);
    let change = json!({"old_password": PASSWORD, "new_password": OTHER});
    browser.post("/api/auth/change-password", change).await.assert_status(200);
    assert_eq!(sign_in("Νίκος", OTHER, &t).await.as_deref(), Some("Νίκος"));
    assert_eq!(sign_in("ΝΊΚΟΣ", PASSWORD, &t).await.as_deref(), Some("ΝΊΚΟΣ"));
    assert_eq!(sign_in("Νίκος", PASSWORD, &t).await, None);
    assert_eq!(sign_in("ΝΊΚΟΣ", OTHER, &t).await, None);
}

#[umbra_test]
async fn nobody_else_can_take_the_name_even_when_one_goes(t: TestApp) {
    let admin = t.admin().await;
    t.execute("UPDATE server_config SET allow_registration = TRUE").await;
    let [older, later] = from_before(&t, [("Νίκος", "νίκος"), ("ΝΊΚΟΣ", "νίκοσ")]).await;
    let register = async |name: &str| {
        let body = json!({"username": name, "password": PASSWORD});
        t.anonymous().post("/api/auth/register", body).await.status()
    };
    assert_eq!(register("νΊΚΟς").await, 409);
    admin.delete(format!("/api/admin/users/{older}")).await.assert_status(204);
    assert_eq!(register("νΊΚΟς").await, 409);
    assert_eq!(register("Νίκος").await, 409);
    for typed in ["ΝΊΚΟΣ", "Νίκος"] {
        assert_eq!(sign_in(typed, PASSWORD, &t).await.as_deref(), Some("ΝΊΚΟΣ"));
    }
    assert!(shown(&admin).await.iter().all(|row| !row.1));
    admin.delete(format!("/api/admin/users/{later}")).await.assert_status(204);
    assert_eq!(register("Νίκος").await, 200);
}

#[umbra_test]
async fn an_admin_can_reset_the_password_of_a_name_that_would_be_refused_today(t: TestApp) {
    let admin = t.admin().await;
    let [id] = from_before(&t, [("geoffrey\u{1160}", "geoffrey\u{1160}")]).await;
    let url = format!("/api/admin/users/{id}/reset-password");
    admin.post(url, json!({})).await.assert_status(200);
    let made = t.app.operator_reset_password("geoffrey\u{3164}").await.unwrap();
    let body = json!({"username": "geoffrey", "password": made.password.expose()});
    t.anonymous().post("/api/auth/login", body).await.assert_status(200);
}
