use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use proptest::{collection::btree_set, prelude::*, sample::select};

use super::super::{
    Definition, Ends, Frequency, Kind, Limit, Occurrence, Rule, Series, Split, Until,
};
use crate::zone::ZoneDatabase;

const ZONES: [&str; 7] = [
    "UTC",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Cairo",
    "America/Santiago",
    "Pacific/Kiritimati",
];

/// Makes a part of a rule, or nothing, from numbers.
fn part(name: &'static str, from: Vec<i16>, most: usize) -> impl Strategy<Value = String> {
    let list = btree_set(select(from), 1..=most).prop_map(move |numbers| {
        let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
        format!(";{name}={}", numbers.join(","))
    });
    prop_oneof![3 => Just(String::new()), 1 => list]
}

fn both_ends(greatest: i16) -> Vec<i16> {
    (1..=greatest).chain(-greatest..=-1).collect()
}

fn weekdays() -> impl Strategy<Value = String> {
    let day = select(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"]);
    let number = select(vec!["", "", "", "1", "2", "-1", "5", "-5", "20"]);
    let one = (number, day).prop_map(|(number, day)| format!("{number}{day}"));
    let list = btree_set(one, 1..4)
        .prop_map(|days| format!(";BYDAY={}", days.into_iter().collect::<Vec<_>>().join(",")));
    prop_oneof![1 => Just(String::new()), 1 => list]
}

fn limit() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just(String::new()),
        1 => (1..30u16).prop_map(|count| format!(";COUNT={count}")),
        1 => (2010..2016i16, 1..=12i8, 1..=28i8)
            .prop_map(|(y, m, d)| format!(";UNTIL={y:04}{m:02}{d:02}")),
        1 => (2010..2016i16, 1..=12i8, 1..=28i8, 0..24i8)
            .prop_map(|(y, m, d, h)| format!(";UNTIL={y:04}{m:02}{d:02}T{h:02}3000")),
    ]
}

fn rules() -> impl Strategy<Value = Rule> {
    let frequency = select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);
    let interval = select(vec![1, 1, 1, 2, 3, 5, 14]);
    let head = (frequency, interval, limit());
    let dates = (
        part("BYMONTH", (1..=12).collect(), 4),
        part("BYWEEKNO", both_ends(53), 4),
        part("BYYEARDAY", both_ends(366), 5),
        part("BYMONTHDAY", [both_ends(31), vec![28, 29, 30, 31, -28, -31]].concat(), 5),
        weekdays(),
    );
    let rest = (
        part("BYHOUR", (0..24).collect(), 3),
        part("BYMINUTE", vec![0, 15, 30, 59], 2),
        part("BYSETPOS", vec![1, 2, 3, 10, -1, -2, -10], 2),
        select(vec!["", "", ";WKST=SU", ";WKST=TH", ";WKST=MO"]),
        select(vec![
            "",
            "",
            ";RSCALE=GREGORIAN;SKIP=OMIT",
            ";RSCALE=GREGORIAN;SKIP=BACKWARD",
            ";RSCALE=GREGORIAN;SKIP=FORWARD",
        ]),
    );
    (head, dates, rest).prop_filter_map("a rule that RFC 5545 allows", |(head, dates, rest)| {
        let (frequency, interval, limit) = head;
        let (month, mut week, mut year_day, mut month_day, mut day) = dates;
        let (hour, minute, position, week_start, skip) = rest;
        // What the frequency can't have is left out, so that few are refused.
        if frequency != "YEARLY" {
            (week, year_day) = (String::new(), String::new());
        }
        if frequency == "WEEKLY" {
            month_day.clear();
        }
        if matches!(frequency, "DAILY" | "WEEKLY") || !week.is_empty() {
            day.retain(|c| !c.is_ascii_digit() && c != '-');
        }
        let parts = [limit, month, week, year_day, month_day, day, hour, minute, position];
        let raw = format!("FREQ={frequency};INTERVAL={interval}{}", parts.concat());
        Rule::parse(&format!("{raw}{week_start}{skip}")).ok()
    })
}

fn locals() -> impl Strategy<Value = DateTime> {
    let day = prop_oneof![1..=28i8, 28..=31i8];
    (2009..2014i16, 1..=12i8, day, 0..24i8, select(vec![0, 15, 30]))
        .prop_filter_map("a date that exists", |(y, m, d, h, min)| {
            DateTime::new(y, m, d, h, min, 0, 0).ok()
        })
}

fn definitions() -> impl Strategy<Value = Definition> {
    let exceptions = || proptest::collection::vec(locals(), 0..3);
    let rules = proptest::option::weighted(0.9, rules());
    (rules, locals(), select(ZONES.to_vec()), exceptions(), 0..6usize).prop_map(
        |(rule, start, zone, added, excluded)| {
            let zone = ZoneDatabase::bundled().parse(zone).unwrap().rules();
            let bare =
                Definition { start, kind: Kind::Timed(zone), rule, added, excluded: Vec::new() };
            let found = Series::new(bare.clone());
            let found = found.map(|series| series.locals([start, end()]).take(9).collect());
            let found: Vec<_> = found.unwrap_or_default();
            let excluded = found.into_iter().skip(1).step_by(excluded.max(1)).take(excluded);
            Definition { excluded: excluded.collect(), ..bare }
        },
    )
}

