//! How many attempts to prove who one is a client gets: pure arithmetic over numbers that the
//! database keeps.
//!
//! Failures are counted four times, each at a different width:
//!
//! - [`Attempts`], for one account *and one client* (a [`Source`], or a device that has signed in
//!   before): ten failures lock it for half an hour. A stranger elsewhere can thus never lock an
//!   account's owner out.
//! - [`GuessBucket`], for one account over all devices that never signed in to it: however many
//!   addresses and connections a guesser has, ten guesses an hour are compared in the long run.
//! - [`account_delay`], for the same devices: they are slowed down, and so is the owner on one of
//!   them, but only by seconds.
//! - [`source_throttle`], for one source over all accounts: one password tried with many names.
//!
//! Two limits stand beside these, for what the counts above don't bound: [`MAX_SESSION_FAILURES`] and
//! [`MAX_CODE_FAILURES`].
//!
//! None of them looks at whether the account exists, so they behave the same if it does not.
//! Each operation takes the numbers and changes them. They are meant to be written back only if
//! nobody else has changed them since they were read, so that no attempt is let through twice.

mod client;
mod guesses;
mod source;
mod window;

pub use client::{Attempts, AttemptsLeft, Outcome, Reservation};
pub use guesses::GuessBucket;
pub use source::Source;
pub use window::{ACCOUNT_WINDOW, FailureWindow, SOURCE_LIMIT, SOURCE_WINDOW};
pub use window::{account_delay, source_throttle};

use jiff::{SignedDuration, Timestamp};

/// How many wrong passwords end the session that they were sent in.
///
/// They count in the session itself, before anything is compared: whoever finds a locked browser gets no more
/// tries by deleting its device cookie or by changing the network, as the counts above would allow.
pub const MAX_SESSION_FAILURES: i64 = 10;

/// How many wrong codes in a row, over all sign-ins, freeze an account's TOTP codes.
///
/// A wrong code counts as a wrong password does, too. But whoever knows the password could guess six digits by
/// patience; a backup code's 40 bits can't be guessed. So it takes a backup code, a passkey or an admin to accept
/// TOTP codes again.
pub const MAX_CODE_FAILURES: i64 = 100;

/// Returns the instant `by` later, or the last one there is.
fn later(instant: Timestamp, by: SignedDuration) -> Timestamp {
    instant.checked_add(by).unwrap_or(Timestamp::MAX)
}
