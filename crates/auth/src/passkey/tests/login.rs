//! Using passkeys.

use serde_json::json;

use super::*;
use crate::passkey::{Backup, Usage};

#[test]
fn a_passkey_logs_in_without_a_username() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut key, "ana");
    let outcome = login_with(&passkeys, &mut key, &known, &[]).unwrap();
    assert_eq!(outcome.credential_id, known.passkey.credential_id);
    assert_eq!(outcome.usage, Usage { sign_count: 2, ..known.usage });
    assert!(outcome.needs_update);
}

#[test]
fn a_passkey_logs_in_with_a_username() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut key, "ana");
    let (options, state) = named(&passkeys, &[&known]);
    let outcome = finish(&passkeys, &key.login(&options, ORIGIN), state, &known).unwrap();
    assert_eq!(outcome.usage.sign_count, 2);
}

#[test]
fn a_security_key_without_storage_logs_in_with_a_username() {
    let passkeys = passkeys();
    let mut stick = SoftAuthenticator::new(1).without_discoverable_credentials();
    let known = register(&passkeys, &mut stick, "ana");
    let (options, state) = named(&passkeys, &[&known]);
    let mut answer = stick.login(&options, ORIGIN);
    assert!(answer["response"].get("userHandle").is_none());
    // Old scripts write the absence in two more ways.
    for absent in [json!(null), json!("")] {
        answer["response"]["userHandle"] = absent;
        assert!(Assertion::parse(&answer).unwrap().user_handle().is_none());
    }
    finish(&passkeys, &answer, state, &known).unwrap();
}

#[test]
fn a_known_user_confirms_with_one_of_their_passkeys() {
    let passkeys = passkeys();
    let (mut phone, mut stick) = (SoftAuthenticator::synced(1), SoftAuthenticator::new(2));
    let known = [register(&passkeys, &mut phone, "ana"), register(&passkeys, &mut stick, "ana")];
    for (key, known) in [(&mut phone, &known[0]), (&mut stick, &known[1])] {
        let everything = all(&[&known.clone(), known]);
        let (options, state) = passkeys.begin_confirmation(&everything).unwrap();
        finish(&passkeys, &key.login(&options, ORIGIN), state, known).unwrap();
    }
}

#[test]
fn a_passkey_of_another_user_confirms_nothing() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let ana = register(&passkeys, &mut key, "ana");
    let ben = register(&passkeys, &mut SoftAuthenticator::new(2), "ben");
    // Ana's browser is made to sign Ben's challenge.
    for mine in [all(&[&ben]), vec![]] {
        let (mut options, state) = passkeys.begin_confirmation(&mine).unwrap();
        options["allowCredentials"] = json!([]);
        let answer = key.login(&options, ORIGIN);
        let refused = finish(&passkeys, &answer, state, &ana);
        assert_eq!(refused, Err(Refused::CredentialNotAllowed));
    }
}

#[test]
fn a_synced_passkey_logs_in_again_and_again_with_a_counter_of_zero() {
    let (passkeys, mut manager) = (passkeys(), SoftAuthenticator::synced(1));
    let known = register(&passkeys, &mut manager, "ana");
    for _ in 0..3 {
        let outcome = login_with(&passkeys, &mut manager, &known, &[]).unwrap();
        assert_eq!(outcome.usage, known.usage);
        assert!(!outcome.needs_update);
    }
}

#[test]
fn the_backup_state_is_kept_up_to_date_in_both_directions() {
    let (passkeys, mut manager) = (passkeys(), SoftAuthenticator::synced(1));
    let mut known = register(&passkeys, &mut manager, "ana");
    for (state, backup) in [(false, Backup::Eligible), (true, Backup::BackedUp)] {
        manager.set_backup(true, state);
        let outcome = login_with(&passkeys, &mut manager, &known, &[]).unwrap();
        assert_eq!(outcome.usage.backup, Some(backup));
        assert!(outcome.needs_update);
        known = after(&known, &outcome);
    }
}

#[test]
fn backup_eligibility_never_changes() {
    let passkeys = passkeys();
    for (made, now) in [((false, false), (true, false)), ((true, true), (false, false))] {
        let mut key = SoftAuthenticator::new(1);
        key.set_backup(made.0, made.1);
        let known = register(&passkeys, &mut key, "ana");
        key.set_backup(now.0, now.1);
        let refused = login_with(&passkeys, &mut key, &known, &[]);
        assert_eq!(refused, Err(Refused::BackupEligibilityChanged));
    }
}

