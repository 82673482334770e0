//! The table of what was measured, and what it has to be beside others.

use std::fmt::Write as _;
use std::time::Duration;

use super::contestant::Contestant;
use super::load::{Load, Who};
use crate::http::{self, Measured};
use crate::report::{Report, Row, Verdict, per_second, time};
use crate::server::mebibytes;

/// The runs of everybody with one load.
pub(super) type Runs = Vec<(Who, Vec<Measured>)>;

/// What a rate has to be, as a multiple of another one's in the same rounds. Of two others, the faster counts.
struct Aim {
    load: Load,
    who: Who,
    least: f64,
    beside: &'static [Who],
}

const fn aim(load: Load, who: Who, least: f64, beside: &'static [Who]) -> Aim {
    Aim { load, who, least, beside }
}

const FASTAPI: &[Who] = &[Who::FastApi, Who::FastApiLean];

const AIMS: [Aim; 9] = [
    aim(Load::Status, Who::UmbraPostgres, 1.2, &[Who::Node]),
    aim(Load::Todos, Who::UmbraPostgres, 1.3, &[Who::Node]),
    aim(Load::Todos, Who::UmbraPostgres, 0.35, &[Who::Pgbench]),
    aim(Load::Create, Who::UmbraPostgres, 1.2, &[Who::Node]),
    aim(Load::Month, Who::UmbraPostgres, 20.0, FASTAPI),
    aim(Load::Dashboard, Who::UmbraPostgres, 5.0, FASTAPI),
    aim(Load::Status, Who::UmbraSqlite, 1.8, &[Who::PocketBase]),
    aim(Load::Todos, Who::UmbraSqlite, 2.0, &[Who::PocketBase]),
    aim(Load::Create, Who::UmbraSqlite, 1.0, &[Who::PocketBase]),
];

/// Writes a table of the middle of everybody's rounds, with a row for each load.
pub(super) fn table(field: &[Contestant<'_>], all: &[(Load, usize, Runs)]) -> String {
    let mut rows = vec![vec!["requests a second".to_owned()]];
    rows[0].extend(field.iter().map(|contestant| contestant.who.name().to_owned()));
    for (load, connections, runs) in all {
        let mut row = vec![format!("{}, {connections} at a time", load.name())];
        row.extend(runs.iter().map(|(_, runs)| cell(runs)));
        rows.push(row);
    }
    let footprints: Vec<_> = field.iter().map(Contestant::footprint).collect();
    let mut add = |name: &str, cell: &dyn Fn((Duration, Option<u64>, Option<u64>)) -> String| {
        let cells = footprints.iter().map(|found| found.map_or_else(String::new, cell));
        rows.push(std::iter::once(name.to_owned()).chain(cells).collect());
    };
    let memory = |bytes: Option<u64>| bytes.map_or_else(String::new, mebibytes);
    add("start to first answer", &|(started_in, _, _)| time(started_in));
    add("memory when idle (PSS)", &|(_, idle, _)| memory(idle));
    add("memory after these loads", &|(_, _, after)| memory(after));
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        // Writing into a text can't fail.
        let _ = writeln!(text, "| {} |", row.join(" | "));
        if number == 0 {
            let _ = writeln!(text, "|{}", " --- |".repeat(row.len()));
        }
    }
    text
}

fn cell(runs: &[Measured]) -> String {
    if runs.is_empty() {
        return String::new();
    }
    let run = http::middle(runs);
    let mut text = per_second(run.rate);
    if run.p99 > Duration::ZERO {
        text += &format!(" ({})", time(run.p99));
    }
    if run.refused > 0 {
        text += &format!(", {} refused", run.refused);
    }
    text
}

