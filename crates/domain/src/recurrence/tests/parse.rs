use super::{super::Rule, rule};

#[track_caller]
fn refused(code: &str, all: &[&str]) {
    for raw in all {
        assert_eq!(Rule::parse(raw).map_err(|error| error.code), Err(code), "{raw:?}");
    }
}

#[test]
fn a_rule_is_written_in_one_form() {
    for (raw, canonical) in [
        ("RRULE:FREQ=DAILY", "FREQ=DAILY"),
        ("rrule:byday=mo,su,-1fr,MO;freq=monthly", "FREQ=MONTHLY;BYDAY=-1FR,MO,SU"),
        ("INTERVAL=01;WKST=MO;FREQ=WEEKLY", "FREQ=WEEKLY"),
        ("WKST=SU;INTERVAL=2;FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;WKST=SU"),
        ("FREQ=MONTHLY;BYMONTHDAY=+5,-1,1", "FREQ=MONTHLY;BYMONTHDAY=-1,1,5"),
        ("FREQ=DAILY;UNTIL=00010203", "FREQ=DAILY;UNTIL=00010203"),
        ("FREQ=DAILY;UNTIL=20260102T030405", "FREQ=DAILY;UNTIL=20260102T030405"),
        ("FREQ=DAILY;UNTIL=20260102T030405Z", "FREQ=DAILY;UNTIL=20260102T030405Z"),
        ("FREQ=DAILY;COUNT=10000;INTERVAL=1000", "FREQ=DAILY;COUNT=10000;INTERVAL=1000"),
        ("RSCALE=GREGORIAN;FREQ=YEARLY", "FREQ=YEARLY"),
        ("FREQ=DAILY;", "FREQ=DAILY"),
        (";FREQ=DAILY;;COUNT=2;", "FREQ=DAILY;COUNT=2"),
        (" RRULE: FREQ = weekly ; byday = mo, we\r\n", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("FREQ=MONTHLY;BYMONTHDAY=1, 15", "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("FREQ=DAILY;UNTIL=20161231T235960Z", "FREQ=DAILY;UNTIL=20161231T235959Z"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "FREQ=DAILY;UNTIL=99991230T220000Z"),
        ("FREQ=DAILY;UNTIL=99991231T235959", "FREQ=DAILY;UNTIL=99991231T235959"),
        ("FREQ=DAILY;UNTIL=99991231", "FREQ=DAILY;UNTIL=99991231"),
        (
            "RSCALE=gregorian;FREQ=MONTHLY;SKIP=forward",
            "FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=FORWARD",
        ),
        ("SKIP=OMIT;RSCALE=GREGORIAN;FREQ=MONTHLY", "FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=OMIT"),
        (
            "FREQ=YEARLY;BYSETPOS=-366,366;BYSECOND=0;BYMINUTE=59;BYHOUR=0,23;BYYEARDAY=-366,366",
            "FREQ=YEARLY;BYYEARDAY=-366,366;BYHOUR=0,23;BYMINUTE=59;BYSECOND=0;BYSETPOS=-366,366",
        ),
    ] {
        assert_eq!(rule(raw).to_string(), canonical, "{raw}");
        assert_eq!(rule(canonical), rule(raw));
    }
}

#[test]
fn malformed_text_is_refused() {
    refused(
        "invalid_recurrence",
        &[
            "",
            "RRULE:",
            "FREQ",
            "FREQ=",
            ";",
            "FREQ=DAI LY",
            "FREQ=DAILY\nCOUNT=2",
            "FREQ==DAILY",
            "FREQ=FORTNIGHTLY",
            "COUNT=3",
            "RRULE:RRULE:FREQ=DAILY",
            "FREQ=DAILY;COUNT=２",
            "FREQ=DAILY;UNTIL=2026010",
            "FREQ=DAILY;UNTIL=2026010é",
            "FREQ=DAILY;UNTIL=20260229",
            "FREQ=DAILY;UNTIL=00000101",
            "FREQ=DAILY;UNTIL=20260101Z",
            "FREQ=DAILY;UNTIL=20260101T0304",
            "FREQ=DAILY;UNTIL=20260101T030460Z",
            "FREQ=DAILY;UNTIL=20161231T235960",
            "FREQ=DAILY;UNTIL=20161231T235961Z",
            "FREQ=DAILY;UNTIL=20260101T+10405",
            "FREQ=WEEKLY;BYDAY=",
            "FREQ=WEEKLY;BYDAY=M",
            "FREQ=WEEKLY;BYDAY=é",
            "FREQ=WEEKLY;BYDAY=MO,",
            "FREQ=WEEKLY;WKST=1MO",
            "FREQ=MONTHLY;BYMONTHDAY=1,,2",
            "FREQ=MONTHLY;BYMONTHDAY=0001",
            "FREQ=MONTHLY;BYMONTHDAY=--1",
        ],
    );
}

#[test]
fn unknown_and_repeated_parts_are_refused() {
    refused(
        "invalid_recurrence",
        &[
            "FREQ=DAILY;FREQ=DAILY",
            "FREQ=DAILY;COUNT=1;COUNT=1",
            "FREQ=DAILY;X-NAME=1",
            "FREQ=DAILY;BYEASTER=0",
            "FREQ=DAILY;COUNT=2;UNTIL=20260101",
            "FREQ=MONTHLY;SKIP=OMIT",
            "FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=NEXT",
        ],
    );
}

#[test]
fn values_out_of_range_are_refused() {
    refused(
        "invalid_recurrence",
        &[
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;INTERVAL=-1",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;COUNT=",
            "FREQ=DAILY;BYMONTH=0",
            "FREQ=DAILY;BYMONTH=13",
            "FREQ=DAILY;BYMONTH=-1",
            "FREQ=DAILY;BYMONTH=+1",
            "FREQ=DAILY;BYMONTHDAY=0",
            "FREQ=DAILY;BYMONTHDAY=32",
            "FREQ=DAILY;BYHOUR=24",
            "FREQ=DAILY;BYMINUTE=60",
            "FREQ=DAILY;BYSECOND=61",
            "FREQ=YEARLY;BYWEEKNO=54",
            "FREQ=YEARLY;BYYEARDAY=-367",
            "FREQ=YEARLY;BYDAY=0MO",
            "FREQ=YEARLY;BYDAY=54MO",
            "FREQ=YEARLY;BYDAY=MO;BYSETPOS=0",
            "FREQ=YEARLY;BYDAY=MO;BYSETPOS=367",
        ],
    );
}

#[test]
fn parts_that_exclude_each_other_are_refused() {
    refused(
        "invalid_recurrence",
        &[
            "FREQ=MONTHLY;BYWEEKNO=1",
            "FREQ=MONTHLY;BYYEARDAY=1",
            "FREQ=DAILY;BYYEARDAY=1",
            "FREQ=WEEKLY;BYMONTHDAY=1",
            "FREQ=WEEKLY;BYDAY=1MO",
            "FREQ=DAILY;BYDAY=-1MO",
            "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO",
            "FREQ=MONTHLY;BYSETPOS=1",
        ],
    );
}

#[test]
fn what_is_valid_but_not_offered_has_a_code_of_its_own() {
    let long = format!("FREQ=YEARLY;BYYEARDAY={}1", "1,".repeat(300));
    refused(
        "unsupported_recurrence",
        &[
            "FREQ=HOURLY",
            "FREQ=MINUTELY;BYHOUR=9",
            "FREQ=SECONDLY;BYWEEKNO=1",
            "FREQ=DAILY;COUNT=10001",
            "FREQ=DAILY;COUNT=99999999999999999999",
            "FREQ=DAILY;INTERVAL=1001",
            "FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=0,12,24,36,48",
            "FREQ=DAILY;BYSECOND=60",
            "FREQ=DAILY;RSCALE=HEBREW",
            &long,
        ],
    );
    let most = "FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=0,15,30,45";
    assert!(Rule::parse(most).is_ok());
}

#[test]
fn positions_beyond_a_period_never_occur() {
    refused(
        "recurrence_never_occurs",
        &[
            "FREQ=DAILY;BYHOUR=9,17;BYSETPOS=3",
            "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3,-4",
            "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=32",
        ],
    );
}
