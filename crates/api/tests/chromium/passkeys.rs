//! A person's whole way with passkeys.

use serde_json::{Value, json};
use umbra_testkit::{PASSWORD, TestApp, umbra_test};

use crate::chromium::browser::Browser;

const REGISTER: [&str; 4] =
    ["create", "/api/auth/passkeys/register/begin", "POST", "/api/auth/passkeys/register/complete"];
const SIGN_IN: [&str; 4] =
    ["get", "/api/auth/passkeys/login/begin", "POST", "/api/auth/passkeys/login/complete"];
const DISABLE: [&str; 4] = [
    "get",
    "/api/auth/passkeys/passwordless/disable/begin",
    "PUT",
    "/api/auth/passkeys/passwordless/disable",
];

fn password() -> Value {
    json!({"password": PASSWORD})
}

#[umbra_test]
async fn a_browser_makes_and_uses_passkeys(t: TestApp) {
    let switch = json!({"allow_passwordless": true});
    t.admin().await.put("/api/admin/config", switch).await.assert_status(200);
    t.user("ana").await;
    let page = format!("{}/docs", t.origin().replace("127.0.0.1", "localhost"));
    // The test's own thread answers for the database, so it must not wait for the browser.
    let browsing = tokio::task::spawn_blocking(move || browse(&page));
    if let Err(failed) = browsing.await {
        std::panic::resume_unwind(failed.into_panic());
    }
}

/// Does everything that a person does with passkeys.
fn browse(page: &str) {
    let Some(browser) = Browser::open(page) else { return };
    let credentials = || json!({"username": "ana", "password": PASSWORD});
    let status = || browser.call("GET", "/api/auth/status", Value::Null).1;

    // Registers a passkey on a phone and one on a stick.
    assert_eq!(browser.call("POST", "/api/auth/login", credentials()).0, 200);
    let phone = browser.plug_in("internal");
    let (made, passkey) = browser.ceremony(REGISTER, password(), json!({"name": "Phone"}));
    assert_eq!((made, &passkey["name"]), (201, &json!("Phone")), "{passkey}");
    browser.pull_out(&phone);
    browser.plug_in("usb");
    let (made, passkey) = browser.ceremony(REGISTER, password(), json!({"name": "Stick"}));
    assert_eq!(made, 201, "{passkey}");
    assert_eq!(status()["passkey_count"], 2);

    // Signs in without a username.
    assert_eq!(browser.call("POST", "/api/auth/logout", Value::Null).0, 200);
    let (signed_in, answer) = browser.ceremony(SIGN_IN, json!({}), json!({}));
    assert_eq!(signed_in, 200, "{answer}");
    assert_eq!(status()["username"], "ana");

    // Signs in with nothing else from now on: the password is refused.
    let enable = "/api/auth/passkeys/passwordless/enable";
    assert_eq!(browser.call("PUT", enable, password()).0, 200);
    assert_eq!(status()["passwordless_enabled"], true);
    assert_eq!(browser.call("POST", "/api/auth/logout", Value::Null).0, 200);
    let (refused, problem) = browser.call("POST", "/api/auth/login", credentials());
    assert_eq!((refused, &problem["code"]), (403, &json!("passwordless")));
    let (signed_in, answer) = browser.ceremony(SIGN_IN, json!({"username": "ana"}), json!({}));
    assert_eq!(signed_in, 200, "{answer}");

    // Unlocks the session.
    assert_eq!(browser.call("POST", "/api/auth/lock", Value::Null).0, 200);
    assert_eq!(browser.call("GET", "/api/settings", Value::Null).0, 423);
    let (unlocked, answer) = browser.ceremony(SIGN_IN, json!({}), json!({"unlock": true}));
    assert_eq!(unlocked, 200, "{answer}");
    assert_eq!(browser.call("GET", "/api/settings", Value::Null).0, 200);

    // Lets the password count again.
    let (disabled, answer) = browser.ceremony(DISABLE, Value::Null, json!({}));
    assert_eq!(disabled, 200, "{answer}");
    assert_eq!(status()["passwordless_enabled"], false);
    assert_eq!(browser.call("POST", "/api/auth/login", credentials()).0, 200);
}
