//! What calendars are known to get wrong.

use jiff::{Timestamp, civil::DateTime};

use super::{
    super::{Definition, Ends, Occurrence, Series},
    all_day, at, dates, local, series, timed,
};

fn instants(series: &Series, from: &str, to: &str) -> Vec<String> {
    series.between(at(from), at(to)).map(|next| next.at.to_string()).collect()
}

#[track_caller]
fn code(definition: Definition) -> &'static str {
    Series::new(definition).unwrap_err().code
}

#[test]
fn the_last_day_of_the_month_is_another_every_month() {
    let last = series(timed("Europe/Vienna", "2027-12-31T08:00", "FREQ=MONTHLY;BYMONTHDAY=-1"));
    assert_eq!(dates(&last, 4), ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]);
    let day_31 = series(timed("Europe/Vienna", "2027-12-31T08:00", "FREQ=MONTHLY"));
    assert_eq!(dates(&day_31, 4), ["2027-12-31", "2028-01-31", "2028-03-31", "2028-05-31"]);
}

#[test]
fn a_leap_day_birthday_is_left_out_or_moved_as_asked() {
    let birthday = |skip: &str| dates(&series(all_day("2096-02-29", skip)), 3);
    assert_eq!(birthday("FREQ=YEARLY"), ["2096-02-29", "2104-02-29", "2108-02-29"]);
    assert_eq!(
        birthday("FREQ=YEARLY;RSCALE=GREGORIAN;SKIP=BACKWARD"),
        ["2096-02-29", "2097-02-28", "2098-02-28"]
    );
    assert_eq!(
        birthday("FREQ=YEARLY;RSCALE=GREGORIAN;SKIP=FORWARD"),
        ["2096-02-29", "2097-03-01", "2098-03-01"]
    );
}

#[test]
fn moved_days_that_meet_count_once_and_stay_in_order() {
    let raw = "FREQ=MONTHLY;BYMONTHDAY=1,30,31;RSCALE=GREGORIAN;SKIP=FORWARD";
    assert_eq!(
        dates(&series(all_day("2026-01-30", raw)), 6),
        ["2026-01-30", "2026-01-31", "2026-02-01", "2026-03-01", "2026-03-30", "2026-03-31"]
    );
    let raw = "FREQ=MONTHLY;BYMONTHDAY=-31,-1;RSCALE=GREGORIAN;SKIP=BACKWARD;COUNT=5";
    assert_eq!(
        dates(&series(all_day("2026-01-01", raw)), 9),
        ["2026-01-01", "2026-01-31", "2026-02-28", "2026-03-01", "2026-03-31"]
    );
}

#[test]
fn until_in_utc_still_holds_the_occurrence_at_that_instant() {
    let raw = "FREQ=WEEKLY;UNTIL=20230819T093000Z";
    let weekly = series(timed("Asia/Jerusalem", "2023-08-05T12:30", raw));
    assert_eq!(dates(&weekly, 9), ["2023-08-05", "2023-08-12", "2023-08-19"]);
    assert_eq!(weekly.ends(), Ends::At(local("2023-08-19T12:30")));
    let raw = "FREQ=WEEKLY;UNTIL=20230819T092959Z";
    let weekly = series(timed("Asia/Jerusalem", "2023-08-05T12:30", raw));
    assert_eq!(dates(&weekly, 9), ["2023-08-05", "2023-08-12"]);
}

#[test]
fn until_in_utc_compares_instants_in_a_fold_and_in_a_gap() {
    let daily = |until: &str| {
        let raw = format!("FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,30;UNTIL={until}");
        let found = series(timed("America/New_York", "2026-03-08T00:00", &raw));
        let last = found.last().unwrap().to_string();
        (last, found.locals([DateTime::MIN, DateTime::MAX]).count())
    };
    // 01:30 happens first at 05:30Z, and 06:10Z is already the second 01:10.
    assert_eq!(daily("20261101T061000Z"), ("2026-11-01T01:30:00".into(), 238 * 6 + 2));
    // 02:00 and 02:30 don't exist: they stand at 07:00Z and 07:30Z, and 03:00 is at 07:00Z.
    assert_eq!(daily("20260308T071000Z"), ("2026-03-08T03:00:00".into(), 4));
    assert_eq!(daily("20260308T070000Z"), ("2026-03-08T03:00:00".into(), 4));
    assert_eq!(daily("20260308T065959Z"), ("2026-03-08T01:30:00".into(), 2));
}

