//! The security core: everything about authentication that needs neither HTTP nor SQL.
//!
//! | module | what it decides |
//! | --- | --- |
//! | [`entropy`] | where random bytes come from |
//! | [`secret`], [`keys`] | which secret keys are acceptable, and what is derived from them |
//! | [`sealing`] | how secrets are encrypted in the database, and how their key is replaced |
//! | [`session_token`], [`device`] | what the two cookies hold |
//! | [`password`] | which new passwords are acceptable |
//! | [`hash_pool`] | how passwords are hashed and verified within fixed bounds |
//! | [`attempts`] | how many attempts a client gets |
//! | [`action_token`] | what a link does one thing with |
//! | [`mfa_token`] | what leads from the password to the second factor |
//! | [`totp`], [`backup_code`] | which codes are accepted as a second factor |
//! | [`passkey`] | which WebAuthn answers are accepted, and what is stored of a passkey |
//!
//! A sign-in uses them in this order:
//!
//! 1. [`HashPool::admit`] takes a place in the bounded queue, before any database work.
//! 2. The caller's [`attempts::Attempts`] (found by [`Keys::blind_index`] of the name and of the
//!    [`attempts::Source`] or the [`DeviceCookie`]) reserve an attempt.
//! 3. [`Ticket::verify`] runs the hash. It runs for unknown and for locked accounts too, as
//!    [`Stored::Nobody`].
//! 4. They settle the attempt, and a failure waits as [`FailureFloor`] says.
//! 5. [`Keys::sign_session`] turns a fresh [`SessionToken`] into the cookie; the database keeps
//!    only [`SessionToken::hash`].

pub mod action_token;
pub mod attempts;
pub mod backup_code;
mod derivation;
pub mod device;
pub mod entropy;
pub mod hash_pool;
pub mod keys;
pub mod mfa_token;
pub mod passkey;
pub mod password;
mod patterns;
pub mod sealing;
pub mod secret;
pub mod session_token;
#[cfg(test)]
mod test_entropy;
pub mod totp;

pub use action_token::ActionToken;
pub use backup_code::BackupCode;
pub use device::DeviceCookie;
pub use entropy::OsEntropy;
pub use hash_pool::{
    FailureFloor, HashError, HashPool, PoolStats, Saturated, StartError, Stored, Ticket, Verdict,
};
pub use keys::{Keys, SetupToken};
pub use mfa_token::MfaToken;
pub use password::{Password, PasswordPolicy};
pub use sealing::{KeyId, KeyRing, OpenError, Opened, Purpose};
pub use secret::{SecretKey, WeakSecret};
pub use session_token::SessionToken;
pub use totp::{BadTotpSecret, Step, TotpSecret};
