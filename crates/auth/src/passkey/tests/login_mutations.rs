//! Every way in which a login can be wrong, refused for exactly that.

use std::slice::from_ref;

use serde_json::json;

use super::*;

#[test]
fn every_wrong_login_is_refused_for_what_is_wrong() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut key, "ana");
    for (mutation, refused) in [
        (Mutation::Type("webauthn.create"), Refused::WrongType),
        (Mutation::Type("payment.get"), Refused::WrongType),
        (Mutation::Challenge(vec![7; 32]), Refused::WrongChallenge),
        (Mutation::Challenge(vec![]), Refused::WrongChallenge),
        (Mutation::Origin("https://umbra.example.com"), Refused::WrongOrigin),
        (Mutation::Origin("https://evil.umbra.example.org"), Refused::WrongOrigin),
        (Mutation::Origin("https://example.org"), Refused::WrongOrigin),
        (Mutation::Origin("http://umbra.example.org"), Refused::WrongOrigin),
        (Mutation::Origin("https://umbra.example.org:8443"), Refused::WrongOrigin),
        (Mutation::Origin("https://umbra.example.org.evil.test"), Refused::WrongOrigin),
        (Mutation::Origin("null"), Refused::Malformed),
        (Mutation::CrossOrigin, Refused::CrossOrigin),
        (Mutation::RpId("example.org"), Refused::WrongRpId),
        (Mutation::RpId("https://umbra.example.org"), Refused::WrongRpId),
        (Mutation::UserNotPresent, Refused::UserNotPresent),
        (Mutation::UserNotVerified, Refused::UserNotVerified),
        (Mutation::BackupFlags { eligible: false, state: true }, Refused::InvalidBackupState),
        (Mutation::BackupFlags { eligible: true, state: true }, Refused::BackupEligibilityChanged),
        (Mutation::SignCount(0), Refused::CounterRegressed { stored: 1, presented: 0 }),
        (Mutation::SignCount(1), Refused::CounterRegressed { stored: 1, presented: 1 }),
        (Mutation::Signature, Refused::BadSignature),
        (Mutation::SignatureEncoding, Refused::BadSignature),
        (Mutation::Key(7), Refused::BadSignature),
        (Mutation::UserHandle(Some(handle("ben").as_bytes().to_vec())), Refused::ForeignUserHandle),
        (Mutation::UserHandle(None), Refused::MissingUserHandle),
        (Mutation::UserHandle(Some(vec![])), Refused::MissingUserHandle),
        (Mutation::CredentialId(vec![7; 64]), Refused::UnknownCredential),
        (Mutation::CredentialId(vec![]), Refused::Malformed),
        (Mutation::CredentialType("password"), Refused::Malformed),
    ] {
        let answer = login_with(&passkeys, &mut key, &known, from_ref(&mutation));
        assert_eq!(answer, Err(refused), "{mutation:?}");
    }
    assert!(login_with(&passkeys, &mut key, &known, &[]).is_ok(), "nothing was wrong but that");
}

#[test]
fn a_wrong_login_with_a_username_is_refused_as_well() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut key, "ana");
    for (mutation, refused) in [
        (Mutation::Challenge(vec![7; 32]), Refused::WrongChallenge),
        (Mutation::UserNotVerified, Refused::UserNotVerified),
        (Mutation::Signature, Refused::BadSignature),
        (Mutation::UserHandle(Some(handle("ben").as_bytes().to_vec())), Refused::ForeignUserHandle),
        (Mutation::CredentialId(vec![7; 64]), Refused::CredentialNotAllowed),
    ] {
        let (options, state) = passkeys.begin_confirmation(&all(&[&known])).unwrap();
        let answer = key.login_with(&options, ORIGIN, from_ref(&mutation));
        assert_eq!(finish(&passkeys, &answer, state, &known), Err(refused), "{mutation:?}");
    }
}

#[test]
fn only_a_signed_answer_can_accuse_a_passkey_of_being_cloned() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut key, "ana");
    for accusation in [
        Mutation::SignCount(0),
        Mutation::BackupFlags { eligible: true, state: true },
        Mutation::UserHandle(Some(handle("ben").as_bytes().to_vec())),
    ] {
        let how = [accusation, Mutation::Key(7)];
        let refused = login_with(&passkeys, &mut key, &known, &how);
        assert_eq!(refused, Err(Refused::BadSignature));
    }
}

#[test]
fn an_answer_passes_for_its_own_challenge_only() {
    let (passkeys, mut manager) = (passkeys(), SoftAuthenticator::synced(1));
    let known = register(&passkeys, &mut manager, "ana");
    let (options, first) = passkeys.begin_discoverable_login().unwrap();
    let (_, second) = passkeys.begin_discoverable_login().unwrap();
    let answer = manager.login(&options, ORIGIN);
    finish(&passkeys, &answer, first, &known).unwrap();
    let replayed = finish(&passkeys, &answer, second, &known);
    assert_eq!(replayed, Err(Refused::WrongChallenge));
}