#[test]
fn until_as_a_date_holds_its_whole_day() {
    let raw = "FREQ=DAILY;UNTIL=20260303";
    let days = ["2026-03-01", "2026-03-02", "2026-03-03"];
    assert_eq!(dates(&series(timed("Pacific/Kiritimati", "2026-03-01T23:30", raw)), 9), days);
    assert_eq!(dates(&series(all_day("2026-03-01", raw)), 9), days);
    let raw = "FREQ=DAILY;UNTIL=20260303T000000Z";
    assert_eq!(dates(&series(all_day("2026-03-01", raw)), 9), days);
    let raw = "FREQ=DAILY;UNTIL=20260303T120000";
    assert_eq!(dates(&series(timed("Asia/Tokyo", "2026-03-01T12:00", raw)), 9), days);
}

#[test]
fn a_series_is_still_there_after_thirty_and_a_thousand_years() {
    let daily = series(timed("Europe/Berlin", "2026-01-05T09:00", "FREQ=DAILY"));
    for (from, to, wanted) in [
        ("2056-07-01T00:00:00Z", "2056-07-02T00:00:00Z", "2056-07-01T07:00:00Z"),
        ("3026-01-05T00:00:00Z", "3026-01-06T00:00:00Z", "3026-01-05T08:00:00Z"),
        ("9999-12-28T00:00:00Z", "9999-12-30T00:00:00Z", "9999-12-28T08:00:00Z"),
    ] {
        assert_eq!(instants(&daily, from, to), [wanted]);
    }
    assert_eq!(daily.last(), None);
    assert_eq!(daily.ends(), Ends::Never);
}

#[test]
fn days_stay_the_same_days_from_one_end_of_the_world_to_the_other() {
    let days = series(all_day("2026-03-30", "FREQ=DAILY;COUNT=5"));
    let found: Vec<_> = days.between_dates(date("2026-03-31"), date("2026-04-02")).collect();
    assert_eq!(found, [local("2026-03-31"), local("2026-04-01")]);
    for zone in ["Pacific/Pago_Pago", "Pacific/Tongatapu", "Pacific/Kiritimati"] {
        let times = series(timed(zone, "2026-03-30", "FREQ=DAILY;COUNT=5"));
        let found: Vec<_> = times.between_dates(date("2026-03-31"), date("2026-04-02")).collect();
        assert_eq!(found, [local("2026-03-31"), local("2026-04-01")], "{zone}");
        for next in times.between(Timestamp::MIN, Timestamp::MAX) {
            let upto = next.at.checked_add(jiff::SignedDuration::from_secs(1)).unwrap();
            assert_eq!(times.between(next.at, upto).collect::<Vec<_>>(), [next], "{zone}");
        }
    }
}

fn date(raw: &str) -> jiff::civil::Date {
    raw.parse().unwrap()
}

#[test]
fn lord_howe_moves_its_clocks_by_half_an_hour() {
    let spring = series(timed("Australia/Lord_Howe", "2026-10-03T02:15", "FREQ=DAILY;COUNT=3"));
    assert_eq!(
        instants(&spring, "2026-10-01T00:00:00Z", "2026-10-09T00:00:00Z"),
        ["2026-10-02T15:45:00Z", "2026-10-03T15:45:00Z", "2026-10-04T15:15:00Z"]
    );
    let autumn = series(timed("Australia/Lord_Howe", "2026-04-04T01:45", "FREQ=DAILY;COUNT=3"));
    assert_eq!(
        instants(&autumn, "2026-04-01T00:00:00Z", "2026-04-09T00:00:00Z"),
        ["2026-04-03T14:45:00Z", "2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"]
    );
}