/// Compares the rounds of so many connections with the aims.
pub(super) fn judge(all: &[(Load, usize, Runs)], connections: usize, report: &mut Report) {
    let of = |load, who| {
        let found = all.iter().find(|(known, number, _)| *known == load && *number == connections);
        let (_, _, runs) = found?;
        let (_, runs) = runs.iter().find(|(known, _)| *known == who)?;
        (!runs.is_empty()).then_some(runs)
    };
    for Aim { load, who, least, beside } in AIMS {
        let what = format!("{}, {}", load.name(), who.name());
        let Some(own) = of(load, who) else { continue };
        let others = beside.iter().filter_map(|&other| Some((other, of(load, other)?)));
        let fastest =
            others.max_by(|(_, a), (_, b)| http::middle(a).rate.total_cmp(&http::middle(b).rate));
        let Some((other, runs)) = fastest else {
            let names = beside.iter().map(|who| who.name()).collect::<Vec<_>>().join(", ");
            report.row(Row::skipped(what, format!("{names} wasn't measured")));
            continue;
        };
        let ratio = http::ratio(own, runs, |run| run.rate);
        let (own, runs) = (http::middle(own), http::middle(runs));
        report.row(Row {
            what,
            limit: format!("≥ {least} × {} ({})", other.name(), per_second(runs.rate)),
            measured: per_second(own.rate),
            ratio: format!("{ratio:.2}"),
            verdict: Verdict::of(ratio >= least && own.refused + runs.refused == 0),
        });
    }
    grown(&of, report);
    against_baseline(all, report);
}

/// Shows what is left of a rate when somebody has a thousand times as many todos.
fn grown<'a>(of: &impl Fn(Load, Who) -> Option<&'a Vec<Measured>>, report: &mut Report) {
    use Who::{FastApi, FastApiLean, Node, PocketBase, UmbraPostgres, UmbraSqlite};
    for who in [UmbraPostgres, UmbraSqlite, Node, FastApi, FastApiLean, PocketBase] {
        let (Some(few), Some(many)) = (of(Load::Todos, who), of(Load::Grown, who)) else {
            continue;
        };
        report.row(Row {
            what: format!("growth: 50 todos of 100,000, {}", who.name()),
            limit: format!("{} of 100", per_second(http::middle(few).rate)),
            measured: per_second(http::middle(many).rate),
            ratio: format!("{:.2}", http::ratio(many, few, |run| run.rate)),
            verdict: Verdict::Shown(String::new()),
        });
    }
}

/// Shows each rate beside that of another build.
fn against_baseline(all: &[(Load, usize, Runs)], report: &mut Report) {
    let pairs =
        [(Who::UmbraPostgres, Who::BaselinePostgres), (Who::UmbraSqlite, Who::BaselineSqlite)];
    for (load, connections, runs) in all {
        for (who, baseline) in pairs {
            let of = |who| runs.iter().find(|(known, _)| *known == who).map(|(_, runs)| runs);
            let (Some(own), Some(other)) = (of(who), of(baseline)) else { continue };
            report.row(Row {
                what: format!("{}, {connections} at a time, {}", load.name(), who.name()),
                limit: format!("{} baseline", per_second(http::middle(other).rate)),
                measured: per_second(http::middle(own).rate),
                ratio: format!("{:.2}", http::ratio(own, other, |run| run.rate)),
                verdict: Verdict::Shown(String::new()),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(rate: f64) -> Vec<Measured> {
        vec![Measured { rate, ..Measured::default() }; 3]
    }

    #[test]
    fn the_faster_of_two_counts_and_what_is_missing_is_said() {
        let of = vec![
            (Who::UmbraPostgres, runs(2_000.0)),
            (Who::FastApi, runs(84.0)),
            (Who::FastApiLean, runs(110.0)),
        ];
        let all =
            vec![(Load::Month, 16, of), (Load::Status, 16, vec![(Who::UmbraPostgres, runs(9.0))])];
        let mut report = Report::default();
        judge(&all, 16, &mut report);
        let text = report.to_string();
        assert!(text.contains("≥ 20 × FastAPI, lean (110/s)"), "{text}");
        assert!(text.contains("| 18.18 | MISSED"), "{text}");
        assert!(text.contains("skipped: Node wasn't measured"), "{text}");
        assert!(report.has_missed());
    }

    #[test]
    fn one_connection_is_no_aim() {
        let of = vec![(Who::UmbraSqlite, runs(1.0)), (Who::PocketBase, runs(9.0))];
        let mut report = Report::default();
        judge(&[(Load::Create, 1, of)], 16, &mut report);
        assert!(!report.has_missed());
    }

    #[test]
    fn refusals_are_told() {
        let run =
            Measured { rate: 1.0, refused: 2, p99: Duration::from_millis(3), p50: Duration::ZERO };
        assert_eq!(cell(&[run]), "1.0/s (3.0 ms), 2 refused");
        assert_eq!(cell(&[]), "");
    }
}
