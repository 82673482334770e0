//! A zone gets other rules: what was meant on the clock stays on the clock.

use jiff::Timestamp;

use super::{
    super::{
        Content, Event, EventDraft, EventPatch, KeptOnClock, Moment, Override, TimingPatch, Title,
        When, edit_all, edit_one,
    },
    kit::Sample,
};
use crate::{
    CalendarId, Patch, UserId,
    recurrence::Rule,
    zone::{
        Zone, ZoneDatabase,
        tests::{LATER, database},
    },
};

fn moment(raw: &str) -> Option<Moment> {
    Some(Moment::parse(raw).unwrap())
}

fn vienna() -> Zone {
    ZoneDatabase::bundled().parse("Europe/Vienna").unwrap()
}

fn event(start: &str, end: &str, rule: Option<&str>) -> Event {
    let timing = TimingPatch {
        start: moment(start),
        end: Patch::Set(Moment::parse(end).unwrap()),
        ..TimingPatch::default()
    };
    let content = Content::titled(Title::parse("Choir").unwrap());
    let rule = rule.map(|rule| Rule::parse(rule).unwrap());
    let draft = EventDraft::parse(content, timing, rule, None, &vienna()).unwrap();
    draft.in_calendar(CalendarId(1), UserId(1))
}

/// Reads times as a process with another zone database does.
fn read(when: &When, zones: &ZoneDatabase) -> When {
    let names = match when {
        When::Timed { zone, end_zone, .. } => Some((zone.clone(), end_zone.clone())),
        When::Days { .. } => None,
    };
    let zone = |zone: Zone| zones.stored(zone.as_str(), None);
    let names = names.map(|(start, end)| (zone(start), zone(end)));
    When::from_stored(when.bounds(), when.locals(), names)
}

fn read_all(event: Event, overrides: Vec<Override>, zones: &ZoneDatabase) -> Sample {
    let when = read(&event.when, zones);
    let overrides = overrides.into_iter().map(|changed| {
        let when = changed.when.map(|when| read(&when, zones));
        Override { when, ..changed }
    });
    Sample::of(Event { when, ..event }, overrides.collect())
}

/// Keeps an event by other rules; also, by those, it stays as it is then.
fn kept(sample: &Sample, now: &str) -> (KeptOnClock, Sample) {
    let now: Timestamp = now.parse().unwrap();
    let kept = KeptOnClock::of(&sample.event, &sample.overrides, now);
    let after = Sample::of(kept.event.clone(), kept.overrides.clone());
    let again = KeptOnClock::of(&after.event, &after.overrides, now);
    assert!(!again.differs, "{again:#?}");
    (kept, after)
}

fn times(when: &When) -> String {
    let (start, end) = when.bounds();
    format!("{start} {end}")
}

const NOW: &str = "2026-11-28T08:00:00Z";

#[test]
fn a_single_event_keeps_its_clock_and_what_is_over_stays() {
    let new = database("2027a", &[LATER]);
    for (start, end, before, after) in [
        (
            "2027-01-15T09:00",
            "2027-01-15T10:00",
            "2027-01-15T08:00:00Z 2027-01-15T09:00:00Z",
            "2027-01-15T07:00:00Z 2027-01-15T08:00:00Z",
        ),
        // The clock isn't put forward any more: the night has its hour again.
        (
            "2027-03-27T22:00",
            "2027-03-28T06:00",
            "2027-03-27T21:00:00Z 2027-03-28T04:00:00Z",
            "2027-03-27T20:00:00Z 2027-03-28T04:00:00Z",
        ),
        // Summer is as it was.
        (
            "2027-07-15T09:00",
            "2027-07-15T10:00",
            "2027-07-15T07:00:00Z 2027-07-15T08:00:00Z",
            "2027-07-15T07:00:00Z 2027-07-15T08:00:00Z",
        ),
        // Over.
        (
            "2026-11-27T09:00",
            "2026-11-27T10:00",
            "2026-11-27T08:00:00Z 2026-11-27T09:00:00Z",
            "2026-11-27T08:00:00Z 2026-11-27T09:00:00Z",
        ),
        // By the old rules it began an hour ago, by the new ones two.
        (
            "2026-11-28T08:00",
            "2026-11-28T12:00",
            "2026-11-28T07:00:00Z 2026-11-28T11:00:00Z",
            "2026-11-28T06:00:00Z 2026-11-28T10:00:00Z",
        ),
    ] {
        let made = event(start, end, None);
        assert_eq!(times(&made.when), before);
        let (kept, _) = kept(&read_all(made, Vec::new(), &new), NOW);
        assert_eq!(times(&kept.event.when), after, "{start}");
        assert_eq!(kept.differs, before != after, "{start}");
    }
}

