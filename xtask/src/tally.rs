//! Adding up what test programs report.

use std::fmt;

/// The sum of `test result:` lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) programs: u64,
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
    pub(crate) filtered: u64,
}

impl Tally {
    /// Adds a line when it is a result; other lines are passed over.
    ///
    /// One looks like `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered
    /// out; finished in 0.01s`, with colours around `ok` on a terminal.
    pub(crate) fn add(&mut self, line: &str) {
        let Some((_, numbers)) = line.trim_start().split_once("test result: ") else {
            return;
        };
        // A test may print half a line before.
        self.programs += 1;
        let words: Vec<&str> = numbers.split([' ', ';']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let [number, what] = pair else { continue };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match *what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                "filtered" => self.filtered += number,
                _ => {}
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { programs, passed, failed, ignored, filtered } = self;
        write!(
            f,
            "{passed} passed; {failed} failed; {ignored} ignored; {filtered} filtered out; \
             in {programs} test programs"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_added_up() {
        let mut tally = Tally::default();
        for line in [
            "running 6 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.01s",
            "test a ... ok",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 5 filtered out; finished in 1s",
        ] {
            tally.add(line);
        }
        let expected = Tally { programs: 2, passed: 13, failed: 2, ignored: 1, filtered: 7 };
        assert_eq!(tally, expected);
    }

    #[test]
    fn colours_and_half_lines_do_no_harm() {
        let mut tally = Tally::default();
        tally.add(
            "printed by a testtest result: \u{1b}[32mok\u{1b}[m. 1 passed; 0 failed; 0 ignored",
        );
        assert_eq!((tally.programs, tally.passed), (1, 1));
    }
}
