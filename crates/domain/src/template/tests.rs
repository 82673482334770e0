use jiff::civil::{Time, date, time};

use super::{Minutes, Name, Template, TemplatePatch, Times, TimesPatch};
use crate::{
    Patch,
    event::{Content, EventDraft, Moment, Personal, Title, Unsound, When},
    recurrence::Rule,
    zone::{Zone, ZoneDatabase},
};

fn template(times: TimesPatch, rule: Option<&str>) -> Result<Template, Unsound> {
    let name = Name::parse("Lesson").unwrap();
    let content = Content::titled(Title::parse("Piano").unwrap());
    let rule = rule.map(|rule| Rule::parse(rule).unwrap());
    Template::parse(name, None, (content, Personal::default()), times, rule)
}

fn lasting(minutes: i64) -> TimesPatch {
    TimesPatch { lasts: Patch::Set(Minutes::parse(minutes).unwrap()), ..TimesPatch::default() }
}

fn days() -> TimesPatch {
    TimesPatch { all_day: Some(true), ..TimesPatch::default() }
}

fn from(time: Time) -> TimesPatch {
    TimesPatch { start: Patch::Set(time), ..TimesPatch::default() }
}

fn vienna() -> Zone {
    ZoneDatabase::bundled().parse("Europe/Vienna").unwrap()
}

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

/// Returns where a refusal is and what it is.
fn code<T: std::fmt::Debug>(refused: Result<T, Unsound>) -> (&'static str, &'static str) {
    let Unsound { field, invalid } = refused.unwrap_err();
    (field, invalid.code)
}

fn bounds(event: &EventDraft) -> (String, String) {
    match &event.when {
        When::Timed { start, end, .. } => (start.to_string(), end.to_string()),
        When::Days { start, end } => (start.to_string(), end.to_string()),
    }
}

#[test]
fn minutes_are_at_most_as_many_as_an_event_may_last() {
    assert_eq!(Minutes::parse(0).map(Minutes::get), Ok(0));
    assert_eq!(Minutes::parse(5_270_400).map(Minutes::get), Ok(5_270_400));
    for bad in [-1, 5_270_401, i64::MIN, i64::MAX] {
        assert_eq!(Minutes::parse(bad).unwrap_err().code, "out_of_range", "{bad}");
    }
    let longest = template(lasting(5_270_400), None).unwrap();
    assert!(longest.event(at("2026-03-05T10:00:00Z"), &vienna()).is_ok());
}

#[test]
fn an_hour_or_a_day_by_default() {
    for (patch, minutes) in [(TimesPatch::default(), 60), (days(), 1_440)] {
        assert_eq!(patch.apply(None).unwrap().lasts().get(), minutes);
        let cleared = TimesPatch { lasts: Patch::Clear, ..patch };
        let before = patch.apply(None).unwrap();
        assert_eq!(cleared.apply(Some(&before)), Ok(before));
    }
}

#[test]
fn whole_days_last_whole_days_and_have_no_time() {
    let two = TimesPatch { all_day: Some(true), ..lasting(2_880) };
    assert_eq!(two.apply(None), Ok(Times::Days { count: 2 }));
    for minutes in [0, 60, 1_439, 1_441] {
        let bad = TimesPatch { all_day: Some(true), ..lasting(minutes) };
        assert_eq!(code(bad.apply(None)), ("duration_minutes", "not_whole_days"), "{minutes}");
    }
    let bad = TimesPatch { all_day: Some(true), ..from(time(9, 0, 0, 0)) };
    assert_eq!(code(bad.apply(None)), ("start_time", "not_for_all_day"));
    let rule = "FREQ=DAILY;BYHOUR=9,17";
    assert_eq!(code(template(days(), Some(rule))), ("recurrence_rule", "invalid_recurrence"));
    assert!(template(TimesPatch::default(), Some(rule)).is_ok());
}

#[test]
fn another_kind_keeps_the_length_as_far_as_it_can() {
    let nine = time(9, 0, 0, 0);
    for (minutes, count) in [(0, 1), (1, 1), (1_440, 1), (1_441, 2), (5_270_400, 3_660)] {
        let before = TimesPatch { start: Patch::Set(nine), ..lasting(minutes) };
        let before = before.apply(None).unwrap();
        let changed = days().apply(Some(&before)).unwrap();
        assert_eq!(changed, Times::Days { count }, "{minutes}");
        let back = TimesPatch { all_day: Some(false), ..TimesPatch::default() };
        let back = back.apply(Some(&changed)).unwrap();
        assert_eq!((back.start(), back.lasts().get()), (None, count * 1_440));
    }
}

