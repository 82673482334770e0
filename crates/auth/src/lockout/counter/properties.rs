//! Whatever clients, clocks and crashes do, the policy holds.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    /// A client sends a password.
    Reserve,
    /// A running attempt fails; which one makes no difference to the counter.
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
    let (mut counter, mut now, mut running, mut allowed) = (Counter::default(), 0, 0, Vec::new());
    for step in steps {
        let instant = later(Timestamp::UNIX_EPOCH, SignedDuration::from_secs(now));
        match step {
            Step::Reserve => {
                if counter.reserve(instant) == Reservation::Allowed {
                    running += 1;
                    allowed.push(now);
                }
            }
            Step::Fail if running > 0 => {
                running -= 1;
                counter.settle(Outcome::Failed, instant);
            }
            Step::Crash if running > 0 => running -= 1,
            Step::Fail | Step::Crash => {}
            Step::Wait(seconds) => now += seconds,
        }
        assert!(counter.failures + counter.pending <= Counter::MAX_FAILURES, "{counter:?}");
        assert_eq!(counter.pending_since.is_some(), counter.pending > 0, "{counter:?}");
        assert_eq!(counter.window_started_at.is_some(), counter.failures > 0, "{counter:?}");
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
    fn any_order_of_successes_and_failures_keeps_the_counter_sound(
        steps in proptest::collection::vec((0..4_u8, 0..200_i64), 1..200),
    ) {
        let (mut counter, mut now) = (Counter::default(), Timestamp::UNIX_EPOCH);
        for (kind, wait) in steps {
            now = later(now, SignedDuration::from_secs(wait));
            match kind {
                0 => {
                    let _ = counter.reserve(now);
                }
                1 => {
                    counter.settle(Outcome::Failed, now);
                }
                2 => {
                    counter.settle(Outcome::NotRun, now);
                }
                _ => {
                    let standing = counter.settle(Outcome::Succeeded, now);
                    prop_assert_eq!(standing, Counter::default().standing());
                }
            }
            prop_assert!(counter.failures + counter.pending <= Counter::MAX_FAILURES);
            prop_assert_eq!(counter.locked_until.is_some(), counter.failures >= 10);
        }
    }
}
