//! Secrets at rest: how a value is encrypted for the database, and how its key is replaced.
//!
//! A [`KeyRing`] holds a Fernet key for each secret of the operator and each [`Purpose`]. A sealed
//! value reads `<key id>.<Fernet token>`; the [`KeyId`] is derived from the secret, so nobody has
//! to number keys. Fernet (AES-128-CBC, then HMAC-SHA256) is what the replaced service used, and
//! what `cryptography` in Python reads.
//!
//! Encrypted along with the value are its purpose and its owner's id. Who can write the database
//! but lacks the secret can thus not give one person's TOTP secret to another account.
//!
//! # Replacing the secret
//! 1. With several servers, list the new secret in `UMBRA_OLD_SECRET_KEYS` of each and restart
//!    them one by one: it is not used yet, but understood. One server alone skips this.
//! 2. Make the new secret `SECRET_KEY`, move the old one to `UMBRA_OLD_SECRET_KEYS`, restart.
//!    Everything stays readable; a row that is opened and [needs it](Opened::needs_reseal) is
//!    sealed anew.
//! 3. Run `umbra admin rotate-keys` while the server runs: [`KeyRing::reseal`] for all rows that
//!    don't begin with [`KeyRing::current_prefix`].
//! 4. Take the old secret from the list when what it [signed](crate::keys) has run out. One that
//!    leaked goes right after step 3: sessions of its time then end, and its backup codes and
//!    audit entries no longer verify.

mod key_id;
mod key_ring;
mod purpose;
#[cfg(test)]
mod tests;

pub use self::{
    key_id::KeyId,
    key_ring::{KeyRing, OpenError, Opened},
    purpose::Purpose,
};