fn end() -> DateTime {
    DateTime::constant(2016, 6, 1, 0, 0, 0, 0)
}

fn instants() -> impl Strategy<Value = Timestamp> {
    let range = (1_230_768_000..1_464_739_200i64).prop_map(|at| at - at % 900);
    range.prop_map(|at| Timestamp::from_second(at).unwrap())
}

fn known(definition: Definition) -> Result<Series, TestCaseError> {
    Series::new(definition).map_err(|error| TestCaseError::reject(error.to_string()))
}

fn all(series: &Series, upto: Timestamp) -> Vec<Occurrence> {
    series.between(Timestamp::MIN, upto).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_engine_agrees_with_the_slow_reading_of_the_rfc(
        rule in rules(), start in locals(), skipped in 0..900i64, length in 1..900i64,
    ) {
        let days = |days| SignedDuration::from_hours(24 * days);
        let (from, to) = (start + days(skipped), start + days(skipped + length));
        let wanted = super::reference::occurrences(&rule, start, to);
        let definition = Definition {
            start,
            kind: Kind::Timed(TimeZone::UTC),
            rule: Some(rule),
            added: Vec::new(),
            excluded: Vec::new(),
        };
        let found = match Series::new(definition) {
            Ok(series) => series.locals([from, to]).collect(),
            Err(error) => {
                prop_assert_eq!(error.code, "recurrence_never_occurs");
                Vec::new()
            }
        };
        let wanted: Vec<_> = wanted.into_iter().filter(|&local| from <= local).collect();
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn a_window_equals_its_two_halves(
        definition in definitions(), mut cuts in [instants(), instants(), instants()],
    ) {
        cuts.sort_unstable();
        let [from, middle, to] = cuts;
        let series = known(definition)?;
        let whole: Vec<_> = series.between(from, to).collect();
        let halves = series.between(from, middle).chain(series.between(middle, to));
        prop_assert_eq!(&whole, &halves.collect::<Vec<_>>());
        prop_assert!(whole.is_sorted_by_key(|next| (next.at, next.local)));
        prop_assert!(whole.iter().all(|next| series.contains(next.local)));
        prop_assert_eq!(whole.first().copied(), series.at_or_after(from).filter(|n| n.at < to));
        let later = whole.iter().find(|next| next.at > from).copied();
        prop_assert_eq!(later, series.next_after(from).filter(|next| next.at < to));
    }

    #[test]
    fn a_written_rule_expands_as_before(definition in definitions(), from in instants()) {
        let rule = definition.rule.clone();
        let again = rule.as_ref().map(|rule| Rule::parse(&rule.to_string()).unwrap());
        prop_assert_eq!(&again, &rule);
        let series = known(definition.clone())?;
        let stored = Series::with_end(Definition { rule: again, ..definition }, series.ends());
        let upto = from + SignedDuration::from_hours(24 * 200);
        let stored = stored.unwrap();
        prop_assert_eq!(stored.last(), series.last());
        prop_assert!(stored.between(from, upto).eq(series.between(from, upto)));
    }

    #[test]
    fn both_parts_of_a_divided_series_are_the_whole(
        definition in definitions(), place in any::<prop::sample::Index>(),
    ) {
        let series = known(definition)?;
        let upto = Timestamp::from_second(1_464_739_200).unwrap();
        let whole = all(&series, upto);
        prop_assume!(!whole.is_empty());
        let at = place.get(&whole).local;
        let rule = series.definition().rule.clone();
        let Split { before, rest } = match series.split(at) {
            Ok(split) => split,
            Err(error) => {
                prop_assert_eq!(error.code, "unsupported_recurrence");
                prop_assert!(rule.is_some_and(|rule| rule.moves_days() && rule.interval() > 1));
                return Ok(());
            }
        };
        for part in before.iter().chain([&rest]) {
            let anew = Series::new(part.definition().clone()).unwrap();
            prop_assert_eq!(anew.ends(), part.ends());
        }
        let before = before.map(|before| all(&before, upto)).unwrap_or_default();
        let rest = all(&rest, upto);
        prop_assert!(before.iter().all(|next| next.local < at));
        prop_assert!(rest.iter().all(|next| at <= next.local));
        let mut both = [before, rest].concat();
        both.sort_unstable_by_key(|next| (next.at, next.local));
        prop_assert_eq!(both, whole);
    }

    #[test]
    fn the_end_of_a_rule_is_its_last_occurrence(rule in rules(), start in locals()) {
        let definition = Definition {
            start,
            kind: Kind::Timed(TimeZone::UTC),
            rule: Some(rule.clone()),
            added: Vec::new(),
            excluded: Vec::new(),
        };
        let series = known(definition)?;
        match rule.limit() {
            Limit::Never => prop_assert_eq!(series.ends(), Ends::Never),
            Limit::Count(_) if rule.frequency() == Frequency::Yearly => {}
            Limit::Until(Until::Utc(_)) => {}
            _ => {
                let last = series.locals([start, super::super::HORIZON]).last();
                prop_assert_eq!(series.ends(), Ends::At(last.unwrap()));
                prop_assert_eq!(series.last(), last);
            }
        }
    }
}
