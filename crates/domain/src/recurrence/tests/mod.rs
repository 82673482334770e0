mod cost;
mod due;
mod moved;
mod parse;
mod properties;
mod reference;
mod rfc;
mod short_months;
mod split;
mod traps;
mod vectors;

use jiff::{Timestamp, civil::DateTime};

use super::{Definition, Kind, Rule, Series};
use crate::zone::ZoneDatabase;

/// Reads a local time or a date.
fn local(raw: &str) -> DateTime {
    raw.parse().unwrap()
}

fn at(raw: &str) -> Timestamp {
    raw.parse().unwrap()
}

fn rule(raw: &str) -> Rule {
    Rule::parse(raw).unwrap_or_else(|error| panic!("{raw}: {error}"))
}

fn timed(zone: &str, start: &str, raw: &str) -> Definition {
    Definition {
        start: local(start),
        kind: Kind::Timed(ZoneDatabase::bundled().parse(zone).unwrap().rules()),
        rule: Some(rule(raw)),
        added: Vec::new(),
        excluded: Vec::new(),
    }
}

fn all_day(start: &str, raw: &str) -> Definition {
    Definition { kind: Kind::AllDay, ..timed("UTC", start, raw) }
}

fn series(definition: Definition) -> Series {
    Series::new(definition).unwrap()
}

/// Gives the first dates of a series, as text.
fn dates(series: &Series, count: usize) -> Vec<String> {
    let all = series.locals([DateTime::MIN, super::HORIZON]);
    all.take(count).map(|local| local.date().to_string()).collect()
}
