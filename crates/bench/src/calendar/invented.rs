//! Invented events.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use umbra_domain::CalendarId;
use umbra_domain::event::{Content, Description, Event, LocationText, Repeat, Title, Visibility};
use umbra_domain::event::{Override, When};
use umbra_domain::recurrence::Rule;
use umbra_domain::zone::ZoneDatabase;

use crate::failure::{Failure, Outcome};

/// When everything was made.
pub(crate) const MADE: Timestamp = Timestamp::constant(1_770_000_000, 0);

/// An event and the occurrences of it that differ.
#[derive(Debug)]
pub(super) struct Invented {
    pub(super) event: Event,
    pub(super) overrides: Vec<Override>,
}

/// Makes a single event, the `number`th one.
pub(crate) fn single(calendar: CalendarId, number: usize, when: When) -> Outcome<Event> {
    Ok(Event {
        calendar,
        created_by: None,
        visibility: Visibility::default(),
        content: content(number)?,
        when,
        repeat: None,
    })
}

/// Makes a series, the `number`th one, that begins with `when`.
pub(crate) fn series(
    calendar: CalendarId,
    number: usize,
    when: When,
    rule: &str,
    excluded: Vec<DateTime>,
) -> Outcome<Event> {
    let parsed = Rule::parse(rule).map_err(Failure::when(rule))?;
    let repeat = Repeat::begin(&when, when.local_start(), parsed, excluded);
    let repeat = repeat.map_err(Failure::when(rule))?;
    Ok(Event { repeat: Some(repeat), ..single(calendar, number, when)? })
}

/// Gives a time of some minutes.
pub(crate) fn timed(start: DateTime, minutes: u32, zone: &str) -> Outcome<When> {
    let zone = ZoneDatabase::bundled().parse(zone).map_err(Failure::when("a zone"))?;
    let start = zone.rules().to_ambiguous_timestamp(start).compatible();
    let start = start.map_err(Failure::when("a local time"))?;
    let end = start.saturating_add(SignedDuration::from_mins(minutes.into()));
    let end = end.map_err(Failure::when("an end"))?;
    Ok(When::timed(start, end, zone.clone(), zone))
}

/// Gives some whole days.
pub(crate) fn days(start: Date, count: u32) -> When {
    When::Days { start, end: later(start, count) }
}

/// Gives the day that is some days later.
pub(crate) fn later(date: Date, days: u32) -> Date {
    date.saturating_add(SignedDuration::from_hours(24 * i64::from(days)))
}

/// Makes what the `number`th event is about: every third one has a description, every fourth one a
/// place.
fn content(number: usize) -> Outcome<Content> {
    let invented = || Failure::when("an invented text");
    let title = Title::parse(&format!("Appointment number {number}")).map_err(invented())?;
    let mut content = Content::titled(title);
    if number.is_multiple_of(3) {
        let text = "Some words of description. ".repeat(4);
        content.description = Some(Description::parse(&text).map_err(invented())?);
    }
    if number.is_multiple_of(4) {
        let place = LocationText::parse("Third floor, the room behind the lift");
        content.location_text = Some(place.map_err(invented())?);
    }
    Ok(content)
}