#[test]
fn a_cloned_authenticator_is_noticed() {
    let (passkeys, mut original) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut original, "ana");
    let mut clone = original.clone();
    let outcome = login_with(&passkeys, &mut original, &known, &[]).unwrap();
    let known = after(&known, &outcome);
    let refused = login_with(&passkeys, &mut clone, &known, &[]);
    assert_eq!(refused, Err(Refused::CounterRegressed { stored: 2, presented: 2 }));
}

#[test]
fn a_counter_has_to_grow_unless_it_never_counted() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut key, "ana");
    for (stored, presented, good) in [
        (0, 0, true),
        (0, 1, true),
        (1, 2, true),
        (5, 4_000_000_000, true),
        (1, 1, false),
        (1, 0, false),
        (9, 8, false),
        (u32::MAX, u32::MAX, false),
        (u32::MAX, 0, false),
    ] {
        let known =
            NewPasskey { usage: Usage { sign_count: stored, ..known.usage }, ..known.clone() };
        let answer = login_with(&passkeys, &mut key, &known, &[Mutation::SignCount(presented)]);
        match good {
            true => assert_eq!(answer.unwrap().usage.sign_count, presented),
            false => assert_eq!(answer, Err(Refused::CounterRegressed { stored, presented })),
        }
    }
}

#[test]
fn two_ceremonies_begun_together_do_not_both_pass_with_one_count() {
    let (passkeys, mut original) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut original, "ana");
    let mut clone = original.clone();
    let (first_options, first) = named(&passkeys, &[&known]);
    let (second_options, second) = named(&passkeys, &[&known]);
    let answer = original.login(&first_options, ORIGIN);
    let known = after(&known, &finish(&passkeys, &answer, first, &known).unwrap());
    let answer = clone.login(&second_options, ORIGIN);
    let refused = finish(&passkeys, &answer, second, &known);
    assert_eq!(refused, Err(Refused::CounterRegressed { stored: 2, presented: 2 }));
}

#[test]
fn any_of_the_configured_origins_will_do() {
    let origins = ["https://umbra.example.org", "https://example.org:8443"];
    let urls = origins.map(|origin| Url::parse(origin).unwrap());
    let passkeys = Passkeys::new("example.org", "Umbra", &urls).unwrap();
    let mut key = SoftAuthenticator::synced(1);
    let known = register(&passkeys, &mut key, "ana");
    for origin in origins {
        let (options, state) = passkeys.begin_discoverable_login().unwrap();
        let answer = key.login(&options, origin);
        finish(&passkeys, &answer, state, &known).unwrap();
    }
}

#[test]
fn a_trial_on_localhost_works() {
    let origin = "http://localhost:8000";
    let passkeys = Passkeys::new("localhost", "Umbra", &[Url::parse(origin).unwrap()]).unwrap();
    let mut key = SoftAuthenticator::new(1);
    let handle = handle("ana");
    let owner = Owner { handle: &handle, username: "ana", display_name: "" };
    let (options, state) = passkeys.begin_registration(owner, &[]).unwrap();
    let known = passkeys.finish_registration(&key.register(&options, origin), state).unwrap();
    let (options, state) = passkeys.begin_discoverable_login().unwrap();
    finish(&passkeys, &key.login(&options, origin), state, &known).unwrap();
}

#[test]
fn states_and_answers_do_not_show_themselves() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    register(&passkeys, &mut key, "ana");
    let (options, state) = passkeys.begin_discoverable_login().unwrap();
    let challenge = options["challenge"].as_str().unwrap();
    assert!(serde_json::to_string(&state).unwrap().contains(challenge));
    assert_eq!(format!("{state:?}"), "LoginState(…)");
    let answer = Assertion::parse(&key.login(&options, ORIGIN)).unwrap();
    assert!(!format!("{answer:?}").contains("signature"));
}

fn named(passkeys: &Passkeys, known: &[&NewPasskey]) -> (Value, LoginState) {
    passkeys.begin_named_login(&names::keys(), "ana", &all(known)).unwrap()
}
