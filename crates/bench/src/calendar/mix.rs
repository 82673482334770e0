//! A believable mix of 10,000 events of one person, around March 2026.

use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, Timestamp};
use umbra_domain::CalendarId;
use umbra_domain::event::{ContentPatch, Event, Override, Title, When};

use super::invented::{self, Invented, days, later, timed};
use crate::dice::Dice;
use crate::failure::{Failure, Outcome};

/// How many single events there are.
const SINGLE: usize = 9_000;

/// How many series there are.
const SERIES: usize = 1_000;

/// Where single events begin: ten years, the month in the middle.
const FIRST: Date = date(2021, 3, 1);
const YEARS: u32 = 3_652;

const HOME: &str = "Europe/Vienna";
const ABROAD: &str = "America/New_York";

/// Invents the events, the same ones each time.
pub(super) fn mix(calendars: &[CalendarId]) -> Outcome<Vec<Invented>> {
    let mut dice = Dice::seeded(0x00ca_1e4d);
    let mut all = Vec::with_capacity(SINGLE + SERIES);
    for number in 0..SINGLE {
        let calendar = turn(calendars, number)?;
        let event = invented::single(calendar, number, when(&mut dice)?)?;
        all.push(Invented { event, overrides: Vec::new() });
    }
    for number in 0..SERIES {
        let event = series(turn(calendars, number)?, number, &mut dice)?;
        let overrides = if number % 5 == 0 { overrides(&event)? } else { Vec::new() };
        all.push(Invented { event, overrides });
    }
    Ok(all)
}

fn turn(calendars: &[CalendarId], number: usize) -> Outcome<CalendarId> {
    let calendar = calendars.get(number % calendars.len().max(1)).copied();
    calendar.ok_or_else(|| Failure::new("somebody has no calendar"))
}

/// Gives a time of day between seven and nine, in quarters of an hour.
fn daytime(day: Date, dice: &mut Dice) -> DateTime {
    let quarters = dice.below(14 * 4);
    day.at(7, 0, 0, 0).saturating_add(SignedDuration::from_mins(i64::from(quarters) * 15))
}

/// Gives the time of a single event: of 200, 160 last up to three hours, 33 a day, 6 up to two
/// weeks and one up to a year.
fn when(dice: &mut Dice) -> Outcome<When> {
    let day = later(FIRST, dice.below(YEARS));
    let zone = if dice.below(20) == 0 { ABROAD } else { HOME };
    Ok(match dice.below(200) {
        0 => days(day, 30 + dice.below(335)),
        1..7 => days(day, 3 + dice.below(12)),
        7..40 => days(day, 1),
        _ => timed(daytime(day, dice), 30 * (1 + dice.below(6)), zone)?,
    })
}

/// Invents a series: of 100, 3 are daily, 37 weekly, 25 monthly and 35 yearly. A third has ended,
/// half of these by a count; of the others some are going to end, some left an occurrence out.
fn series(calendar: CalendarId, number: usize, dice: &mut Dice) -> Outcome<Event> {
    let ended = number.is_multiple_of(3);
    let years = if ended { 4 } else { 9 };
    let day = later(date(2016, 6, 1), dice.below(365 * years));
    let (frequency, count, all_day) = match dice.below(100) {
        0..3 => ("DAILY", 60, false),
        3..15 => ("WEEKLY;BYDAY=TU,TH", 40, false),
        15..25 => ("WEEKLY;INTERVAL=2", 25, false),
        25..40 => ("WEEKLY", 40, dice.below(5) == 0),
        40..50 => ("MONTHLY;BYDAY=-1FR", 12, false),
        50..65 => ("MONTHLY", 18, dice.below(3) == 0),
        _ => ("YEARLY", 4, true),
    };
    let limit = match number % 12 {
        0 | 6 => format!(";COUNT={count}"),
        3 | 9 => ";UNTIL=20250630".to_owned(),
        1 => ";UNTIL=20271231".to_owned(),
        2 => ";COUNT=9999".to_owned(),
        _ => String::new(),
    };
    let when = if all_day { days(day, 1) } else { timed(daytime(day, dice), 60, HOME)? };
    let next = when.local_start().saturating_add(SignedDuration::from_hours(7 * 24));
    let excluded = if number.is_multiple_of(7) && !ended { vec![next] } else { Vec::new() };
    let rule = format!("FREQ={frequency}{limit}");
    invented::series(calendar, number, when, &rule, excluded)
}

/// Changes a few early occurrences, and a few in and around the month: each gets another title,
/// every second one another time.
fn overrides(event: &Event) -> Outcome<Vec<Override>> {
    let Some(repeat) = &event.repeat else { return Ok(Vec::new()) };
    let series = repeat.series(&event.when).map_err(Failure::when("a series"))?;
    let (early, month) = (Timestamp::MIN, Timestamp::constant(1_771_545_600, 0));
    let some = [early, month].into_iter().flat_map(|from| {
        series.between(from, Timestamp::constant(1_775_779_200, 0)).step_by(3).take(3)
    });
    let mut locals: Vec<_> = some.map(|next| next.local).collect();
    locals.sort_unstable();
    locals.dedup();
    let title = Title::parse("This time somewhere else").map_err(Failure::when("a title"))?;
    let changed = locals.into_iter().enumerate().map(|(place, recurrence_id)| {
        let moved = recurrence_id.saturating_add(SignedDuration::from_hours(24));
        Override {
            recurrence_id,
            content: ContentPatch { title: Some(title.clone()), ..ContentPatch::default() },
            when: (place % 2 == 0).then(|| event.when.at_local(moved)),
        }
    });
    Ok(changed.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mix_has_what_it_promises() {
        let all = mix(&[CalendarId(1), CalendarId(2)]).unwrap();
        let is = |of: fn(&Invented) -> bool| all.iter().filter(|one| of(one)).count();
        assert_eq!(all.len(), SINGLE + SERIES);
        assert_eq!(is(|one| one.event.repeat.is_some()), SERIES);
        assert!(is(|one| one.event.when.all_day()) > 1_500);
        assert!(is(|one| !one.overrides.is_empty()) == SERIES / 5);
        let before = |one: &Invented| {
            let extent = umbra_domain::event::Extent::of(&one.event, &one.overrides);
            one.event.repeat.is_some() && extent.ends_at < Timestamp::constant(1_771_545_600, 0)
        };
        let ended = all.iter().filter(|one| before(one)).count();
        assert!((SERIES / 3..SERIES / 3 + 10).contains(&ended), "{ended}");
    }
}
