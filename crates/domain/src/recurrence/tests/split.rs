use super::{
    super::{Series, Split},
    all_day, dates, local, series, timed,
};

fn split(series: &Series, at: &str) -> Split {
    series.split(local(at)).unwrap()
}

fn rule_of(series: &Series) -> String {
    series.definition().rule.as_ref().unwrap().to_string()
}

#[test]
fn count_is_divided_between_both_parts() {
    let weekly = series(timed("Europe/Vienna", "2026-03-02T09:00", "FREQ=WEEKLY;COUNT=5"));
    let Split { before, rest } = split(&weekly, "2026-03-16T09:00");
    assert_eq!(rule_of(&before.unwrap()), "FREQ=WEEKLY;COUNT=2");
    assert_eq!(rule_of(&rest), "FREQ=WEEKLY;COUNT=3");
    assert_eq!(rest.definition().start, local("2026-03-16T09:00"));
    assert_eq!(rest.last(), weekly.last());
}

#[test]
fn an_endless_series_gets_an_end_just_before() {
    let daily = series(timed("Europe/Vienna", "2026-03-02T09:00", "FREQ=DAILY;UNTIL=20300101"));
    let Split { before, rest } = split(&daily, "2026-03-05T09:00");
    assert_eq!(rule_of(&before.unwrap()), "FREQ=DAILY;UNTIL=20260305T075959Z");
    assert_eq!(rule_of(&rest), "FREQ=DAILY;UNTIL=20300101");
    let days = series(all_day("2026-03-02", "FREQ=DAILY"));
    let Split { before, .. } = split(&days, "2026-03-05");
    assert_eq!(rule_of(&before.unwrap()), "FREQ=DAILY;UNTIL=20260304");
}

#[test]
fn nothing_comes_before_the_first_occurrence() {
    let mondays = series(timed("UTC", "2026-03-04T09:00", "FREQ=WEEKLY;BYDAY=MO"));
    let Split { before, rest } = split(&mondays, "2026-03-09T09:00");
    assert!(before.is_none());
    assert_eq!(rest.first(), Some(local("2026-03-09T09:00")));
}

#[test]
fn exceptions_go_to_the_side_they_lie_on() {
    let mut definition = timed("UTC", "2026-03-02T09:00", "FREQ=DAILY;COUNT=10");
    definition.excluded = ["2026-03-03T09:00", "2026-03-08T09:00"].map(local).into();
    definition.added = ["2026-03-04T12:00", "2026-03-09T12:00"].map(local).into();
    let Split { before, rest } = split(&series(definition), "2026-03-05T09:00");
    let before = before.unwrap();
    assert_eq!(before.definition().excluded, [local("2026-03-03T09:00")]);
    assert_eq!(before.definition().added, [local("2026-03-04T12:00")]);
    assert_eq!(rest.definition().excluded, [local("2026-03-08T09:00")]);
    assert_eq!(rest.definition().added, [local("2026-03-09T12:00")]);
}

#[test]
fn a_series_divided_at_an_added_time_starts_with_the_rules_next() {
    let mut definition = timed("UTC", "2026-03-02T09:00", "FREQ=WEEKLY;COUNT=2");
    definition.added =
        ["2026-03-04T12:00", "2026-04-04T12:00", "2026-04-05T12:00"].map(local).into();
    let whole = series(definition);
    let Split { before, rest } = split(&whole, "2026-03-04T12:00");
    assert_eq!(dates(&before.unwrap(), 9), ["2026-03-02"]);
    assert_eq!(dates(&rest, 9), ["2026-03-04", "2026-03-09", "2026-04-04", "2026-04-05"]);
    assert_eq!(rest.definition().start, local("2026-03-09T09:00"));
    let Split { before, rest } = split(&whole, "2026-04-04T12:00");
    assert_eq!(dates(&before.unwrap(), 9), ["2026-03-02", "2026-03-04", "2026-03-09"]);
    assert_eq!(dates(&rest, 9), ["2026-04-04", "2026-04-05"]);
    assert!(rest.definition().rule.is_none());
}

