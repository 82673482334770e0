//! Passkeys over HTTP, with an authenticator in software.

mod begin;
pub(crate) mod kit;
mod lock;
mod manage;
mod mutations;
mod off;
mod passwordless;
mod registration;
mod sign_in;
