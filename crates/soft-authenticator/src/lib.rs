//! A WebAuthn authenticator and the browser before it, in software, for tests.
//!
//! [`SoftAuthenticator`] answers the options that a server sends as `navigator.credentials` would
//! (WebAuthn level 3), with ES256 keys and without attestation. It shares no code with the library
//! that the server verifies with, so that a mistake in one is not a mistake in both. Everything
//! follows from its seed: the same calls give the same bytes in every run.
//!
//! ```text
//! let mut key = SoftAuthenticator::new(1);
//! let registration = key.register(&options, "https://umbra.example.org");
//! let assertion = key.login(&options, "https://umbra.example.org");
//! let forged = key.login_with(&options, "https://umbra.example.org", &[Mutation::UserNotVerified]);
//! ```
//!
//! What an attacker could send is made with a [`Mutation`], before the signing wherever a signature
//! covers it: only the check that is meant can refuse it.

mod authenticator;
mod authenticator_data;
mod cbor;
mod ceremony;
mod client_data;
mod credential;
mod mutation;
mod options;
#[cfg(test)]
mod tests;

pub use authenticator::SoftAuthenticator;
pub use ceremony::Refusal;
pub use credential::Credential;
pub use mutation::Mutation;