#[test]
fn added_times_alone_can_be_what_comes_before() {
    let mut definition = timed("UTC", "2026-03-02T09:00", "FREQ=WEEKLY;COUNT=2");
    definition.added = ["2026-02-04T12:00", "2026-02-05T12:00"].map(local).into();
    let Split { before, .. } = split(&series(definition), "2026-03-02T09:00");
    let before = before.unwrap();
    assert_eq!(dates(&before, 9), ["2026-02-04", "2026-02-05"]);
    assert!(before.definition().rule.is_none());
}

#[test]
fn the_anchor_day_outlives_a_split_in_a_short_month() {
    let monthly = series(all_day("2026-01-31", "FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=BACKWARD"));
    let Split { rest, .. } = split(&monthly, "2026-02-28");
    assert_eq!(dates(&rest, 3), ["2026-02-28", "2026-03-31", "2026-04-30"]);
    assert_eq!(rule_of(&rest), "FREQ=MONTHLY;BYMONTHDAY=31;RSCALE=GREGORIAN;SKIP=BACKWARD");
    let yearly = series(all_day("2024-02-29", "FREQ=YEARLY;RSCALE=GREGORIAN;SKIP=FORWARD"));
    let Split { rest, .. } = split(&yearly, "2025-03-01");
    assert_eq!(dates(&rest, 4), ["2025-03-01", "2026-03-01", "2027-03-01", "2028-02-29"]);
}

#[test]
fn a_day_moved_out_of_every_other_month_divides_nothing() {
    let raw = "FREQ=MONTHLY;INTERVAL=2;RSCALE=GREGORIAN;SKIP=FORWARD";
    let odd = series(all_day("2025-12-31", raw));
    assert_eq!(dates(&odd, 3), ["2025-12-31", "2026-03-01", "2026-05-01"]);
    assert_eq!(odd.split(local("2026-03-01")).unwrap_err().code, "unsupported_recurrence");
}

#[test]
fn what_is_no_occurrence_divides_nothing() {
    let mut definition = timed("UTC", "2026-03-02T09:00", "FREQ=WEEKLY");
    definition.excluded = vec![local("2026-03-09T09:00")];
    let weekly = series(definition);
    for at in ["2026-03-09T09:00", "2026-03-10T09:00", "2026-02-23T09:00"] {
        assert_eq!(weekly.split(local(at)).unwrap_err().code, "unknown_occurrence", "{at}");
    }
}

#[test]
fn a_series_is_divided_exactly_where_a_gap_mixes_its_order() {
    let raw = "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30";
    let spring = series(timed("America/New_York", "2026-03-07T02:00", raw));
    for at in ["2026-03-08T02:30", "2026-03-08T03:00", "2026-03-08T03:30"] {
        let Split { before, rest } = split(&spring, at);
        let before = before.unwrap();
        assert_eq!(before.locals([local("2026-03-01"), local("2026-04-01")]).last(), before.last());
        assert!(before.last() < Some(local(at)));
        assert_eq!(rest.first(), Some(local(at)));
    }
}

#[test]
fn a_skipped_day_can_be_divided_anywhere() {
    let raw = "FREQ=DAILY;BYHOUR=0,10,22;BYMINUTE=0,30";
    let whole = series(timed("Pacific/Apia", "2011-12-28T00:00", raw));
    let upto = super::at("2012-01-03T00:00:00Z");
    let all = |series: &Series| series.between(jiff::Timestamp::MIN, upto).collect::<Vec<_>>();
    let wanted = all(&whole);
    for at in wanted.iter().skip(1) {
        let Split { before, rest } = whole.split(at.local).unwrap();
        let mut both = before.map(|before| all(&before)).unwrap_or_default();
        both.extend(all(&rest));
        both.sort_unstable_by_key(|next| (next.at, next.local));
        assert_eq!(both, wanted, "{}", at.local);
    }
}

#[test]
fn a_rule_that_ended_before_the_cut_keeps_its_end() {
    let mut definition = timed("UTC", "2026-03-02T09:00", "FREQ=WEEKLY;UNTIL=20260310");
    definition.added = vec![local("2026-04-04T12:00")];
    let Split { before, rest } = split(&series(definition), "2026-04-04T12:00");
    assert_eq!(rule_of(&before.unwrap()), "FREQ=WEEKLY;UNTIL=20260310");
    assert_eq!(dates(&rest, 9), ["2026-04-04"]);
}
