//! Credentials that don't exist, shown for names that don't exist or have no passkeys.
//!
//! Without them, `allowCredentials` would tell anybody who types a name whether it has passkeys,
//! and so whether it exists (WebAuthn level 3, §14.6.2). A name's decoys follow from it by HMAC:
//! asking again shows the same ones, and nobody without the key can compute them.
//!
//! Lengths and transports come from what common authenticators do: ids of 20 bytes from iCloud
//! Keychain, 16 from Google Password Manager and others, 32 from Windows Hello, 64 from security
//! keys. Those ids are random, hashes or ciphertexts, so random bytes look like them.
//!
//! What still tells decoys from real ones, to who watches long enough or knows enough:
//!
//! - Real lists change when their owner adds or deletes a passkey; and a name whose list changes
//!   once from decoys to something else has just made its first. Decoys change only with the
//!   operator's secret, all at once.
//! - Four or more entries, an id of another length, with a structure (a fixed first byte, a UUID's
//!   version), or without transports (an imported passkey) are real.
//! - Unlike decoys, a real id may also be seen elsewhere: by malware on its owner's computer.
//!
//! A login without a username shows nothing of all this, and is the one to prefer.

use std::array;

use super::{CredentialId, Transport};
use crate::Keys;

/// How many decoys a name has at most.
const MAX_DECOYS: usize = 3;

/// How ids look that one kind of authenticator makes.
struct Kind {
    /// The share of decoys of this kind, in 256ths.
    share: u8,
    length: usize,
    transports: &'static [Transport],
}

/// Shares add up to 256, the last being what is left.
const KINDS: [Kind; 4] = [
    Kind { share: 96, length: 20, transports: &[Transport::Hybrid, Transport::Internal] },
    Kind { share: 80, length: 16, transports: &[Transport::Hybrid, Transport::Internal] },
    Kind { share: 48, length: 32, transports: &[Transport::Internal] },
    Kind { share: 32, length: 64, transports: &[Transport::Nfc, Transport::Usb] },
];

/// A credential that doesn't exist.
pub(super) struct Decoy {
    pub(super) id: CredentialId,
    pub(super) transports: &'static [Transport],
}

/// Derives a name's decoys: one for five names in eight, two for most others, three at most. The
/// work is the same for every name.
pub(super) fn decoys(keys: &Keys, username_key: &str) -> Vec<Decoy> {
    let choices = keys.passkey_decoy(username_key, 0);
    let all: [_; MAX_DECOYS] = array::from_fn(|index| {
        let block = |half| keys.passkey_decoy(username_key, 1 + 2 * index as u8 + half);
        decoy(choices[1 + index], [block(0), block(1)])
    });
    let count = match choices[0] {
        0..160 => 1,
        160..232 => 2,
        232.. => 3,
    };
    all.into_iter().flatten().take(count).collect()
}

fn decoy(choice: u8, bytes: [[u8; 32]; 2]) -> Option<Decoy> {
    let mut below = 0_u16;
    let kind = KINDS.iter().find(|kind| {
        below += u16::from(kind.share);
        u16::from(choice) < below
    })?;
    let id = CredentialId::from_bytes(&bytes.as_flattened()[..kind.length]).ok()?;
    Some(Decoy { id, transports: kind.transports })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::SecretKey;

    fn keys() -> Keys {
        Keys::derive(&SecretKey::parse("9f2c4b7e1a0d83566b1ce9247f0a5d38").unwrap())
    }

    #[test]
    fn shares_add_up() {
        assert_eq!(KINDS.iter().map(|kind| u16::from(kind.share)).sum::<u16>(), 256);
    }

    #[test]
    fn the_derivation_never_changes() {
        // HKDF-SHA256, HMAC-SHA256 and the table above, computed with another implementation.
        let ids = |name| decoys(&keys(), name).into_iter().map(|decoy| decoy.id.to_string());
        assert!(ids("ana").eq([
            "lw4jGYvijsyCt5WKvlgnaDfKnUSH_NlKPd6sfyVgYBITQ-Ewqnq8kFD_rRJDBMUJDjLIX06KXLDxBPPAKq41BQ",
            "lollbbc-UTx0-PvBuRig07x97Oc",
            "KfYl0kv2Gl3FNE-kVp-duq-DqQFPtlNJnh7uESBWuKs",
        ]));
        assert!(ids("ben").eq(["0Rk2HQM8u6hEnzrxMlLjhw", "IPBNIGJmo5Xj7zEYmSXvilkSbnY"]));
    }

    #[test]
    fn every_name_has_one_to_three_and_all_kinds_occur() {
        let keys = keys();
        let (mut counts, mut lengths) = (BTreeMap::new(), BTreeMap::new());
        let mut ids = BTreeSet::new();
        for name in 0..2000 {
            let decoys = decoys(&keys, &name.to_string());
            *counts.entry(decoys.len()).or_insert(0) += 1;
            for decoy in decoys {
                *lengths.entry(decoy.id.as_bytes().len()).or_insert(0) += 1;
                assert!(ids.insert(decoy.id));
            }
        }
        assert!(counts.keys().eq(&[1, 2, 3]), "{counts:?}");
        assert!((1150..1350).contains(&counts[&1]), "{counts:?}");
        assert!(lengths.keys().eq(&[16, 20, 32, 64]), "{lengths:?}");
    }

    #[test]
    fn a_name_keeps_its_decoys_and_another_secret_changes_them() {
        let ids =
            |keys: &Keys, name| decoys(keys, name).into_iter().map(|decoy| decoy.id).collect();
        let (first, again): (Vec<_>, Vec<_>) = (ids(&keys(), "ana"), ids(&keys(), "ana"));
        assert_eq!(first, again);
        let other = SecretKey::parse("c1d7e0a94f6b28351e8d7c6b5a493827").unwrap();
        let elsewhere: Vec<_> = ids(&Keys::derive(&other), "ana");
        assert!(first.iter().all(|id| !elsewhere.contains(id)));
    }
}