#[test]
fn the_day_that_apia_skipped_breaks_nothing() {
    let twice = series(timed(
        "Pacific/Apia",
        "2011-12-29T10:00",
        "FREQ=DAILY;BYHOUR=10,22;BYMINUTE=0;COUNT=6",
    ));
    let found: Vec<_> =
        twice.between(at("2011-12-29T00:00:00Z"), at("2012-01-05T00:00:00Z")).collect();
    let show = |next: &Occurrence| format!("{} {}", next.local, next.at);
    assert_eq!(
        found.iter().map(show).collect::<Vec<_>>(),
        [
            "2011-12-29T10:00:00 2011-12-29T20:00:00Z",
            "2011-12-29T22:00:00 2011-12-30T08:00:00Z",
            "2011-12-30T10:00:00 2011-12-30T20:00:00Z",
            "2011-12-31T10:00:00 2011-12-30T20:00:00Z",
            "2011-12-30T22:00:00 2011-12-31T08:00:00Z",
            "2011-12-31T22:00:00 2011-12-31T08:00:00Z",
        ]
    );
    assert!(twice.contains(local("2011-12-30T22:00")));
    let only = twice.between(at("2011-12-31T08:00:00Z"), at("2011-12-31T08:00:01Z"));
    assert_eq!(only.count(), 2);
}

#[test]
fn a_gap_at_midnight_keeps_the_day() {
    let cairo = series(timed("Africa/Cairo", "2026-04-23", "FREQ=DAILY;COUNT=3"));
    let found: Vec<_> =
        cairo.between(at("2026-04-01T00:00:00Z"), at("2026-05-01T00:00:00Z")).collect();
    assert_eq!(found[1].local, local("2026-04-24"));
    assert_eq!(found[1].at, at("2026-04-23T22:00:00Z"));
    assert_eq!(found[2].at, at("2026-04-24T21:00:00Z"));
}

#[test]
fn occurrences_come_by_instant_where_a_gap_mixes_them() {
    let raw = "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30;COUNT=4";
    let spring = series(timed("America/New_York", "2026-03-08T02:00", raw));
    let found = spring.between(Timestamp::MIN, Timestamp::MAX);
    let found: Vec<_> = found.map(|next| next.local.time().to_string()).collect();
    assert_eq!(found, ["02:00:00", "03:00:00", "02:30:00", "03:30:00"]);
}

#[test]
fn a_time_that_happens_twice_is_taken_once() {
    let autumn = series(timed("America/New_York", "2026-11-01T01:30", "FREQ=DAILY;COUNT=1"));
    assert_eq!(
        instants(&autumn, "2026-10-31T00:00:00Z", "2026-11-03T00:00:00Z"),
        ["2026-11-01T05:30:00Z"]
    );
}

#[test]
fn added_and_excluded_times_are_merged_without_doubles() {
    let mut definition = timed("UTC", "2026-03-02T09:00", "FREQ=WEEKLY;COUNT=3");
    definition.added =
        ["2026-03-09T09:00", "2026-03-01T07:00", "2026-03-20T07:00"].map(local).into();
    definition.added.push(local("2026-03-20T07:00"));
    definition.excluded = ["2026-03-16T09:00", "2026-05-01T00:00"].map(local).into();
    let weekly = series(definition);
    let days = ["2026-03-01", "2026-03-02", "2026-03-09", "2026-03-20"];
    assert_eq!(dates(&weekly, 9), days);
    assert_eq!(weekly.first(), Some(local("2026-03-01T07:00")));
    assert_eq!(weekly.last(), Some(local("2026-03-20T07:00")));
    assert_eq!(weekly.ends(), Ends::At(local("2026-03-16T09:00")));
    assert!(!weekly.contains(local("2026-03-16T09:00")));
    assert!(weekly.contains(local("2026-03-20T07:00")));
    assert_eq!(
        weekly.next_after(at("2026-03-02T09:00:00Z")).unwrap().local,
        local("2026-03-09T09:00")
    );
    assert_eq!(
        weekly.at_or_after(at("2026-03-02T09:00:00Z")).unwrap().local,
        local("2026-03-02T09:00")
    );
    assert_eq!(weekly.next_after(at("2026-03-20T07:00:00Z")), None);
}

