//! The examples of RFC 5545 §3.8.5.3, with the dates they stand for. All but the last few start
//! on 2 September 1997, 09:00 in New York.

use jiff::civil::DateTime;

use super::{dates, local, series, timed};

/// Checks the first dates of a rule; a series that ends must end with them.
#[track_caller]
fn yields(start: &str, raw: &str, wanted: &[&str]) {
    let found = series(timed("America/New_York", &format!("{start}T09:00"), raw));
    let ends = found.last().is_some();
    assert_eq!(dates(&found, wanted.len() + usize::from(ends)), wanted, "{raw}");
}

fn days(year_month: &str, days: &[u8]) -> Vec<String> {
    days.iter().map(|day| format!("{year_month}-{day:02}")).collect()
}

fn join(parts: &[Vec<String>]) -> Vec<String> {
    parts.concat()
}

#[track_caller]
fn yields_days(raw: &str, wanted: &[Vec<String>]) {
    let wanted = join(wanted);
    yields("1997-09-02", raw, &wanted.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn daily_examples() {
    yields_days("FREQ=DAILY;COUNT=10", &[days("1997-09", &[2, 3, 4, 5, 6, 7, 8, 9, 10, 11])]);
    yields_days("FREQ=DAILY;INTERVAL=2", &[days("1997-09", &[2, 4, 6, 8, 10, 12, 14, 16, 18])]);
    yields_days(
        "FREQ=DAILY;INTERVAL=10;COUNT=5",
        &[days("1997-09", &[2, 12, 22]), days("1997-10", &[2, 12])],
    );
    let daily =
        series(timed("America/New_York", "1997-09-02T09:00", "FREQ=DAILY;UNTIL=19971224T000000Z"));
    assert_eq!(dates(&daily, 200).len(), 113);
    assert_eq!(daily.last(), Some(local("1997-12-23T09:00")));
}

#[test]
fn every_day_of_january_is_one_set_by_day_and_by_year() {
    let by_year = "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA";
    let by_day = "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1";
    for raw in [by_year, by_day] {
        let january = series(timed("America/New_York", "1998-01-01T09:00", raw));
        let found: Vec<_> = january.locals([DateTime::MIN, DateTime::MAX]).collect();
        assert_eq!(found.len(), 93, "{raw}");
        assert!(found.iter().all(|local| local.month() == 1));
        assert_eq!(found.last(), Some(&local("2000-01-31T09:00")));
    }
}

#[test]
fn weekly_examples() {
    yields_days(
        "FREQ=WEEKLY;COUNT=10",
        &[
            days("1997-09", &[2, 9, 16, 23, 30]),
            days("1997-10", &[7, 14, 21, 28]),
            days("1997-11", &[4]),
        ],
    );
    yields_days(
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        &[days("1997-09", &[2, 16, 30]), days("1997-10", &[14, 28]), days("1997-11", &[11, 25])],
    );
    for raw in [
        "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
        "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
    ] {
        yields_days(
            raw,
            &[days("1997-09", &[2, 4, 9, 11, 16, 18, 23, 25, 30]), days("1997-10", &[2])],
        );
    }
    yields_days(
        "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
        &[days("1997-09", &[2, 4, 16, 18, 30]), days("1997-10", &[2, 14, 16])],
    );
    yields(
        "1997-09-01",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        &join(&[
            days("1997-09", &[1, 3, 5, 15, 17, 19, 29]),
            days("1997-10", &[1, 3, 13, 15, 17, 27, 29, 31]),
            days("1997-11", &[10, 12, 14, 24, 26, 28]),
            days("1997-12", &[8, 10, 12, 22]),
        ])
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>(),
    );
}

#[test]
fn the_first_day_of_the_week_decides_which_weeks_are_every_other_one() {
    yields(
        "1997-08-05",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
        &["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"],
    );
    yields(
        "1997-08-05",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
        &["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"],
    );
}

#[test]
fn monthly_examples() {
    yields(
        "1997-09-05",
        "FREQ=MONTHLY;COUNT=4;BYDAY=1FR",
        &["1997-09-05", "1997-10-03", "1997-11-07", "1997-12-05"],
    );
    yields(
        "1997-09-07",
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        &[
            "1997-09-07",
            "1997-09-28",
            "1997-11-02",
            "1997-11-30",
            "1998-01-04",
            "1998-01-25",
            "1998-03-01",
            "1998-03-29",
            "1998-05-03",
            "1998-05-31",
        ],
    );
    yields(
        "1997-09-22",
        "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
        &["1997-09-22", "1997-10-20", "1997-11-17", "1997-12-22", "1998-01-19", "1998-02-16"],
    );
    yields(
        "1997-09-28",
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        &["1997-09-28", "1997-10-29", "1997-11-28", "1997-12-29", "1998-01-29", "1998-02-26"],
    );
    yields_days(
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        &["1997-09", "1997-10", "1997-11", "1997-12", "1998-01"].map(|month| days(month, &[2, 15])),
    );
    yields(
        "1997-09-30",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        &[
            "1997-09-30",
            "1997-10-01",
            "1997-10-31",
            "1997-11-01",
            "1997-11-30",
            "1997-12-01",
            "1997-12-31",
            "1998-01-01",
            "1998-01-31",
            "1998-02-01",
        ],
    );
    yields(
        "1997-09-10",
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        &join(&[days("1997-09", &[10, 11, 12, 13, 14, 15]), days("1999-03", &[10, 11, 12, 13])])
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>(),
    );
    yields_days(
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
        &[
            days("1997-09", &[2, 9, 16, 23, 30]),
            days("1997-11", &[4, 11, 18, 25]),
            days("1998-01", &[6, 13, 20, 27]),
            days("1998-03", &[3, 10, 17, 24, 31]),
        ],
    );
}

#[test]
fn a_limiting_weekday_leaves_fridays_the_13th_and_saturdays_after_the_first_sunday() {
    yields(
        "1997-09-02",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        &["1998-02-13", "1998-03-13", "1998-11-13", "1999-08-13", "2000-10-13"],
    );
    yields(
        "1997-09-13",
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        &["1997-09-13", "1997-10-11", "1997-11-08", "1997-12-13", "1998-01-10", "1998-02-07"],
    );
    yields(
        "1996-11-05",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        &["1996-11-05", "2000-11-07", "2004-11-02"],
    );
}

#[test]
fn positions_choose_from_a_months_set() {
    yields(
        "1997-09-04",
        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        &["1997-09-04", "1997-10-07", "1997-11-06"],
    );
    yields(
        "1997-09-29",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        &["1997-09-29", "1997-10-30", "1997-11-27", "1997-12-30", "1998-01-29", "1998-02-26"],
    );
}

#[test]
fn yearly_examples() {
    yields(
        "1997-06-10",
        "FREQ=YEARLY;COUNT=4;BYMONTH=6,7",
        &["1997-06-10", "1997-07-10", "1998-06-10", "1998-07-10"],
    );
    yields(
        "1997-03-10",
        "FREQ=YEARLY;INTERVAL=2;COUNT=5;BYMONTH=1,2,3",
        &["1997-03-10", "1999-01-10", "1999-02-10", "1999-03-10", "2001-01-10"],
    );
    yields(
        "1997-01-01",
        "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        &[
            "1997-01-01",
            "1997-04-10",
            "1997-07-19",
            "2000-01-01",
            "2000-04-09",
            "2000-07-18",
            "2003-01-01",
            "2003-04-10",
            "2003-07-19",
            "2006-01-01",
        ],
    );
    yields("1997-05-19", "FREQ=YEARLY;BYDAY=20MO", &["1997-05-19", "1998-05-18", "1999-05-17"]);
    yields(
        "1997-05-12",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        &["1997-05-12", "1998-05-11", "1999-05-17"],
    );
    yields(
        "1997-03-13",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
        &["1997-03-13", "1997-03-20", "1997-03-27", "1998-03-05", "1998-03-12"],
    );
    yields(
        "1997-06-05",
        "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
        &join(&[
            days("1997-06", &[5, 12, 19, 26]),
            days("1997-07", &[3, 10, 17, 24, 31]),
            days("1997-08", &[7, 14, 21, 28]),
            days("1998-06", &[4]),
        ])
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>(),
    );
}

#[test]
fn times_of_day_expand_a_day() {
    let raw = "FREQ=DAILY;BYHOUR=9,10,11;BYMINUTE=0,20,40;COUNT=10";
    let found = series(timed("America/New_York", "1997-09-02T09:00", raw));
    let found: Vec<_> = found.locals([DateTime::MIN, DateTime::MAX]).collect();
    assert_eq!(found[..4], ["09:00", "09:20", "09:40", "10:00"].map(|t| at_second(2, t)));
    assert_eq!(found[8..], [at_second(2, "11:40"), at_second(3, "09:00")]);
}

fn at_second(day: u8, time: &str) -> DateTime {
    local(&format!("1997-09-{day:02}T{time}"))
}

#[test]
fn a_day_that_the_month_lacks_is_left_out() {
    yields(
        "2007-01-15",
        "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
        &["2007-01-15", "2007-01-30", "2007-02-15", "2007-03-15", "2007-03-30"],
    );
}
