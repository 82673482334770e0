//! What a TOTP secret promises.

use proptest::prelude::*;

use super::*;
use crate::test_entropy::SeededEntropy;

/// `12345678901234567890`, the secret of the examples in RFC 6238.
const RFC_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// 16 characters, as early versions of pyotp made them.
const SHORT_SECRET: &str = "JBSWY3DPEHPK3PXP";

fn secret() -> TotpSecret {
    TotpSecret::from_base32(RFC_SECRET).unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn codes_are_those_of_the_rfc() {
    // RFC 6238, appendix B; the last six of its eight digits.
    for (second, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(*secret().code(at(second)), code);
        assert_eq!(secret().check(code, at(second), None), Some(Step::at(at(second))));
    }
}

#[test]
fn a_fresh_secret_has_160_bits_and_is_read_back() {
    let entropy = SeededEntropy::default();
    let (first, second) = (TotpSecret::fresh(&entropy), TotpSecret::fresh(&entropy));
    assert_eq!(first.to_base32().len(), 32);
    assert_ne!(first.to_base32(), second.to_base32());
    assert_eq!(TotpSecret::from_base32(&first.to_base32()).unwrap().to_base32(), first.to_base32());
}

#[test]
fn spelling_makes_no_difference() {
    for text in [
        "JBSWY3DPEHPK3PXP",
        "jbswy3dpehpk3pxp",
        " JBSW Y3DP EHPK 3PXP\n",
        "jbsw-y3dp-ehpk-3pxp",
        "JBSWY3DPEHPK3PXP========",
    ] {
        assert_eq!(*TotpSecret::from_base32(text).unwrap().to_base32(), SHORT_SECRET, "{text}");
    }
}

#[test]
fn secrets_of_any_usual_length_are_taken_over() {
    for length in [16, 26, 32, 52, 56, 64, 103] {
        let text = "A".repeat(length);
        let secret = TotpSecret::from_base32(&text).unwrap();
        assert_eq!(*secret.to_base32(), text);
        assert_eq!(secret.check(&secret.code(at(0)), at(0), None), Some(Step::at(at(0))));
    }
}

#[test]
fn what_is_no_secret_is_refused() {
    let refusal = |text: &str| TotpSecret::from_base32(text).unwrap_err();
    for text in ["JBSWY3DPEHPK3PX1", "JBSWY3DPEHPK3PXPÄÖ", "JBSW=3DPEHPK3PXP", "JBSW\0Y3DPEHPK3PX"]
    {
        assert_eq!(refusal(text), BadTotpSecret::NotBase32, "{text}");
    }
    for length in [17, 19, 22] {
        assert_eq!(refusal(&"A".repeat(length)), BadTotpSecret::NotBase32, "{length}");
    }
    for text in ["", "====", "JBSWY3DPEHPK3PX"] {
        assert_eq!(refusal(text), BadTotpSecret::TooShort, "{text}");
    }
    assert_eq!(refusal(&"A".repeat(104)), BadTotpSecret::TooLong);
}

#[test]
fn the_window_is_one_step_to_either_side() {
    let (secret, now) = (secret(), at(1_767_225_600));
    let distances: Vec<_> = (-5..=5)
        .filter(|distance| {
            let code = secret.code(at(now.as_second() + distance * 30));
            secret.check(&code, now, None).is_some()
        })
        .collect();
    assert_eq!(distances, [-1, 0, 1]);
}

#[test]
fn a_code_works_once() {
    let (secret, now) = (secret(), at(1_767_225_600));
    let code = secret.code(now);
    let last = secret.check(&code, now, None);
    assert!(last.is_some());
    assert_eq!(secret.check(&code, now, last), None);
    assert_eq!(secret.check(&secret.code(at(now.as_second() - 30)), now, last), None);
    assert!(secret.check(&secret.code(at(now.as_second() + 30)), now, last).is_some());
}

#[test]
fn only_six_ascii_digits_are_a_code() {
    // At second 1,234,567,890 the code begins with zeros, which "5924" and "+5924" leave out.
    let (secret, now) = (secret(), at(1_234_567_890));
    assert!(secret.check("005924", now, None).is_some());
    for text in [
        "",
        "5924",
        "05924",
        "0005924",
        " 05924",
        "+05924",
        "00592４",
        "٠٠٥٩٢٤",
        "005924 ",
        "00592\0",
    ] {
        assert_eq!(secret.check(text, now, None), None, "{text}");
    }
}

#[test]
fn a_code_that_two_steps_share_is_spent_for_both() {
    // The first two neighbours that share one, found by search.
    let (secret, first, second) = (secret(), at(910_737 * 30), at(910_738 * 30));
    let code = secret.code(first);
    assert_eq!(secret.code(second), code);
    let last = secret.check(&code, first, None);
    assert_eq!(last, Some(Step::at(second)));
    assert_eq!(secret.check(&code, second, last), None);
}

#[test]
fn a_clock_that_moved_back_far_locks_nobody_out() {
    let (secret, wrong, right) = (secret(), at(4_102_444_800), at(1_767_225_600));
    let last = secret.check(&secret.code(wrong), wrong, None);
    let again = secret.check(&secret.code(right), right, last);
    assert_eq!(again, Some(Step::at(right)));
    assert_eq!(secret.check(&secret.code(right), right, again), None);
}

#[test]
fn a_clock_that_moved_back_a_little_frees_no_code() {
    let (secret, now) = (secret(), at(1_767_225_600));
    let last = secret.check(&secret.code(now), now, None);
    for minutes in 1..=9 {
        let back = at(now.as_second() - minutes * 60);
        assert_eq!(secret.check(&secret.code(back), back, last), None, "{minutes} minutes");
    }
}

#[test]
fn debug_and_refusals_do_not_show_the_secret() {
    assert_eq!(format!("{:?}", secret()), "TotpSecret(…)");
    let refused = TotpSecret::from_base32("HUNTER2!").err().unwrap();
    assert!(!format!("{refused} {refused:?}").contains("HUNTER2"));
}

proptest! {
    #[test]
    fn however_a_disciplined_clock_goes_no_step_is_accepted_twice(
        moves in prop::collection::vec((-8_i64 * 60..600, -2_i64..=2), 1..60),
    ) {
        // The clock goes on, and is now and then set back by up to eight minutes in all.
        let (secret, start) = (secret(), 1_767_225_600_i64);
        let (mut now, mut latest, mut last) = (start, start, None);
        let mut accepted = Vec::new();
        for (by, off) in moves {
            now = (now + by).max(latest - 8 * 60);
            latest = latest.max(now);
            if let Some(step) = secret.check(&secret.code(at(now + off * 30)), at(now), last) {
                accepted.push(step);
                last = Some(step);
            }
        }
        prop_assert!(accepted.is_sorted_by(|earlier, later| earlier < later));
    }

    #[test]
    fn whatever_was_accepted_before_nobody_waits_over_eleven_minutes(
        last in any::<i64>(), now in 0_i64..4_102_444_800,
    ) {
        let (secret, last) = (secret(), Some(Step::from_stored(last)));
        let works = |now: i64| secret.check(&secret.code(at(now)), at(now), last).is_some();
        prop_assert!(works(now) || works(now + 11 * 60));
    }

    #[test]
    fn a_random_text_is_no_code_of_another_step(text in "[0-9]{6}", now in 0_i64..4_102_444_800) {
        let secret = secret();
        let expected = [now - 30, now, now + 30]
            .into_iter()
            .filter(|second| *second >= 0)
            .any(|second| *secret.code(at(second)) == text);
        prop_assert_eq!(secret.check(&text, at(now), None).is_some(), expected);
    }
}
