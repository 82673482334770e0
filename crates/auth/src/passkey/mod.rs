//! Passkeys: WebAuthn credentials that replace password and code (WebAuthn level 3).
//!
//! A thin layer over `webauthn-rs`, which verifies signatures and parses CBOR. This layer decides
//! what a ceremony asks for, what is stored, and why an answer is refused; it knows neither the
//! database nor HTTP.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`passkeys`](Passkeys) | whether passkeys work at all: domain, origins |
//! | [`registration`](RegistrationState) | making a passkey |
//! | [`login`](LoginState), [`Assertion`] | using one: with a name, without, or as a known user |
//! | [`stored`](StoredPasskey) | what the database keeps: what never changes, and [`Usage`] |
//! | [`Refused`] | why an answer is not accepted |
//! | [`LegacyPasskey`] | rows of the service that Umbra replaces |
//!
//! # A login
//!
//! 1. [`Passkeys::begin_discoverable_login`], [`Passkeys::begin_named_login`] or
//!    [`Passkeys::begin_confirmation`] returns the options for the browser and a state. The caller
//!    stores the state under a random token, with its purpose, its user or session, and an end five
//!    minutes away.
//! 2. [`Assertion::parse`] reads the browser's answer. The caller takes the state **out** of the
//!    database (one conditional `DELETE`), and looks the passkey up by
//!    [`Assertion::credential_id`].
//! 3. [`Passkeys::finish_login`] verifies. The caller stores [`LoginOutcome::usage`] on condition
//!    that the stored counter is still the one that it passed in, in the transaction that creates
//!    the session.
//!
//! # What `webauthn-rs` leaves to this layer
//!
//! - **Replay.** It accepts the same state any number of times, and a synced passkey's counter
//!   never moves: only step 2 makes a state single use. States are therefore taken by value.
//! - **A stale counter.** Its states for named users hold a copy of the credentials as they were
//!   when the ceremony began, so two ceremonies begun together would both pass the counter check.
//!   All logins here use the discoverable ceremony, whose state holds none, and are verified
//!   against the row of the moment.
//! - **The user handle** is not compared by it, nor are `id` with `rawId`, the answer's `type`, or
//!   `crossOrigin` in a login.
//! - **Backup eligibility.** With eligibility unknown (an imported row), it refuses every synced
//!   passkey: it allows the change from 0 to 1, but checks BS against the *stored* BE. Here an
//!   unknown one adopts what the authenticator signs. A known one must not change (§6.1.3), in
//!   either direction.
//! - **Oracles.** It looks at the stored row before it verifies the signature. Here whatever depends
//!   on the row comes after, and an unknown credential costs a verification too: the ids that
//!   [`Passkeys::begin_named_login`] shows can't be told from decoys by trying them.
//!
//! Challenges come from `webauthn-rs`, which draws 32 bytes from the operating system; they are the
//! one thing not taken from the injected `Entropy`.

mod assertion;
mod bytes;
mod decoy;
mod legacy;
mod login;
mod options;
mod passkeys;
mod public_key;
mod refused;
mod registration;
mod stored;
#[cfg(test)]
mod tests;
mod transport;
mod verify;

pub use assertion::Assertion;
pub use bytes::{CredentialId, UserHandle};
pub use legacy::{LegacyDeviceType, LegacyPasskey};
pub use login::LoginState;
pub use passkeys::{CeremonyFault, Passkeys, PasskeysUnavailable};
pub use public_key::PublicKey;
pub use refused::Refused;
pub use registration::{Owner, RegistrationState};
pub use stored::{Backup, NewPasskey, StoredPasskey, Usage};
pub use transport::Transport;
pub use verify::{Candidate, LoginOutcome};