/// The reason why a state has to be taken out of the database before it is used: nothing here
/// notices a second time.
#[test]
fn a_state_used_twice_is_noticed_by_a_counter_alone() {
    let passkeys = passkeys();
    for (mut key, again) in [
        (SoftAuthenticator::synced(1), None),
        (SoftAuthenticator::new(1), Some(Refused::CounterRegressed { stored: 2, presented: 2 })),
    ] {
        let known = register(&passkeys, &mut key, "ana");
        let (options, state) = passkeys.begin_discoverable_login().unwrap();
        let kept = serde_json::to_string(&state).unwrap();
        let answer = key.login(&options, ORIGIN);
        let outcome = finish(&passkeys, &answer, state, &known).unwrap();
        let known = after(&known, &outcome);
        let replayed = finish(&passkeys, &answer, serde_json::from_str(&kept).unwrap(), &known);
        assert_eq!(replayed.err(), again);
    }
}

#[test]
fn the_state_of_one_ceremony_is_none_of_the_other() {
    let (passkeys, handle) = (passkeys(), handle("ana"));
    let owner = Owner { handle: &handle, username: "ana", display_name: "" };
    let (_, registration) = passkeys.begin_registration(owner, &[]).unwrap();
    let (_, login) = passkeys.begin_discoverable_login().unwrap();
    let [registration, login] =
        [serde_json::to_string(&registration), serde_json::to_string(&login)].map(Result::unwrap);
    assert!(serde_json::from_str::<LoginState>(&registration).is_err());
    assert!(serde_json::from_str::<crate::passkey::RegistrationState>(&login).is_err());
}

#[test]
fn a_passkey_is_verified_with_its_own_key() {
    let passkeys = passkeys();
    let (mut ours, mut theirs) = (SoftAuthenticator::new(1), SoftAuthenticator::new(2));
    let ana = register(&passkeys, &mut ours, "ana");
    let ben = register(&passkeys, &mut theirs, "ben");
    // Ben claims Ana's id, and her handle.
    let how = [
        Mutation::CredentialId(ana.passkey.credential_id.as_bytes().to_vec()),
        Mutation::UserHandle(Some(handle("ana").as_bytes().to_vec())),
    ];
    assert_eq!(login_with(&passkeys, &mut theirs, &ana, &how), Err(Refused::BadSignature));
    // A caller that looks up the wrong row gets nothing either.
    assert_eq!(login_with(&passkeys, &mut ours, &ben, &[]), Err(Refused::UnknownCredential));
}

#[test]
fn a_damaged_row_is_refused() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut key, "ana");
    let mut document = serde_json::to_value(&known.passkey).unwrap();
    document["public_key"] = json!("AAAA");
    let passkey = serde_json::from_value(document).unwrap();
    let damaged = NewPasskey { passkey, ..known };
    assert_eq!(login_with(&passkeys, &mut key, &damaged, &[]), Err(Refused::DamagedKey));
}

#[test]
fn garbage_is_malformed() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut key, "ana");
    let (options, state) = passkeys.begin_discoverable_login().unwrap();
    let state = serde_json::to_string(&state).unwrap();
    let answer = key.login(&options, ORIGIN);

    let mut broken = vec![Value::Null, json!({}), json!([]), json!(7)];
    for (member, value) in [
        ("/id", json!("another")),
        ("/id", json!("")),
        ("/rawId", json!("AAAA")),
        ("/rawId", json!(null)),
        ("/type", json!(["public-key"])),
        ("/response", json!({})),
        ("/response/authenticatorData", json!("")),
        ("/response/authenticatorData", json!("AAAA")),
        ("/response/clientDataJSON", json!("")),
        ("/response/clientDataJSON", json!("e30")),
        ("/response/clientDataJSON", json!("bnVsbA")),
        ("/response/signature", json!("not base64url!")),
        ("/response/userHandle", json!(7)),
    ] {
        let mut changed = answer.clone();
        *changed.pointer_mut(member).unwrap() = value;
        broken.push(changed);
    }
    for broken in broken {
        let state = serde_json::from_str(&state).unwrap();
        let refused = finish(&passkeys, &broken, state, &known);
        assert_eq!(refused, Err(Refused::Malformed), "{broken}");
    }
}

#[test]
fn members_that_browsers_may_add_are_ignored() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut key, "ana");
    let (options, state) = passkeys.begin_discoverable_login().unwrap();
    let mut answer = key.login(&options, ORIGIN);
    answer["future"] = json!({"new": true});
    answer["response"]["future"] = json!([1]);
    answer["clientExtensionResults"]["future"] = json!({"prf": {"enabled": true}});
    finish(&passkeys, &answer, state, &known).unwrap();
}

#[test]
fn codes_are_distinct() {
    let all = [
        Refused::Malformed,
        Refused::WrongType,
        Refused::WrongChallenge,
        Refused::WrongOrigin,
        Refused::CrossOrigin,
        Refused::WrongRpId,
        Refused::UserNotPresent,
        Refused::UserNotVerified,
        Refused::InvalidBackupState,
        Refused::BadSignature,
        Refused::CounterRegressed { stored: 1, presented: 1 },
        Refused::BackupEligibilityChanged,
        Refused::UnknownCredential,
        Refused::CredentialNotAllowed,
        Refused::ForeignUserHandle,
        Refused::MissingUserHandle,
        Refused::AlreadyRegistered,
        Refused::UnsupportedKey,
        Refused::InvalidAttestation,
        Refused::DamagedKey,
    ];
    let codes: std::collections::BTreeSet<_> = all.iter().map(|refused| refused.code()).collect();
    assert_eq!(codes.len(), all.len());
}
