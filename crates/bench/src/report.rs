//! What a benchmark has to say: rows of one table, and remarks below it.

use std::fmt;
use std::time::Duration;

/// How a number compares with what it has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is what it has to be.
    Met,
    /// It isn't.
    Missed,
    /// Nothing is demanded; this puts it into proportion.
    Shown(String),
    /// It could not be measured here, for this reason.
    Skipped(String),
}

impl Verdict {
    /// Judges a number.
    pub(crate) fn of(met: bool) -> Self {
        if met { Self::Met } else { Self::Missed }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Met => f.write_str("met"),
            Self::Missed => f.write_str("MISSED"),
            Self::Shown(what) => f.write_str(what),
            Self::Skipped(why) => write!(f, "skipped: {why}"),
        }
    }
}

/// One number beside its limit.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// What it is measured against; empty when there is nothing.
    pub(crate) limit: String,
    /// The number.
    pub(crate) measured: String,
    /// The number divided by the limit, and what that has to be.
    pub(crate) ratio: String,
    /// What follows.
    pub(crate) verdict: Verdict,
}

impl Row {
    /// Says that something could not be measured.
    pub(crate) fn skipped(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            limit: String::new(),
            measured: String::new(),
            ratio: String::new(),
            verdict: Verdict::Skipped(why.into()),
        }
    }
}

/// Rows and remarks, and what leads to them.
#[derive(Debug, Default)]
pub(crate) struct Report {
    lead: String,
    rows: Vec<Row>,
    remarks: Vec<String>,
}

impl Report {
    /// Puts a text before the rows.
    pub(crate) fn lead(&mut self, text: impl Into<String>) {
        self.lead = text.into();
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Adds a remark, once.
    pub(crate) fn remark(&mut self, remark: impl Into<String>) {
        let remark = remark.into();
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Adds what another benchmark has to say.
    pub(crate) fn append(&mut self, other: Self) {
        self.lead.push_str(&other.lead);
        self.rows.extend(other.rows);
        other.remarks.into_iter().for_each(|remark| self.remark(remark));
    }

    /// Tells whether something isn't what it has to be.
    pub(crate) fn has_missed(&self) -> bool {
        self.rows.iter().any(|row| row.verdict == Verdict::Missed)
    }
}

impl fmt::Display for Report {
    /// Writes a Markdown table with aligned columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.lead.is_empty() {
            writeln!(f, "{}", self.lead)?;
        }
        let head = ["what", "limit", "measured", "ratio", "verdict"].map(str::to_owned);
        let mut lines = vec![head];
        lines.extend(self.rows.iter().map(|row| {
            let Row { what, limit, measured, ratio, verdict } = row;
            [what.clone(), limit.clone(), measured.clone(), ratio.clone(), verdict.to_string()]
        }));
        let width = |column: usize| {
            lines.iter().map(|line: &[String; 5]| line[column].chars().count()).max().unwrap_or(0)
        };
        let widths: [usize; 5] = std::array::from_fn(width);
        for (number, line) in lines.iter().enumerate() {
            for (cell, width) in line.iter().zip(widths) {
                write!(f, "| {cell:width$} ")?;
            }
            writeln!(f, "|")?;
            if number == 0 {
                for width in widths {
                    write!(f, "| {} ", "-".repeat(width.max(3)))?;
                }
                writeln!(f, "|")?;
            }
        }
        for remark in &self.remarks {
            writeln!(f, "\n{remark}")?;
        }
        Ok(())
    }
}

/// Writes a rate per second with thousands apart.
pub(crate) fn per_second(rate: f64) -> String {
    if rate < 100.0 {
        return format!("{rate:.1}/s");
    }
    let digits = format!("{rate:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + "/s"
}

/// Writes a time with about three digits.
pub(crate) fn time(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1e3;
    match milliseconds {
        below if below < 1.0 => format!("{below:.2} ms"),
        below if below < 100.0 => format!("{below:.1} ms"),
        _ => format!("{milliseconds:.0} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_remarks_follow_once() {
        let mut report = Report::default();
        report.row(Row {
            what: "idle".into(),
            limit: "25 MiB".into(),
            measured: "9 MiB".into(),
            ratio: "0.36".into(),
            verdict: Verdict::of(true),
        });
        report.remark("Loopback only.");
        report.remark("Loopback only.");
        let expected = "\
            | what | limit  | measured | ratio | verdict |\n\
            | ---- | ------ | -------- | ----- | ------- |\n\
            | idle | 25 MiB | 9 MiB    | 0.36  | met     |\n\
            \nLoopback only.\n";
        assert_eq!(report.to_string(), expected);
        assert!(!report.has_missed());
    }

    #[test]
    fn one_missed_row_is_enough() {
        let mut report = Report::default();
        report.row(Row::skipped("the limit", "no pgbench"));
        assert!(!report.has_missed());
        let mut other = Report::default();
        other.row(Row { verdict: Verdict::of(false), ..Row::skipped("rate", "") });
        report.append(other);
        assert!(report.has_missed());
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(
            [72.31, 999.6, 64_400.0].map(per_second),
            ["72.3/s", "1,000/s", "64,400/s"].map(str::to_owned)
        );
        assert_eq!(
            [350, 12_340, 128_700].map(|micros| time(Duration::from_micros(micros))),
            ["0.35 ms", "12.3 ms", "129 ms"].map(str::to_owned)
        );
    }
}
