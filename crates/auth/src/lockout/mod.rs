//! How many guesses a client gets: pure arithmetic over counters that the database keeps.
//!
//! Three counters stand in a guesser's way, each at a different width:
//!
//! - [`Counter`], for one account *and one source* (or one known device): ten failures lock it for
//!   half an hour. A stranger elsewhere can thus never lock an account's owner out.
//! - [`account_delay`], for one account over all sources: a guesser with many addresses is slowed
//!   down, and so is the owner, but only by seconds.
//! - [`source_throttle`], for one source over all accounts: one password tried with many names.
//!
//! None of them looks at whether the account exists, so they behave the same if it does not.
//! Each operation takes the row, changes it and is meant to be written back in the same
//! transaction, under a row lock.

mod counter;
mod source;
mod window;

pub use counter::{Counter, Outcome, Reservation, Standing};
pub use source::Source;
pub use window::{ACCOUNT_WINDOW, FailureWindow, SOURCE_LIMIT, SOURCE_WINDOW};
pub use window::{account_delay, source_throttle};

use jiff::{SignedDuration, Timestamp};

/// Returns the instant `by` later, or the last one there is.
fn later(instant: Timestamp, by: SignedDuration) -> Timestamp {
    instant.checked_add(by).unwrap_or(Timestamp::MAX)
}
