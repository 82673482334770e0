use super::{
    super::{Rule, ShortMonths, changed_rule},
    all_day, dates, rule, series,
};
use crate::Patch;

const SKIP: ShortMonths = ShortMonths::Skip;
const LAST: ShortMonths = ShortMonths::LastDay;

fn changed(
    current: Option<&str>,
    given: Patch<&str>,
    short_months: Patch<ShortMonths>,
    default: ShortMonths,
) -> Result<Option<String>, &'static str> {
    let current = current.map(rule);
    let changed = changed_rule(current.as_ref(), given.map(rule), short_months, default);
    changed.map(|rule| rule.map(|rule| rule.to_string())).map_err(|why| why.code)
}

const MOVED: &str = "FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=BACKWARD";
const LEFT_OUT: &str = "FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=OMIT";
const NEXT_DAY: &str = "FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=FORWARD";

#[test]
fn it_is_the_skip_of_the_rule_by_another_name() {
    let (keep, monthly) = (Patch::Keep, Patch::Set("FREQ=MONTHLY"));
    for (current, given, short_months, default, expected) in [
        (None, monthly, keep, SKIP, "FREQ=MONTHLY"),
        (None, monthly, Patch::Set(LAST), SKIP, MOVED),
        (None, monthly, Patch::Set(SKIP), SKIP, "FREQ=MONTHLY"),
        (None, monthly, Patch::Set(LAST), LAST, "FREQ=MONTHLY"),
        (None, monthly, Patch::Set(SKIP), LAST, LEFT_OUT),
        // What is said in plain words wins.
        (None, Patch::Set(MOVED), Patch::Set(SKIP), SKIP, "FREQ=MONTHLY"),
        (None, Patch::Set(NEXT_DAY), Patch::Set(LAST), SKIP, MOVED),
        (Some("FREQ=MONTHLY"), Patch::Keep, Patch::Set(LAST), SKIP, MOVED),
        (Some(MOVED), Patch::Keep, Patch::Set(LAST), SKIP, MOVED),
        (Some(MOVED), Patch::Keep, Patch::Clear, SKIP, "FREQ=MONTHLY"),
        (Some(LEFT_OUT), Patch::Keep, Patch::Clear, LAST, "FREQ=MONTHLY"),
        // An omitted field stays, and `null` is what the day after was shown as.
        (Some(MOVED), monthly, keep, SKIP, MOVED),
        (Some(MOVED), Patch::Set(LEFT_OUT), keep, SKIP, LEFT_OUT),
        (Some(NEXT_DAY), Patch::Set(NEXT_DAY), Patch::Clear, SKIP, NEXT_DAY),
        // A rule by weeks has no need of it.
        (Some(MOVED), Patch::Set("FREQ=WEEKLY"), Patch::Set(LAST), SKIP, "FREQ=WEEKLY"),
    ] {
        let found = changed(current, given, short_months, default);
        assert_eq!(found, Ok(Some(expected.to_owned())), "{current:?} {given:?} {short_months:?}");
    }
    assert_eq!(changed(Some(MOVED), Patch::Clear, keep, SKIP), Ok(None));
    for (current, given) in [(None, Patch::Keep), (Some(MOVED), Patch::Clear)] {
        let refused = changed(current, given, Patch::Set(LAST), SKIP);
        assert_eq!(refused, Err("short_months_without_rule"));
    }
}

#[test]
fn it_is_shown_where_it_matters() {
    let shown = |raw, default| Rule::short_months(&rule(raw), default);
    assert_eq!(shown("FREQ=MONTHLY", SKIP), Some(SKIP));
    assert_eq!(shown("FREQ=YEARLY", LAST), Some(LAST));
    assert_eq!(shown(MOVED, SKIP), Some(LAST));
    assert_eq!(shown(LEFT_OUT, LAST), Some(SKIP));
    assert_eq!(shown(NEXT_DAY, SKIP), None);
    assert_eq!(shown("FREQ=WEEKLY", SKIP), None);
}

#[test]
fn rent_and_leap_days_are_on_the_last_day() {
    let last_day = |raw: &str| {
        let made = changed(None, Patch::Set(raw), Patch::Set(LAST), SKIP);
        made.unwrap().unwrap()
    };
    let rent = series(all_day("2026-01-31", &last_day("FREQ=MONTHLY")));
    assert_eq!(dates(&rent, 4), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
    let birthday = series(all_day("2024-02-29", &last_day("FREQ=YEARLY")));
    assert_eq!(dates(&birthday, 3), ["2024-02-29", "2025-02-28", "2026-02-28"]);
    assert_eq!(dates(&birthday, 5)[4], "2028-02-29");
}
