//! Rows of the replaced service.

use base64::{
    Engine,
    engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD},
};
use serde_json::json;

use super::*;
use crate::passkey::{Backup, LegacyPasskey, Transport};

/// Makes a passkey at the replaced service, and returns its row as `py_webauthn` fills it.
fn row(authenticator: &mut SoftAuthenticator) -> Value {
    let options = json!({
        "challenge": "AAAA",
        "rp": {"id": "umbra.example.org"},
        "user": {"id": URL_SAFE_NO_PAD.encode("17")},
        "pubKeyCredParams": [{"alg": -7}],
    });
    authenticator.register(&options, ORIGIN);
    let credential = &authenticator.credentials()[0];
    json!({
        "credential_id": URL_SAFE_NO_PAD.encode(credential.id()),
        "public_key": URL_SAFE_NO_PAD.encode(credential.cose_key()),
        "sign_count": credential.sign_count(),
    })
}

fn with(mut row: Value, members: &[(&str, Value)]) -> Value {
    for (name, value) in members {
        row[*name] = value.clone();
    }
    row
}

fn import(row: &Value) -> Result<NewPasskey, umbra_domain::Invalid> {
    serde_json::from_value::<LegacyPasskey>(row.clone()).unwrap().import()
}

#[test]
fn a_row_with_backup_flags_logs_in() {
    for (mut key, members, backup) in [
        (
            SoftAuthenticator::new(1),
            [("device_type", json!("single_device")), ("backed_up", json!(false))],
            Backup::SingleDevice,
        ),
        (
            SoftAuthenticator::synced(1),
            [("device_type", json!("multi_device")), ("backed_up", json!(true))],
            Backup::BackedUp,
        ),
    ] {
        let known = import(&with(row(&mut key), &members)).unwrap();
        assert_eq!(known.usage.backup, Some(backup));
        let outcome = login_with(&passkeys(), &mut key, &known, &[]).unwrap();
        assert_eq!(outcome.usage.backup, Some(backup));
    }
}

#[test]
fn a_row_without_backup_flags_adopts_those_of_its_first_login() {
    for (mut key, backup) in [
        (SoftAuthenticator::new(1), Backup::SingleDevice),
        (SoftAuthenticator::synced(1), Backup::BackedUp),
    ] {
        let known = import(&row(&mut key)).unwrap();
        assert_eq!(known.usage.backup, None);
        let outcome = login_with(&passkeys(), &mut key, &known, &[]).unwrap();
        assert_eq!(outcome.usage.backup, Some(backup));
        assert!(outcome.needs_update);

        // From now on it stays what it is.
        let known = after(&known, &outcome);
        key.set_backup(!backup.is_eligible(), false);
        let refused = login_with(&passkeys(), &mut key, &known, &[]);
        assert_eq!(refused, Err(Refused::BackupEligibilityChanged));
    }
}

#[test]
fn unknown_backup_flags_do_not_excuse_impossible_ones_or_a_wrong_signature() {
    let mut key = SoftAuthenticator::new(1);
    let known = import(&row(&mut key)).unwrap();
    let impossible = Mutation::BackupFlags { eligible: false, state: true };
    let refused = login_with(&passkeys(), &mut key, &known, &[impossible]);
    assert_eq!(refused, Err(Refused::InvalidBackupState));
    let how = [Mutation::BackupFlags { eligible: true, state: true }, Mutation::Key(7)];
    let refused = login_with(&passkeys(), &mut key, &known, &how);
    assert_eq!(refused, Err(Refused::BadSignature));
}

#[test]
fn the_counter_of_a_row_goes_on() {
    let mut key = SoftAuthenticator::new(1);
    let known = import(&with(row(&mut key), &[("sign_count", json!(41))])).unwrap();
    let refused = login_with(&passkeys(), &mut key, &known, &[Mutation::SignCount(41)]);
    assert_eq!(refused, Err(Refused::CounterRegressed { stored: 41, presented: 41 }));
    let outcome = login_with(&passkeys(), &mut key, &known, &[Mutation::SignCount(42)]).unwrap();
    assert_eq!(outcome.usage.sign_count, 42);
}

#[test]
fn a_row_is_accepted_with_its_user_handle_or_with_any_if_it_has_none() {
    let mut key = SoftAuthenticator::new(1);
    let row = row(&mut key);
    let with_handle = |text: &str| {
        import(&with(row.clone(), &[("user_handle", json!(URL_SAFE_NO_PAD.encode(text)))])).unwrap()
    };
    assert!(login_with(&passkeys(), &mut key, &import(&row).unwrap(), &[]).is_ok());
    assert!(login_with(&passkeys(), &mut key, &with_handle("17"), &[]).is_ok());
    let refused = login_with(&passkeys(), &mut key, &with_handle("18"), &[]);
    assert_eq!(refused, Err(Refused::ForeignUserHandle));
}

#[test]
fn padding_and_a_u2f_point_are_read() {
    let mut key = SoftAuthenticator::new(1);
    let row = row(&mut key);
    let credential = &key.credentials()[0];
    let padded = with(
        row.clone(),
        &[
            ("credential_id", json!(URL_SAFE.encode(credential.id()))),
            ("public_key", json!(URL_SAFE.encode(credential.uncompressed_point()))),
            ("transports", json!(["usb", "nfc", "cable"])),
        ],
    );
    let (plain, padded) = (import(&row).unwrap(), import(&padded).unwrap());
    assert_eq!(padded.passkey.transports, [Transport::Nfc, Transport::Usb]);
    let without_transports = StoredPasskey { transports: vec![], ..padded.passkey.clone() };
    assert_eq!(without_transports, plain.passkey);
    assert!(login_with(&passkeys(), &mut key, &padded, &[]).is_ok());
}

#[test]
fn a_wrong_row_is_refused_after_what_is_wrong() {
    let row = row(&mut SoftAuthenticator::new(1));
    for (members, code) in [
        (&[("credential_id", json!(""))][..], "invalid_credential_id"),
        (&[("credential_id", json!("!"))], "invalid_credential_id"),
        (&[("public_key", json!("AAAA"))], "unsupported_public_key"),
        (&[("public_key", json!("!"))], "unsupported_public_key"),
        (&[("user_handle", json!(""))], "invalid_user_handle"),
        (
            &[("device_type", json!("single_device")), ("backed_up", json!(true))],
            "invalid_backup_state",
        ),
    ] {
        assert_eq!(import(&with(row.clone(), members)).unwrap_err().code, code);
    }
    let unknown = with(row, &[("is_admin", json!(true))]);
    assert!(serde_json::from_value::<LegacyPasskey>(unknown).is_err());
}
