//! How long to wait after a failure, and when to give up.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The wait after the first failure.
pub const FIRST_WAIT: Duration = Duration::from_secs(1);

/// The longest wait, but for what a server asks for.
pub const MAX_WAIT: Duration = Duration::from_secs(30 * 60);

/// How often something is tried at most: with the longest wait, this takes longer than a day unless the program
/// keeps ending in the middle of it.
pub const MAX_ATTEMPTS: u32 = 100;

/// How long something is tried: what is a day old is in the app, where people look themselves.
const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// How often a server has to have failed in a row, or a message, before anything is given up for its age: with the
/// waits, for half an hour. What became old while everything was down isn't lost by the first failure.
const MIN_FAILURES: u32 = 12;

/// Tells whether nobody tries any more to send what was made then, after so many failures in a row of its own and
/// of its server.
#[must_use]
pub fn is_given_up(made: Timestamp, now: Timestamp, own: u32, of_server: u32) -> bool {
    let is_old = now.duration_since(made) >= GIVEN_UP_AFTER;
    own >= MAX_ATTEMPTS || (is_old && own.max(of_server) >= MIN_FAILURES)
}

/// Tells how long to wait after so many failures in a row: twice as long each time, and up to a quarter
/// more by chance (0 to 255), so that what failed together isn't tried together. A server that asks for
/// more is given that.
#[must_use]
pub fn wait_after(failures: u32, retry_after: Option<Duration>, chance: u8) -> Duration {
    let doubled = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
    let wait = doubled.min(MAX_WAIT).max(retry_after.unwrap_or_default());
    wait + doubled.min(MAX_WAIT) / 4 * u32::from(chance) / 255
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::{SignedDuration, Timestamp};

    use super::{MAX_ATTEMPTS, MAX_WAIT, is_given_up, wait_after};

    #[test]
    fn each_wait_is_twice_the_one_before_up_to_the_longest() {
        let waits: Vec<_> = (1..=4).map(|n| wait_after(n, None, 0).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8]);
        assert_eq!(wait_after(u32::MAX, None, 0), MAX_WAIT);
        assert_eq!(wait_after(0, None, 0).as_secs(), 1);
    }

    #[test]
    fn what_is_a_day_old_is_given_up_when_it_was_tried_for_a_while() {
        let made = Timestamp::UNIX_EPOCH;
        let day = made + SignedDuration::from_hours(24);
        let before = day - SignedDuration::from_secs(1);
        assert!(!is_given_up(made, before, 50, 50));
        assert!(!is_given_up(made, day, 1, 11), "it came due while everything was down");
        assert!(is_given_up(made, day, 1, 12) && is_given_up(made, day, 12, 0));
        assert!(is_given_up(made, made, MAX_ATTEMPTS, 0));
    }

    #[test]
    fn chance_adds_a_quarter_at_most() {
        assert_eq!(wait_after(3, None, 255), Duration::from_secs(5));
        assert!(wait_after(u32::MAX, None, 255) <= MAX_WAIT + MAX_WAIT / 4);
    }

    #[test]
    fn a_server_gets_the_time_that_it_asks_for() {
        let asked = Duration::from_secs(90);
        assert_eq!(wait_after(1, Some(asked), 0), asked);
        assert!(wait_after(1, Some(asked), 255) > asked);
        assert_eq!(wait_after(10, Some(asked), 0).as_secs(), 512);
    }
}
