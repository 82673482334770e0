//! Making passkeys.

use std::slice::from_ref;

use serde_json::json;

use super::*;
use crate::passkey::{Backup, PublicKey, Transport, Usage};

#[test]
fn a_registration_yields_what_is_to_be_stored() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let made = register(&passkeys, &mut key, "ana");
    let held = &key.credentials()[0];
    assert_eq!(made.passkey.credential_id.as_bytes(), held.id());
    assert_eq!(made.passkey.public_key, PublicKey::from_cose(&held.cose_key()).unwrap());
    assert_eq!(made.passkey.public_key.as_cose(), held.cose_key());
    assert_eq!(made.passkey.user_handle, Some(handle("ana")));
    assert_eq!(made.passkey.transports, [Transport::Nfc, Transport::Usb]);
    assert_eq!(made.usage, Usage { sign_count: 1, backup: Some(Backup::SingleDevice) });
}

#[test]
fn a_synced_passkey_is_known_as_such() {
    let (passkeys, mut manager) = (passkeys(), SoftAuthenticator::synced(1));
    let made = register(&passkeys, &mut manager, "ana");
    assert_eq!(made.usage, Usage { sign_count: 0, backup: Some(Backup::BackedUp) });

    manager.set_backup(true, false);
    let made = register(&passkeys, &mut manager, "ben");
    assert_eq!(made.usage.backup, Some(Backup::Eligible));
}

#[test]
fn the_options_ask_for_what_they_should() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let made = register(&passkeys, &mut key, "ana");
    let handle = handle("ana");
    let owner = Owner { handle: &handle, username: "ana", display_name: "Ana María" };
    let (options, _) = passkeys.begin_registration(owner, &all(&[&made])).unwrap();

    assert_eq!(options["rp"], json!({"id": "umbra.example.org", "name": "Umbra"}));
    assert_eq!(
        options["user"],
        json!({"id": handle.to_string(), "name": "ana", "displayName": "Ana María"})
    );
    assert_eq!(
        options["authenticatorSelection"],
        json!({
            "residentKey": "preferred",
            "requireResidentKey": false,
            "userVerification": "required",
        })
    );
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["timeout"], 300_000);
    assert_eq!(options["challenge"].as_str().unwrap().len(), 43, "32 bytes");
    let algorithms: Vec<_> =
        options["pubKeyCredParams"].as_array().unwrap().iter().map(|p| &p["alg"]).collect();
    assert_eq!(algorithms, [-7, -35, -257]);
    let id = made.passkey.credential_id.to_string();
    assert_eq!(
        options["excludeCredentials"],
        json!([{"type": "public-key", "id": id, "transports": ["nfc", "usb"]}])
    );
    assert!(options["extensions"].get("uvm").is_none());
    assert!(options.get("publicKey").is_none(), "the options are flat");
}

#[test]
fn a_user_without_a_display_name_is_shown_by_username() {
    let handle = handle("ana");
    let owner = Owner { handle: &handle, username: "ana", display_name: "" };
    let (options, _) = passkeys().begin_registration(owner, &[]).unwrap();
    assert_eq!(options["user"]["displayName"], "ana");
    let nameless = Owner { username: "", ..owner };
    assert!(passkeys().begin_registration(nameless, &[]).is_err());
}

#[test]
fn an_authenticator_that_has_a_passkey_makes_no_second_one() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let made = register(&passkeys, &mut key, "ana");
    let handle = handle("ana");
    let owner = Owner { handle: &handle, username: "ana", display_name: "" };
    let (options, _) = passkeys.begin_registration(owner, &all(&[&made])).unwrap();
    assert!(key.try_register(&options, ORIGIN, &[]).is_err());
}

#[test]
fn a_passkey_that_the_user_has_is_refused_even_if_the_browser_allows_it() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let made = register(&passkeys, &mut key, "ana");
    let handle = handle("ana");
    let owner = Owner { handle: &handle, username: "ana", display_name: "" };
    let (options, state) = passkeys.begin_registration(owner, &all(&[&made])).unwrap();
    // Another authenticator of the same seed, which makes the same credential again.
    let answer = SoftAuthenticator::new(1).register(&options, ORIGIN);
    let refused = passkeys.finish_registration(&answer, stored(state));
    assert_eq!(refused, Err(Refused::AlreadyRegistered));
}

#[test]
fn every_wrong_registration_is_refused_for_what_is_wrong() {
    for (mutation, refused) in [
        (Mutation::Type("webauthn.get"), Refused::WrongType),
        (Mutation::Challenge(vec![7; 32]), Refused::WrongChallenge),
        (Mutation::Origin("https://umbra.example.com"), Refused::WrongOrigin),
        (Mutation::Origin("https://evil.umbra.example.org"), Refused::WrongOrigin),
        (Mutation::Origin("http://umbra.example.org"), Refused::WrongOrigin),
        (Mutation::Origin("https://umbra.example.org:8443"), Refused::WrongOrigin),
        (Mutation::CrossOrigin, Refused::CrossOrigin),
        (Mutation::RpId("example.org"), Refused::WrongRpId),
        (Mutation::UserNotPresent, Refused::UserNotPresent),
        (Mutation::UserNotVerified, Refused::UserNotVerified),
        (Mutation::BackupFlags { eligible: false, state: true }, Refused::InvalidBackupState),
        (Mutation::CredentialId(vec![7; 64]), Refused::Malformed),
        (Mutation::CredentialType("password"), Refused::Malformed),
    ] {
        let answer =
            register_with(&passkeys(), &mut SoftAuthenticator::new(1), "ana", from_ref(&mutation));
        assert_eq!(answer, Err(refused), "{mutation:?}");
    }
}

#[test]
fn an_authenticator_that_verifies_nobody_makes_no_passkey() {
    let mut key = SoftAuthenticator::new(1).without_user_verification();
    let refused = register_with(&passkeys(), &mut key, "ana", &[]);
    assert_eq!(refused, Err(Refused::UserNotVerified));
}

#[test]
fn ids_from_one_byte_to_1023_are_taken() {
    for (length, good) in [(1, true), (1023, true), (0, false), (1024, false)] {
        let mut key = SoftAuthenticator::new(1).with_id_length(length);
        let made = register_with(&passkeys(), &mut key, "ana", &[]);
        assert_eq!(made.is_ok(), good, "{length}: {made:?}");
    }
}

#[test]
fn garbage_is_malformed() {
    let passkeys = passkeys();
    let handle = handle("ana");
    let owner = Owner { handle: &handle, username: "ana", display_name: "" };
    let (options, state) = passkeys.begin_registration(owner, &[]).unwrap();
    let state = serde_json::to_string(&state).unwrap();
    let answer = SoftAuthenticator::new(1).register(&options, ORIGIN);

    let mut broken = vec![Value::Null, json!({}), json!([]), json!("answer")];
    for (member, value) in [
        ("/id", json!("another")),
        ("/rawId", json!("AAAA")),
        ("/rawId", json!("not base64url!")),
        ("/response/attestationObject", json!("")),
        ("/response/attestationObject", json!("oA")),
        ("/response/attestationObject", json!("o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YUA")),
        ("/response/clientDataJSON", json!("")),
        ("/response/clientDataJSON", json!("e30")),
    ] {
        let mut changed = answer.clone();
        *changed.pointer_mut(member).unwrap() = value;
        broken.push(changed);
    }
    for broken in broken {
        let state = serde_json::from_str(&state).unwrap();
        let refused = passkeys.finish_registration(&broken, state);
        assert_eq!(refused, Err(Refused::Malformed), "{broken}");
    }
}