#[test]
fn the_second_of_two_equal_times_stays_the_second() {
    // 02:30 for the second time, by an instant.
    let made = event("2027-10-31T01:30:00Z", "2027-10-31T01:45:00Z", None);
    let same = database("2027a", &[("Europe/Vienna", "Europe/Zurich")]);
    let (kept, _) = kept(&read_all(made, Vec::new(), &same), NOW);
    assert_eq!(times(&kept.event.when), "2027-10-31T01:30:00Z 2027-10-31T01:45:00Z");
    assert!(!kept.differs);
}

#[test]
fn whole_days_and_unknown_zones_stay() {
    let without = database("2027a", &[]);
    for made in [
        event("2027-01-15", "2027-01-17", None),
        event("2027-01-15T09:00", "2027-01-15T10:00", None),
        event("2027-01-15T09:00", "2027-01-15T10:00", Some("FREQ=WEEKLY;UNTIL=20270301T080000Z")),
    ] {
        let (kept, _) = kept(&read_all(made, Vec::new(), &without), NOW);
        assert!(!kept.differs);
    }
}

#[test]
fn a_moved_occurrence_keeps_its_clock_as_its_series_does() {
    let made = event("2026-12-01T19:00", "2026-12-01T20:30", Some("FREQ=WEEKLY;COUNT=10"));
    let sample = Sample::of(made, Vec::new());
    let patch = TimingPatch {
        start: moment("2027-01-06T18:00"),
        end: Patch::Set(Moment::parse("2027-01-06T19:00").unwrap()),
        ..TimingPatch::default()
    };
    let patch = EventPatch { timing: patch, ..EventPatch::default() };
    let at = Moment::parse("2027-01-05T19:00").unwrap();
    let (_, moved) = edit_one(&sample.event, &[], at, patch, &vienna()).unwrap();
    let overrides = vec![moved.unwrap()];
    let new = database("2027a", &[LATER]);
    let (kept, after) = kept(&read_all(sample.event.body, overrides, &new), NOW);
    assert!(kept.differs);
    assert_eq!(
        times(kept.overrides[0].when.as_ref().unwrap()),
        "2027-01-06T16:00:00Z 2027-01-06T17:00:00Z"
    );
    let seen = after.seen(
        "2027-01-01T00:00:00Z".parse().unwrap(),
        "2027-01-19T00:00:00Z".parse().unwrap(),
        "UTC",
    );
    let seen: Vec<_> = seen.iter().map(|shown| times(&shown.when)).collect();
    assert_eq!(
        seen,
        ["2027-01-06T16:00:00Z 2027-01-06T17:00:00Z", "2027-01-12T17:00:00Z 2027-01-12T18:30:00Z"]
    );
}