#[test]
fn without_a_rule_the_start_is_the_occurrence() {
    let mut definition = timed("UTC", "2026-03-02T09:00", "FREQ=DAILY");
    definition.rule = None;
    let once = series(definition.clone());
    assert_eq!((once.first(), once.last()), (Some(definition.start), Some(definition.start)));
    definition.excluded = vec![definition.start];
    assert_eq!(series(definition).first(), None);
}

#[test]
fn a_start_that_does_not_fit_its_rule_is_no_occurrence() {
    let raw = "FREQ=WEEKLY;BYDAY=MO;COUNT=2";
    let mondays = series(timed("UTC", "2026-03-04T09:00", raw));
    assert_eq!(dates(&mondays, 9), ["2026-03-09", "2026-03-16"]);
    assert!(!mondays.contains(local("2026-03-04T09:00")));
}

#[test]
fn the_next_occurrence_is_found_from_long_before_the_start() {
    let leap = series(all_day("2896-02-29", "FREQ=YEARLY"));
    assert_eq!(leap.at_or_after(Timestamp::MIN).unwrap().local, local("2896-02-29"));
    assert_eq!(leap.next_after(at("2896-02-29T00:00:00Z")).unwrap().local, local("2904-02-29"));
    assert_eq!(leap.next_after(Timestamp::MAX), None);
}

#[test]
fn weeks_are_numbered_from_any_first_day_and_over_the_turn_of_the_year() {
    let week = |raw: &str| dates(&series(all_day("2019-01-01", raw)), 4);
    assert_eq!(
        week("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO"),
        ["2019-12-30", "2021-01-04", "2022-01-03", "2023-01-02"]
    );
    assert_eq!(
        week("FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU"),
        ["2021-01-03", "2027-01-03", "2033-01-02", "2038-01-03"]
    );
    assert_eq!(
        week("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU;WKST=SU"),
        ["2019-12-22", "2020-12-27", "2021-12-26", "2022-12-25"]
    );
    assert_eq!(week("FREQ=YEARLY;BYWEEKNO=20")[..2], ["2019-05-14", "2020-05-12"]);
}

#[test]
fn what_a_series_cannot_be_made_of_is_refused() {
    let base = || timed("UTC", "2026-03-02T09:00", "FREQ=DAILY");
    let many: Vec<_> = (0..1_001).map(|n| local("2026-03-02T09:00") + hours(n)).collect();
    assert_eq!(
        code(Definition { start: local("2026-03-02T09:00:00.5"), ..base() }),
        "invalid_recurrence"
    );
    assert_eq!(
        code(Definition { start: local("0000-03-02T09:00"), ..base() }),
        "invalid_recurrence"
    );
    assert_eq!(
        code(Definition { start: local("9999-12-31T09:00"), ..base() }),
        "invalid_recurrence"
    );
    assert_eq!(code(Definition { added: many.clone(), ..base() }), "unsupported_recurrence");
    assert_eq!(code(Definition { excluded: many, ..base() }), "unsupported_recurrence");
    assert_eq!(code(all_day("2026-03-02T09:00", "FREQ=DAILY")), "invalid_recurrence");
    assert_eq!(code(all_day("2026-03-02", "FREQ=DAILY;BYHOUR=0")), "invalid_recurrence");
    assert_eq!(
        code(timed("UTC", "2026-03-02T09:00", "FREQ=DAILY;UNTIL=20260302T085959Z")),
        "recurrence_never_occurs"
    );
}

fn hours(count: i64) -> jiff::SignedDuration {
    jiff::SignedDuration::from_hours(count)
}