#[test]
fn what_is_stored_reads_back() {
    let nine = Some(time(9, 30, 0, 0));
    let timed = Times::Timed { start: nine, lasts: Minutes::parse(45).unwrap() };
    assert_eq!(Times::from_stored(false, nine, 45), Some(timed));
    assert_eq!(Times::from_stored(true, None, 2_880), Some(Times::Days { count: 2 }));
    for (all_day, start, minutes) in [(true, nine, 1_440), (true, None, 60), (false, None, -1)] {
        assert_eq!(Times::from_stored(all_day, start, minutes), None);
    }
}

#[test]
fn an_empty_change_changes_nothing_and_a_refused_one_neither() {
    let before = template(days(), Some("FREQ=DAILY")).unwrap();
    assert_eq!(TemplatePatch::default().apply(before.clone()), Ok(before.clone()));
    let rule = Patch::Set(Rule::parse("FREQ=DAILY;BYHOUR=9").unwrap());
    let with_times = TemplatePatch { rule, ..TemplatePatch::default() };
    assert_eq!(code(with_times.apply(before)), ("recurrence_rule", "invalid_recurrence"));
}

#[test]
fn an_event_begins_where_it_is_told_and_lasts_as_long_as_the_template_says() {
    let timed = template(from(time(18, 0, 0, 0)), None).unwrap();
    for (start, begins, ends) in [
        ("2026-03-05", "2026-03-05T17:00:00Z", "2026-03-05T18:00:00Z"),
        ("2026-03-05T09:15", "2026-03-05T08:15:00Z", "2026-03-05T09:15:00Z"),
        ("2026-03-05T09:15:00Z", "2026-03-05T09:15:00Z", "2026-03-05T10:15:00Z"),
    ] {
        let event = timed.event(at(start), &vienna()).unwrap();
        assert_eq!(bounds(&event), (begins.to_owned(), ends.to_owned()), "{start}");
    }
    let two_days = template(TimesPatch { all_day: Some(true), ..lasting(2_880) }, None).unwrap();
    let event = two_days.event(at("2026-03-28"), &vienna()).unwrap();
    assert_eq!(bounds(&event), ("2026-03-28".to_owned(), "2026-03-30".to_owned()));
}

#[test]
fn a_start_that_makes_no_event_is_refused() {
    let timed = template(TimesPatch::default(), None).unwrap();
    let all_day = template(days(), None).unwrap();
    let ended = template(TimesPatch::default(), Some("FREQ=DAILY;UNTIL=20260101T000000Z")).unwrap();
    for (template, start, expected) in [
        (&timed, "2026-03-05", "missing_start_time"),
        (&timed, "9999-12-27T23:30:00Z", "out_of_range"),
        (&timed, "0001-01-01T00:00:00Z", "out_of_range"),
        (&all_day, "2026-03-05T09:00", "not_a_date"),
        (&all_day, "2026-03-05T09:00:00Z", "not_a_date"),
        (&all_day, "9999-12-31", "out_of_range"),
        (&ended, "2026-03-05T09:00:00Z", "recurrence_never_occurs"),
    ] {
        let refused = template.event(at(start), &vienna());
        assert_eq!(code(refused), ("start", expected), "{start}");
    }
}

#[test]
fn a_series_begins_with_the_wall_clock_time_that_was_meant() {
    let rule = Some("FREQ=DAILY");
    let template = template(from(time(2, 30, 0, 0)), rule).unwrap();
    // There is no 02:30 on this day: the first occurrence is at 03:30, all others at 02:30.
    let event = template.event(at("2026-03-29"), &vienna()).unwrap();
    let expected = ("2026-03-29T01:30:00Z".to_owned(), "2026-03-29T02:30:00Z".to_owned());
    assert_eq!(bounds(&event), expected);
    let repeat = event.repeat.unwrap();
    assert_eq!(repeat.start, date(2026, 3, 29).at(2, 30, 0, 0));
}