#[test]
fn a_series_with_an_end_in_utc_has_as_many_occurrences_as_before() {
    // The other way round, the last one would come after its end.
    let at = |zones: &ZoneDatabase| zones.parse("Europe/Vienna").unwrap();
    let later = database("2027a", &[LATER]);
    let earlier = ZoneDatabase::bundled();
    for (old, new, until) in [
        // An hour earlier there would be room for one more.
        (&earlier, &later, "20270202T075959Z"),
        // An hour later there would be none for the last.
        (&later, &earlier, "20270126T070000Z"),
    ] {
        let rule = format!("FREQ=WEEKLY;UNTIL={until}");
        let timing = TimingPatch { start: moment("2026-12-01T09:00"), ..TimingPatch::default() };
        let content = Content::titled(Title::parse("Choir").unwrap());
        let rule = Some(Rule::parse(&rule).unwrap());
        let made = EventDraft::parse(content, timing, rule, None, &at(old)).unwrap();
        let made = made.in_calendar(CalendarId(1), UserId(1));
        let dates = |sample: &Sample| {
            let window = ["2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z"].map(|at| at.parse());
            let [from, to] = window.map(Result::unwrap);
            sample.seen(from, to, "UTC").len()
        };
        let count = dates(&Sample::of(made.clone(), Vec::new()));
        assert_eq!(count, 9, "{until}");
        let (kept, after) = kept(&read_all(made, Vec::new(), new), NOW);
        assert!(kept.differs, "{until}");
        assert_eq!(dates(&after), count, "{until}");
        // Also for somebody who reads the rule only.
        let repeat = kept.event.repeat.unwrap();
        let anew = super::super::Repeat::begin(
            &kept.event.when,
            repeat.start,
            repeat.rule.clone(),
            Vec::new(),
        );
        assert_eq!(anew.unwrap().ends, repeat.ends, "{until}: {}", repeat.rule);
    }
}

#[test]
fn an_edit_before_the_times_were_found_anew_keeps_what_was_meant() {
    let made = event("2027-01-15T09:00", "2027-01-15T10:00", None);
    let new = database("2027a", &[LATER]);
    let Sample { event, .. } = read_all(made, Vec::new(), &new);
    let title = Some(Title::parse("Band").unwrap());
    let content = super::super::ContentPatch { title, ..Default::default() };
    let patch = EventPatch { content, ..EventPatch::default() };
    let edited = edit_all(event.body, Vec::new(), patch, &vienna()).unwrap().event;
    let (kept, _) = kept(&Sample::of(edited, Vec::new()), NOW);
    assert_eq!(times(&kept.event.when), "2027-01-15T07:00:00Z 2027-01-15T08:00:00Z");
}

#[test]
fn a_zone_that_isnt_known_can_stay_but_not_be_taken() {
    let made = event("2027-01-15T09:00", "2027-01-15T10:00", None);
    let without = database("2027a", &[]);
    let sent = || Patch::Set(without.parse_or_present("Europe/Vienna").unwrap());
    let Sample { event, .. } = read_all(made, Vec::new(), &without);
    let timing =
        TimingPatch { zone: sent(), start: moment("2027-01-15T11:00"), ..Default::default() };
    let patch = EventPatch { timing, ..EventPatch::default() };
    let utc = Zone::default();
    assert!(edit_all(event.body.clone(), Vec::new(), patch, &utc).is_ok(), "it moves as a whole");
    let timing = TimingPatch { zone: sent(), end: Patch::Clear, ..TimingPatch::default() };
    let patch = EventPatch { timing, ..EventPatch::default() };
    assert!(edit_all(event.body, Vec::new(), patch.clone(), &utc).is_ok());
    let other = super::kit::zone("Asia/Tokyo");
    let timing = TimingPatch { start: moment("2027-01-15T11:00"), ..TimingPatch::default() };
    let content = Content::titled(Title::parse("Choir").unwrap());
    let draft = EventDraft::parse(content, timing, None, None, &other).unwrap();
    let refused =
        edit_all(draft.in_calendar(CalendarId(1), UserId(1)), Vec::new(), patch, &utc).unwrap_err();
    assert_eq!((refused.field, refused.invalid.code), ("timezone", "unknown_timezone"));
}
