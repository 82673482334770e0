//! Answers of any bytes are refused or accepted, and never a panic: they come from anybody.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;

/// A change of the bytes in one member of an answer.
#[derive(Debug, Clone)]
enum Damage {
    Replace(Vec<u8>),
    Flip(Index, u8),
    Cut(Index),
    Insert(Index, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        vec(any::<u8>(), 0..200).prop_map(Damage::Replace),
        (any::<Index>(), 1..=255_u8).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), vec(any::<u8>(), 1..9)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ]
}

fn apply(answer: &mut Value, member: &str, damage: Damage) {
    let member = answer["response"].get_mut(member).unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(member.as_str().unwrap()).unwrap();
    match damage {
        Damage::Replace(other) => bytes = other,
        Damage::Flip(at, bits) => bytes[at.index(37)] ^= bits,
        Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
        Damage::Insert(at, more) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, more);
        }
    }
    *member = URL_SAFE_NO_PAD.encode(bytes).into();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_damaged_login_passes(
        member in prop::sample::select(vec!["authenticatorData", "clientDataJSON", "signature"]),
        damage in damage(),
    ) {
        let (passkeys, mut key) = (passkeys(), SoftAuthenticator::new(1));
        let known = register(&passkeys, &mut key, "ana");
        let (options, state) = passkeys.begin_discoverable_login().unwrap();
        let mut answer = key.login(&options, ORIGIN);
        let whole = answer.clone();
        apply(&mut answer, member, damage);
        prop_assume!(answer != whole);
        prop_assert!(finish(&passkeys, &answer, state, &known).is_err());
    }

    #[test]
    fn a_damaged_registration_is_decided(
        member in prop::sample::select(vec!["attestationObject", "clientDataJSON"]),
        damage in damage(),
    ) {
        let (passkeys, handle) = (passkeys(), handle("ana"));
        let owner = Owner { handle: &handle, username: "ana", display_name: "" };
        let (options, state) = passkeys.begin_registration(owner, &[]).unwrap();
        let mut answer = SoftAuthenticator::new(1).register(&options, ORIGIN);
        apply(&mut answer, member, damage);
        // Without an attestation nothing is signed: some damage makes another good passkey.
        if let Ok(made) = passkeys.finish_registration(&answer, state) {
            prop_assert!(made.passkey.public_key.open().is_some());
        }
    }
}
