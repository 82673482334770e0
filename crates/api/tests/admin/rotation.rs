//! Replacing the secret key.

use serde_json::json;
use umbra_auth::{OsEntropy, SecretKey};
use umbra_testkit::{PASSWORD, Setup, TestApp, umbra_test};

use crate::admin::kit::{code, enable_totp, login_with_code};

/// Makes another secret the current one.
fn replaced(setup: &mut Setup) {
    let old = std::mem::replace(&mut setup.secret_key, SecretKey::generate(&OsEntropy));
    setup.old_secret_keys.push(old);
}

#[umbra_test]
async fn secrets_are_sealed_anew_and_codes_keep_working(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let (first, second) = (enable_totp(&t, &ana).await, enable_totp(&t, &ben).await);
    let old = t.app.current_key().to_string();
    let process = t.second_process_with(replaced).await;
    let new = process.app.current_key().to_string();

    let rotation = process.app.operator_rotate_keys().await.unwrap();
    assert_eq!((rotation.seen, rotation.resealed), (2, 2));
    assert_eq!(rotation.unopened, []);
    assert_eq!(rotation.keys, [(new.clone(), 2)]);
    assert!(!t.database_dump().await.table("totp_secrets").join(" ").contains(&old));
    // Once is enough.
    let again = process.app.operator_rotate_keys().await.unwrap();
    assert_eq!((again.seen, again.resealed, again.keys), (2, 0, vec![(new, 2)]));

    for (name, totp) in [("ana", &first), ("ben", &second)] {
        let browser = t.anonymous().at(&process);
        let body = json!({"code": code(&t, &totp.secret)});
        login_with_code(&browser, name, PASSWORD, body).await.assert_status(200);
    }
    let body = json!({"backup_code": first.backup_codes[0]});
    let browser = t.anonymous().at(&process);
    login_with_code(&browser, "ana", PASSWORD, body).await.assert_status(200);
    // The chain goes on under the new key, and needs both.
    let check = process.app.verify_audit(&[]).await.unwrap();
    assert_eq!((check.damaged, check.keys.len()), (0, 2));
}

#[umbra_test]
async fn a_secret_that_does_not_open_is_told_and_left_alone(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    enable_totp(&t, &ana).await;
    enable_totp(&t, &ben).await;
    let sealed = "UPDATE totp_secrets SET sealed = '00c0ffee.gAAAA' WHERE user_id = ";
    t.execute(&format!("{sealed}{}", ana.id)).await;
    let process = t.second_process_with(replaced).await;
    let rotation = process.app.operator_rotate_keys().await.unwrap();
    assert_eq!((rotation.seen, rotation.resealed), (2, 1));
    let [(who, error)] = &rotation.unopened[..] else { panic!("{rotation:?}") };
    assert_eq!(*who, ana.id);
    assert!(error.to_string().contains("00c0ffee"), "{error}");
    assert!(rotation.keys.contains(&("00c0ffee".to_owned(), 1)), "{rotation:?}");
}
