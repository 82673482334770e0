//! Time-based one-time passwords (RFC 6238), as authenticator apps understand them all: SHA-1,
//! six digits, a new code every 30 seconds.
//!
//! - [`TotpSecret`] is what the app and the server share. It is stored
//!   [sealed](crate::KeyRing::seal), in base32.
//! - [`TotpSecret::key_uri`] and [`TotpSecret::qr_png_data_url`] bring it into the app.
//! - [`TotpSecret::check`] verifies a code, and returns the [`Step`] to store so that the code
//!   works only once.

mod key_uri;
mod qr;
mod secret;
mod step;

pub use self::{
    secret::{BadTotpSecret, TotpSecret},
    step::Step,
};
