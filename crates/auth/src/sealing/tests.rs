//! What sealing promises.

use jiff::Timestamp;
use proptest::prelude::*;
use umbra_domain::UserId;

use super::*;
use crate::{Keys, SecretKey};

const ANA: UserId = UserId(4);
const BEN: UserId = UserId(42);
const NOW: Timestamp = Timestamp::constant(1_767_225_600, 0);

fn first() -> SecretKey {
    SecretKey::parse("9f2c4b7e1a0d83566b1ce9247f0a5d38").unwrap()
}

fn second() -> SecretKey {
    SecretKey::parse("c41d8e0f7b6a49325d1f0e9c8b7a6543").unwrap()
}

fn ring(current: &SecretKey, older: &[SecretKey]) -> KeyRing {
    KeyRing::derive(current, older)
}

fn refusal(ring: &KeyRing, purpose: Purpose, owner: UserId, sealed: &str) -> OpenError {
    ring.open(purpose, owner, sealed).unwrap_err()
}

proptest! {
    #[test]
    fn any_value_opens_for_its_owner_and_purpose_only(
        value in prop::collection::vec(any::<u8>(), 0..200),
        owner in 1..i64::MAX,
        other in 1..i64::MAX,
    ) {
        let ring = ring(&first(), &[]);
        let sealed = ring.seal(Purpose::TotpSecret, UserId(owner), &value, NOW);
        let opened = ring.open(Purpose::TotpSecret, UserId(owner), &sealed).unwrap();
        prop_assert_eq!(&*opened.plaintext, &value);
        prop_assert!(!opened.needs_reseal);

        let elsewhere = refusal(&ring, Purpose::NtfyToken, UserId(owner), &sealed);
        prop_assert_eq!(elsewhere, OpenError::Forged);
        if other != owner {
            let misplaced = refusal(&ring, Purpose::TotpSecret, UserId(other), &sealed);
            prop_assert_eq!(misplaced, OpenError::Misplaced);
        }
    }

    #[test]
    fn no_changed_character_opens(at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_.=-]") {
        let ring = ring(&first(), &[]);
        let sealed = ring.seal(Purpose::TotpSecret, ANA, b"JBSWY3DPEHPK3PXP", NOW);
        let at = at.index(sealed.len());
        let mut changed = sealed.clone();
        changed.replace_range(at..=at, &to);
        let respelled = changed.trim_end_matches('=') == sealed.trim_end_matches('=');
        prop_assert!(respelled || ring.open(Purpose::TotpSecret, ANA, &changed).is_err());
    }
}

#[test]
fn an_id_that_another_one_begins_with_is_another_owner() {
    // A value that looks like the rest of a header makes no difference either.
    let ring = ring(&first(), &[]);
    for value in ["secret", "2\nsecret", "\n"] {
        let sealed = ring.seal(Purpose::TotpSecret, ANA, value.as_bytes(), NOW);
        assert_eq!(refusal(&ring, Purpose::TotpSecret, BEN, &sealed), OpenError::Misplaced);
        let sealed = ring.seal(Purpose::TotpSecret, BEN, value.as_bytes(), NOW);
        assert_eq!(refusal(&ring, Purpose::TotpSecret, ANA, &sealed), OpenError::Misplaced);
    }
}

#[test]
fn the_same_value_is_never_sealed_alike() {
    let ring = ring(&first(), &[]);
    let seal = || ring.seal(Purpose::TotpSecret, ANA, b"secret", NOW);
    assert_ne!(seal(), seal());
}

#[test]
fn a_rotation_loses_nothing() {
    let (before, after) = (ring(&first(), &[]), ring(&second(), &[first()]));
    let sealed = before.seal(Purpose::TotpSecret, ANA, b"secret", NOW);
    assert!(sealed.starts_with(&before.current_prefix()));

    let opened = after.open(Purpose::TotpSecret, ANA, &sealed).unwrap();
    assert_eq!((&**opened.plaintext, opened.needs_reseal), (&b"secret"[..], true));

    let resealed = after.reseal(Purpose::TotpSecret, ANA, &sealed, NOW).unwrap().unwrap();
    assert!(resealed.starts_with(&after.current_prefix()));
    assert_eq!(after.reseal(Purpose::TotpSecret, ANA, &resealed, NOW), Ok(None));

    // From here on the old secret is not needed.
    let alone = ring(&second(), &[]);
    let opened = alone.open(Purpose::TotpSecret, ANA, &resealed).unwrap();
    assert_eq!((&**opened.plaintext, opened.needs_reseal), (&b"secret"[..], false));
}

