//! What the samples say.

use std::fmt::Write as _;

use crate::report::{Report, Row, Verdict};
use crate::statistics::{Samples, welch_t};

use super::Question;

/// The |t| from which on two kinds of names can be told apart.
const MAX_T: f64 = 4.5;

/// The share of the samples, of all kinds together, that is left after trimming. What other
/// programs on the machine do makes a few samples many times as long; they hide a difference
/// rather than make one.
const TRIMMED_TO: f64 = 0.95;

/// Adds a row for each two kinds of names, and their times as a remark.
pub(super) fn compare<Q: Question>(report: &mut Report, samples: &[Samples; 3]) {
    let limit = Samples::pooled(samples).quantile(TRIMMED_TO);
    let trimmed = samples.each_ref().map(|kind| kind.up_to(limit));
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let all = welch_t(&samples[a], &samples[b]);
        let core = welch_t(&trimmed[a], &trimmed[b]);
        let apart = trimmed[a].mean() - trimmed[b].mean();
        report.row(Row {
            what: format!("{} time, {} / {}", Q::WHAT, Q::KINDS[a], Q::KINDS[b]),
            limit: format!("|t| < {MAX_T}"),
            measured: format!("t {all:+.2}; trimmed {core:+.2}, {apart:+.0} µs apart"),
            ratio: String::new(),
            // Written so that a t that is no number is no success.
            verdict: Verdict::of(all.abs() < MAX_T && core.abs() < MAX_T),
        });
    }
    report.remark(times::<Q>(samples, &trimmed, limit));
}

fn times<Q: Question>(samples: &[Samples; 3], trimmed: &[Samples; 3], limit: f64) -> String {
    let mut text = format!(
        "Times of a {} in µs, {} samples each, interleaved; trimmed: without what took over \
         {limit:.0} µs, the slowest {:.0} % of all kinds together:",
        Q::WHAT,
        samples[0].len(),
        (1.0 - TRIMMED_TO) * 100.0,
    );
    for (kind, (all, core)) in Q::KINDS.iter().zip(samples.iter().zip(trimmed)) {
        // Writing to a string doesn't fail.
        let _ = write!(
            text,
            "\n  {kind:14}  mean {:7.0}  median {:7.0}  sd {:6.0}   trimmed: n {:5}  mean {:7.0}  sd {:6.0}",
            all.mean(),
            all.median(),
            all.variance().sqrt(),
            core.len(),
            core.mean(),
            core.variance().sqrt(),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::enumeration::passwords::Passwords;

    fn report(samples: &[Samples; 3]) -> Report {
        let mut report = Report::default();
        compare::<Passwords>(&mut report, samples);
        report
    }

    fn normal(dice: &mut Dice, mean: f64, count: usize) -> Samples {
        // The sum of twelve uniform numbers is nearly normal, with a variance of 1.
        let mut uniform = move || (dice.roll() >> 11) as f64 / (1_u64 << 53) as f64;
        let mut next = move || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
        (0..count).map(|_| mean + 300.0 * next()).collect()
    }

    #[test]
    fn kinds_that_take_equally_long_pass() {
        let mut dice = Dice::seeded(7);
        let samples = [(); 3].map(|()| normal(&mut dice, 30_000.0, 2000));
        assert!(!report(&samples).has_missed());
    }

    #[test]
    fn a_kind_that_takes_a_little_longer_is_found() {
        let mut dice = Dice::seeded(7);
        let samples = [30_000.0, 30_000.0, 30_100.0].map(|mean| normal(&mut dice, mean, 2000));
        let text = report(&samples).to_string();
        assert_eq!(text.matches("MISSED").count(), 2, "{text}");
    }
}
