//! Vectors made with another implementation: a rule, a zone, a window and what lies in it.

use jiff::{Timestamp, civil::DateTime};
use serde::Deserialize;

use super::super::{Definition, Kind, Rule, Series};
use crate::zone::ZoneDatabase;

#[derive(Deserialize)]
struct Case {
    id: u32,
    note: String,
    timezone: String,
    dtstart: String,
    rrule: String,
    exdates: Vec<String>,
    from: String,
    to: String,
    occurrences: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    local: String,
    utc: String,
}

#[test]
fn every_independent_vector_is_met() {
    let text = include_str!("../../../tests/vectors/recurrence.json");
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    assert_eq!(cases.len(), 181);
    let wrong: Vec<_> = cases
        .iter()
        .filter(|case| !met(case))
        .map(|case| format!("{}: {}", case.id, case.note))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn met(case: &Case) -> bool {
    let series = Series::new(Definition {
        start: local(&case.dtstart),
        kind: Kind::Timed(ZoneDatabase::bundled().parse(&case.timezone).unwrap().rules()),
        rule: Some(Rule::parse(&case.rrule).unwrap()),
        added: Vec::new(),
        excluded: case.exdates.iter().map(|raw| local(raw)).collect(),
    });
    let series = series.unwrap();
    let found = series.between(at(&case.from), at(&case.to));
    let found = found.map(|found| (found.local, found.at));
    found.eq(case.occurrences.iter().map(|wanted| (local(&wanted.local), at(&wanted.utc))))
}

fn local(raw: &str) -> DateTime {
    raw.parse().unwrap()
}

fn at(raw: &str) -> Timestamp {
    raw.parse().unwrap()
}