#[test]
fn servers_that_know_both_secrets_read_each_other_during_a_rotation() {
    let (announced, promoted) = (ring(&first(), &[second()]), ring(&second(), &[first()]));
    for (sealer, opener) in [(&announced, &promoted), (&promoted, &announced)] {
        let sealed = sealer.seal(Purpose::TotpSecret, ANA, b"secret", NOW);
        let opened = opener.open(Purpose::TotpSecret, ANA, &sealed).unwrap();
        assert!(opened.needs_reseal);
    }
}

#[test]
fn a_missing_secret_is_named() {
    let lost = ring(&first(), &[]);
    let sealed = lost.seal(Purpose::TotpSecret, ANA, b"secret", NOW);
    let error = refusal(&ring(&second(), &[]), Purpose::TotpSecret, ANA, &sealed);
    assert_eq!(error, OpenError::UnknownKey(lost.current_id()));
    assert!(error.to_string().contains(&lost.current_id().to_string()));
}

#[test]
fn another_secret_that_claims_the_same_name_opens_nothing() {
    let (first, second) = (ring(&first(), &[]), ring(&second(), &[]));
    let sealed = first.seal(Purpose::TotpSecret, ANA, b"secret", NOW);
    let renamed = sealed.replacen(&first.current_prefix(), &second.current_prefix(), 1);
    assert_eq!(refusal(&second, Purpose::TotpSecret, ANA, &renamed), OpenError::Forged);
}

#[test]
fn what_nobody_sealed_is_malformed() {
    let ring = ring(&first(), &[]);
    let token = ring.seal(Purpose::TotpSecret, ANA, b"secret", NOW)[9..].to_owned();
    for text in ["", ".", "secret", &token, &format!(".{token}"), &format!("00C0FFEE.{token}")] {
        assert_eq!(refusal(&ring, Purpose::TotpSecret, ANA, text), OpenError::Malformed, "{text}");
    }
    for token in ["", "gAAAAA", "ä", "gAAAAA=="] {
        let text = format!("{}{token}", ring.current_prefix());
        assert_eq!(refusal(&ring, Purpose::TotpSecret, ANA, &text), OpenError::Forged, "{text}");
    }
}

#[test]
fn a_clock_that_was_wrong_locks_nothing_away() {
    let ring = ring(&first(), &[]);
    for instant in [Timestamp::MIN, Timestamp::UNIX_EPOCH, NOW, Timestamp::MAX] {
        let sealed = ring.seal(Purpose::TotpSecret, ANA, b"secret", instant);
        assert!(ring.open(Purpose::TotpSecret, ANA, &sealed).is_ok(), "{instant}");
    }
}

#[test]
fn listing_the_current_secret_as_an_old_one_changes_nothing() {
    let doubled = ring(&first(), &[first()]);
    let sealed = doubled.seal(Purpose::TotpSecret, ANA, b"secret", NOW);
    assert!(!doubled.open(Purpose::TotpSecret, ANA, &sealed).unwrap().needs_reseal);
}

#[test]
fn the_ring_and_the_keys_name_a_secret_alike() {
    assert_eq!(ring(&first(), &[]).current_id(), Keys::derive(&first()).id());
    assert_ne!(ring(&first(), &[]).current_id(), Keys::derive(&second()).id());
}

#[test]
fn debug_shows_neither_keys_nor_values() {
    let ring = ring(&first(), &[second()]);
    let (first, second) = (Keys::derive(&first()).id(), Keys::derive(&second()).id());
    assert_eq!(format!("{ring:?}"), format!("KeyRing([\"{first}\", \"{second}\"])"));

    let sealed = ring.seal(Purpose::TotpSecret, ANA, b"secret", NOW);
    let opened = ring.open(Purpose::TotpSecret, ANA, &sealed).unwrap();
    assert_eq!(format!("{opened:?}"), "Opened { needs_reseal: false, .. }");
}
