//! What the tests of the admin's desk share.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_auth::TotpSecret;
use umbra_domain::{Clock, UserId};
use umbra_testkit::{Client, Person, Reply, TestApp};

/// The URL of an account, or of something about it.
pub(crate) fn url(id: UserId, rest: &str) -> String {
    format!("/api/admin/users/{id}{rest}")
}

/// Signs in with a password.
pub(crate) async fn login(client: &Client, username: &str, password: &str) -> Reply {
    let body = json!({"username": username, "password": password});
    client.post("/api/auth/login", body).await
}

/// The code that an app shows now.
pub(crate) fn code(t: &TestApp, secret: &str) -> String {
    TotpSecret::from_base32(secret).unwrap().code(t.clock.now()).to_string()
}

/// A person's TOTP: its secret and its backup codes.
pub(crate) struct Totp {
    pub(crate) secret: String,
    pub(crate) backup_codes: Vec<String>,
}

/// Switches TOTP on, and moves the clock to the next code.
pub(crate) async fn enable_totp(t: &TestApp, who: &Person) -> Totp {
    let setup = who.post("/api/auth/totp/setup", ()).await.assert_status(200).json();
    let secret = setup["secret"].as_str().unwrap().to_owned();
    let body = json!({"code": code(t, &secret)});
    who.post("/api/auth/totp/confirm", body).await.assert_status(200);
    t.clock.advance(Duration::from_secs(30));
    let codes = setup["backup_codes"].as_array().unwrap();
    let backup_codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    Totp { secret, backup_codes }
}

/// Signs in with password and code.
pub(crate) async fn login_with_code(
    client: &Client,
    username: &str,
    password: &str,
    code: Value,
) -> Reply {
    let reply = login(client, username, password).await.assert_status(200).json();
    assert_eq!(reply["totp_required"], true, "{reply}");
    let mut body = code;
    body["mfa_token"] = reply["mfa_token"].clone();
    client.post("/api/auth/totp-verify", body).await
}

/// The newest entry of the audit log with this action.
pub(crate) async fn newest(admin: &Person, action: &str) -> Value {
    let path = format!("/api/admin/audit-log?action={action}&limit=1");
    let entries = admin.get(path).await.assert_status(200).json();
    assert_eq!(entries.as_array().unwrap().len(), 1, "no {action}");
    entries[0].clone()
}

/// Checks who did what to whom from where, and how it went.
pub(crate) async fn assert_audited(
    admin: &Person,
    target: UserId,
    action: &str,
    outcome: &str,
    detail: Value,
) {
    let entry = newest(admin, action).await;
    let told = json!({
        "actor_id": admin.id, "actor": admin.username, "action": action, "target_id": target,
        "outcome": outcome, "address": "127.0.0.1", "detail": detail,
    });
    for (member, value) in told.as_object().unwrap() {
        assert_eq!(&entry[member], value, "{member} of {entry}");
    }
}

/// Takes away what keeps the audit log from being changed.
pub(crate) async fn drop_guards(t: &TestApp) {
    if t.is_postgres() {
        t.execute("ALTER TABLE audit_log DISABLE TRIGGER ALL").await;
        t.execute("ALTER TABLE audit_head DISABLE TRIGGER ALL").await;
    } else {
        for guard in ["log_no_update", "log_no_delete", "log_at_the_end", "head_one", "head_on"] {
            t.execute(&format!("DROP TRIGGER audit_{guard}")).await;
        }
    }
}
