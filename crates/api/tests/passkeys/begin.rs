//! What the first half of a login tells a stranger.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use umbra_soft_authenticator::SoftAuthenticator;
use umbra_testkit::{TestApp, umbra_test};

use crate::passkeys::kit::{begin, path, register, stored};

/// The form of a value: its members and their types, without the values.
fn form(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), form(value))).collect()
        }
        Value::Array(items) => items.first().map_or(json!([]), |item| json!([form(item)])),
        Value::String(_) => json!("text"),
        Value::Number(_) => json!("number"),
        other => other.clone(),
    }
}

#[umbra_test]
async fn real_keyless_and_unknown_names_look_alike_and_stay_the_same(t: TestApp) {
    let (ana, _keyless) = (t.user("ana").await, t.user("ben").await);
    register(&ana, &mut SoftAuthenticator::new(1), "Stick").await;
    let stranger = t.anonymous();
    let mut forms = Vec::new();
    for name in ["ana", "ben", "nobody"] {
        let request = || stranger.post(path("/login/begin"), json!({"username": name}));
        let first = request().await.assert_status(200);
        let listed = first.json()["options"]["allowCredentials"].clone();
        assert!(!listed.as_array().unwrap().is_empty(), "{name}");
        for _ in 0..3 {
            let again = request().await.assert_status(200).json();
            assert_eq!(again["options"]["allowCredentials"], listed, "{name}");
            assert_ne!(again["challenge_token"], first.json()["challenge_token"]);
            assert_ne!(again["options"]["challenge"], first.json()["options"]["challenge"]);
        }
        // Another spelling is the same name.
        let shouted = json!({"username": format!(" {} ", name.to_uppercase())});
        let (options, _) = begin(&stranger, "/login/begin", shouted).await;
        assert_eq!(options["allowCredentials"], listed, "{name}");
        // Each process has an order of its own.
        let headers: BTreeSet<_> =
            first.headers().keys().map(|key| key.as_str().to_owned()).collect();
        forms.push((form(&first.json()), headers));
    }
    assert_eq!(forms[0], forms[1]);
    assert_eq!(forms[0], forms[2]);
}

#[umbra_test]
async fn a_begin_stores_the_same_for_every_name(t: TestApp) {
    let ana = t.user("ana").await;
    register(&ana, &mut SoftAuthenticator::new(1), "Stick").await;
    let before = stored(&t).await;
    for name in ["ana", "nobody"] {
        let (_, token) = begin(&t.anonymous(), "/login/begin", json!({"username": name})).await;
        assert!(!t.database_dump().await.holds(&token), "only the token's hash is stored");
    }
    assert_eq!(stored(&t).await, before);
    assert_eq!(t.database_dump().await.table("ceremonies").len(), 2);
    // Whoever's passkeys were asked for, the row names nobody.
    let owned = "DELETE FROM ceremonies WHERE user_id IS NULL AND session_id IS NULL";
    crate::passkeys::kit::execute(&t, owned).await;
    assert!(t.database_dump().await.table("ceremonies").is_empty());
}

#[umbra_test]
async fn without_a_name_nothing_is_listed(t: TestApp) {
    for body in [json!({}), json!({"username": null})] {
        let (options, _) = begin(&t.anonymous(), "/login/begin", body).await;
        assert_eq!(options["allowCredentials"], json!([]));
        assert_eq!(options["userVerification"], "required");
        assert_eq!(options["rpId"], "localhost");
    }
    let refused = t.anonymous().post(path("/login/begin"), json!({"email": "a"})).await;
    refused.assert_problem(422, "invalid").assert_field("/email", "unknown_field");
}

#[umbra_test]
async fn ceremonies_that_nobody_finished_are_purged(t: TestApp) {
    begin(&t.anonymous(), "/login/begin", json!({})).await;
    t.clock.advance(std::time::Duration::from_secs(299));
    assert_eq!(t.app.purge_expired().await.unwrap().ceremonies, 0);
    t.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(t.app.purge_expired().await.unwrap().ceremonies, 1);
}
