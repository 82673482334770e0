//! Whatever clients, clocks and crashes do, the policy holds.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    /// A client sends a password.
    Reserve,
    /// A running attempt fails; which one makes no difference to the numbers.
    Fail,
    /// A running attempt is never heard of again.
    Crash,
    /// Time passes.
    Wait(i64),
}

fn steps(longest_wait: i64) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => Just(Step::Reserve),
        4 => Just(Step::Fail),
        1 => Just(Step::Crash),
        3 => (1..=longest_wait).prop_map(Step::Wait),
    ];
    proptest::collection::vec(step, 1..300)
}

/// Plays the steps and returns the second at which each real verification was let through.
fn verifications(steps: Vec<Step>) -> Vec<i64> {
    let (mut attempts, mut now, mut running, mut allowed) = (Attempts::default(), 0, 0, Vec::new());
    for step in steps {
        let instant = later(Timestamp::UNIX_EPOCH, SignedDuration::from_secs(now));
        match step {
            Step::Reserve => {
                if attempts.reserve(instant) == Reservation::Allowed {
                    running += 1;
                    allowed.push(now);
                }
            }
            Step::Fail if running > 0 => {
                running -= 1;
                attempts.settle(Outcome::Failed, instant);
            }
            Step::Crash if running > 0 => running -= 1,
            Step::Fail | Step::Crash => {}
            Step::Wait(seconds) => now += seconds,
        }
        assert!(attempts.failures + attempts.pending <= Attempts::MAX_FAILURES, "{attempts:?}");
        assert_eq!(attempts.pending_since.is_some(), attempts.pending > 0, "{attempts:?}");
        assert_eq!(attempts.window_started_at.is_some(), attempts.failures > 0, "{attempts:?}");
    }
    allowed
}

proptest! {
    #[test]
    fn one_window_sees_at_most_ten_verifications(steps in steps(5)) {
        // At most 300 steps of 5 seconds: all within the half hour.
        prop_assert!(verifications(steps).len() <= 10);
    }

    #[test]
    fn any_half_hour_sees_at_most_those_of_two_windows(steps in steps(2_000)) {
        let allowed = verifications(steps);
        for (index, first) in allowed.iter().enumerate() {
            let within = allowed[index..].iter().take_while(|at| *at - first < 1_800).count();
            prop_assert!(within <= 20, "{within} from second {first} on");
        }
    }

    #[test]
    fn any_order_of_successes_and_failures_keeps_the_numbers_sound(
        steps in proptest::collection::vec((0..4_u8, 0..200_i64), 1..200),
    ) {
        let (mut attempts, mut now) = (Attempts::default(), Timestamp::UNIX_EPOCH);
        for (kind, wait) in steps {
            now = later(now, SignedDuration::from_secs(wait));
            match kind {
                0 => {
                    let _ = attempts.reserve(now);
                }
                1 => {
                    attempts.settle(Outcome::Failed, now);
                }
                2 => {
                    attempts.settle(Outcome::NotRun, now);
                }
                _ => {
                    let left = attempts.settle(Outcome::Succeeded, now);
                    prop_assert_eq!(left, AttemptsLeft(Attempts::MAX_FAILURES));
                }
            }
            prop_assert!(attempts.failures + attempts.pending <= Attempts::MAX_FAILURES);
            prop_assert_eq!(attempts.locked_until.is_some(), attempts.failures >= 10);
        }
    }
}
