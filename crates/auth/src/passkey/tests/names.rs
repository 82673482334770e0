//! What a login with a username gives away.

use std::collections::BTreeSet;

use super::*;
use crate::{Keys, SecretKey, passkey::CredentialId};

pub(super) fn keys() -> Keys {
    Keys::derive(&SecretKey::parse("9f2c4b7e1a0d83566b1ce9247f0a5d38").unwrap())
}

/// Says which members a document has, down to the last, and what kind of value each is.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{name}:{}", shape(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => {
            let shapes: BTreeSet<_> = items.iter().map(shape).collect();
            format!("[{}]", shapes.into_iter().collect::<Vec<_>>().join("|"))
        }
        Value::String(_) => "string".into(),
        other => other.to_string(),
    }
}

fn without_challenge(mut options: Value) -> Value {
    options["challenge"] = Value::Null;
    options
}

#[test]
fn real_and_invented_lists_have_the_same_shape() {
    let passkeys = passkeys();
    let mut authenticators = [SoftAuthenticator::new(1), SoftAuthenticator::synced(2)];
    let [stick, phone] = authenticators.each_mut().map(|key| register(&passkeys, key, "ana"));
    let begin = |name: &str, known: &[&NewPasskey]| {
        passkeys.begin_named_login(&keys(), name, &all(known)).unwrap()
    };
    let (real, real_state) = begin("ana", &[&stick, &phone]);
    for name in ["ana", "ben", "nobody", "", "ö".repeat(500).as_str()] {
        let (decoy, decoy_state) = begin(name, &[]);
        assert_eq!(shape(&decoy), shape(&real), "{name}");
        let [decoy, real] = [decoy_state, real_state_again(&real_state)]
            .map(|state| shape(&serde_json::to_value(state).unwrap()));
        assert_eq!(decoy, real, "{name}");
    }
}

fn real_state_again(state: &LoginState) -> LoginState {
    serde_json::from_str(&serde_json::to_string(state).unwrap()).unwrap()
}

#[test]
fn a_name_gets_the_same_list_every_time() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut key, "ana");
    for (name, known) in [("ana", all(&[&known])), ("ben", vec![]), ("nobody", vec![])] {
        let [first, second] = [(); 2].map(|()| {
            let (options, _) = passkeys.begin_named_login(&keys(), name, &known).unwrap();
            without_challenge(options)
        });
        assert_eq!(first, second);
    }
}

#[test]
fn each_name_gets_a_list_of_its_own_and_each_login_a_challenge() {
    let passkeys = passkeys();
    let begin = |name| passkeys.begin_named_login(&keys(), name, &[]).unwrap().0;
    let [first, again, other] = ["ana", "ana", "anb"].map(begin);
    assert_ne!(first["challenge"], again["challenge"]);
    assert_ne!(first["allowCredentials"], other["allowCredentials"]);
}

#[test]
fn a_login_differs_from_another_in_its_list_only() {
    let passkeys = passkeys();
    let [anyone, named, confirmation] = [
        passkeys.begin_discoverable_login(),
        passkeys.begin_named_login(&keys(), "ana", &[]),
        passkeys.begin_confirmation(&[]),
    ]
    .map(|begun| without_challenge(begun.unwrap().0));
    assert_eq!(anyone["allowCredentials"], serde_json::json!([]));
    assert_eq!(anyone, confirmation);
    let mut emptied = named;
    emptied["allowCredentials"] = serde_json::json!([]);
    assert_eq!(anyone, emptied);
    assert_eq!(
        shape(&anyone),
        "{allowCredentials:[],challenge:null,rpId:string,timeout:300000,userVerification:string}"
    );
    assert_eq!(anyone["userVerification"], "required");
}

#[test]
fn a_decoy_that_is_tried_is_an_unknown_passkey() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
    let known = register(&passkeys, &mut key, "ana");
    let (options, state) = passkeys.begin_named_login(&keys(), "ben", &[]).unwrap();
    let decoy = options["allowCredentials"][0]["id"].as_str().unwrap();
    let id = CredentialId::parse(decoy).unwrap().as_bytes().to_vec();

    let mut anyone = options.clone();
    anyone["allowCredentials"] = serde_json::json!([]);
    let answer = key.login_with(&anyone, ORIGIN, &[Mutation::CredentialId(id)]);
    let assertion = Assertion::parse(&answer).unwrap();
    let refused = passkeys.finish_login(&assertion, stored(state), None);
    assert_eq!(refused, Err(Refused::UnknownCredential));

    // Nor does anybody's real passkey pass for a name that isn't theirs.
    let (_, state) = passkeys.begin_named_login(&keys(), "ben", &[]).unwrap();
    let answer = key.login(&anyone, ORIGIN);
    assert_eq!(finish(&passkeys, &answer, state, &known), Err(Refused::CredentialNotAllowed));
}

#[test]
fn nobodys_key_opens_nothing() {
    let (passkeys, mut key) = (passkeys(), SoftAuthenticator::synced(1));
    register(&passkeys, &mut key, "ana");
    // A missing passkey is verified against a key whose private number is 1, as everybody knows.
    for how in [&[Mutation::Key(1)][..], &[]] {
        let (options, state) = passkeys.begin_discoverable_login().unwrap();
        let assertion = Assertion::parse(&key.login_with(&options, ORIGIN, how)).unwrap();
        let refused = passkeys.finish_login(&assertion, state, None);
        assert_eq!(refused, Err(Refused::UnknownCredential));
    }
}
