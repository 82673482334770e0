//! What has to hold for any event, any rule and any edit.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, civil::DateTime};
use proptest::{prelude::*, sample::select};

use super::{
    super::{
        ContentPatch, Divided, Edited, Event, EventPatch, Extent, Moment, Override, Shown, Span,
        TimingPatch, Transparency, When, Window, divide, edit_all, edit_one, end_before,
        occurrence, put_back,
    },
    kit::{Sample, ZONES, samples, status_of, titled, zone},
};
use crate::Patch;

fn name(shown: &Shown) -> Option<DateTime> {
    shown.recurrence_id
}

fn at(hours: i64) -> Timestamp {
    "2011-10-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
}

/// Applies an edit of this and all following, and gives all that is there then.
fn divided(sample: &Sample, name: DateTime, patch: EventPatch) -> Option<Vec<Shown>> {
    let (body, overrides) = (sample.event.body.clone(), sample.overrides.clone());
    let divided = divide(body, overrides, Moment::Local(name), patch, &zone("UTC"));
    let Divided { before, after, .. } = divided.ok()?;
    let parts = before.into_iter().chain([after]);
    let mut all: Vec<_> =
        parts.flat_map(|(body, overrides)| Sample::of(body, overrides).everything()).collect();
    all.sort_by_key(name_of);
    Some(all)
}

fn name_of(shown: &Shown) -> Option<DateTime> {
    name(shown)
}

fn sorted(mut all: Vec<Shown>) -> Vec<Shown> {
    all.sort_by_key(name_of);
    all
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192,
        max_global_rejects: 10_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_window_in_two_halves_shows_what_the_whole_shows(
        sample in samples(),
        from in 0..4000i64,
        hours in (1..2000i64, 1..2000i64),
        viewer in select(ZONES.to_vec()),
    ) {
        let (middle, to) = (from + hours.0, from + hours.0 + hours.1);
        let whole = sample.seen(at(from), at(to), viewer);
        let first = sample.seen(at(from), at(middle), viewer);
        let second = sample.seen(at(middle), at(to), viewer);
        let both: BTreeSet<_> = first.iter().chain(&second).map(name).collect();
        let names: BTreeSet<_> = whole.iter().map(name).collect();
        prop_assert_eq!(names.len(), whole.len(), "an occurrence is shown twice");
        prop_assert_eq!(both, names);
    }

    #[test]
    fn what_a_window_shows_is_within_the_stored_bounds(
        sample in samples(),
        from in -200..9000i64,
        hours in 1..800i64,
        viewer in select(ZONES.to_vec()),
    ) {
        let viewer = super::kit::zone(viewer).rules();
        let window = Window::new(at(from), at(from + hours), viewer).unwrap();
        let (from, to) = window.bounds();
        let extent = Extent::of(&sample.event.body, &sample.overrides);
        let event = std::sync::Arc::new(sample.event.clone());
        let mut list = Vec::new();
        let personal_state = std::sync::Arc::default();
        super::super::shown(&event, &personal_state, &sample.overrides, &window, &mut list).unwrap();
        if !list.is_empty() {
            prop_assert!(extent.starts_at < to && extent.ends_at >= from);
            let since = Span::reaching(from).find(|(span, _)| *span == extent.span());
            prop_assert!(since.is_some_and(|(_, since)| extent.starts_at > since));
        }
        for shown in list {
            let own = sample.overrides.iter().find(|own| Some(own.recurrence_id) == name(&shown));
            if let Some(own) = own {
                let extent = Extent::of_override(&sample.event.body, own);
                prop_assert!(extent.starts_at < to && extent.ends_at >= from);
            }
        }
    }

    #[test]
    fn an_edit_of_one_keeps_every_other(sample in samples(), place in 0..40usize) {
        let before = sorted(sample.everything());
        let chosen = name(&before[place % before.len()]).unwrap();
        let mut after = sample.clone();
        let patch = titled("Only this");
        let edited = edit_one(&sample.event, &sample.overrides, Moment::Local(chosen), patch,
            &zone("UTC"));
        let (_, edited) = edited.unwrap();
        after.overrides.retain(|own| own.recurrence_id != chosen);
        after.overrides.extend(edited);
        let after = sorted(after.everything());
        prop_assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!((name(before), &before.when), (name(after), &after.when));
            let title = after.content().title.as_str();
            prop_assert_eq!(after.content().status, status_of(title));
            if name(before) == Some(chosen) {
                prop_assert_eq!(title, "Only this");
                prop_assert_eq!(after.content().transparency, Transparency::Busy);
            } else {
                prop_assert_eq!(before, after);
            }
        }
    }

    #[test]
    fn an_edit_of_the_following_keeps_every_occurrence_and_all_before(
        sample in samples(),
        place in 0..40usize,
    ) {
        let before = sorted(sample.everything());
        let chosen = name(&before[place % before.len()]).unwrap();
        // Some divisions can't be written as rules, and are refused as a whole.
        let Some(after) = divided(&sample, chosen, titled("From here on")) else { return Ok(()) };
        prop_assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!((name(before), &before.when), (name(after), &after.when));
            let (old, new) = (&before.content().title, after.content().title.as_str());
            let is_own = old.as_str() == "Own" && name(before) != Some(chosen);
            let expected = if name(before) < Some(chosen) || is_own { old.as_str() } else { "From here on" };
            prop_assert_eq!(new, expected);
            prop_assert_eq!(after.content().status, status_of(new));
            if new == "From here on" {
                prop_assert_eq!(after.content().transparency, Transparency::Busy);
            }
        }
    }

    #[test]
    fn deleting_the_following_leaves_exactly_what_came_before(
        sample in samples(),
        place in 0..40usize,
    ) {
        let before = sorted(sample.everything());
        let chosen = name(&before[place % before.len()]).unwrap();
        let (body, overrides) = (&sample.event.body, sample.overrides.clone());
        let Ok(left) = end_before(body, overrides, Moment::Local(chosen)) else { return Ok(()) };
        let left = left.map_or_else(Vec::new, |(body, overrides)| {
            sorted(Sample::of(body, overrides).everything())
        });
        let seen = |all: &[Shown]| -> Vec<_> {
            all.iter().map(|one| (name(one), one.when.clone(), one.content().clone())).collect()
        };
        let earlier: Vec<_> =
            before.into_iter().filter(|one| name(one) < Some(chosen)).collect();
        prop_assert_eq!(seen(&left), seen(&earlier));
    }

    #[test]
    fn an_edit_of_all_that_moves_nothing_keeps_every_occurrence(sample in samples()) {
        let (body, overrides) = (sample.event.body.clone(), sample.overrides.clone());
        let edited = edit_all(body, overrides, titled("All"), &zone("UTC")).unwrap();
        let after = Sample::of(edited.event, edited.overrides);
        for (before, after) in sample.everything().iter().zip(after.everything()) {
            prop_assert_eq!((name(before), &before.when), (name(&after), &after.when));
            let own = before.content().title.as_str() == "Own";
            let title = after.content().title.as_str();
            prop_assert_eq!(title, if own { "Own" } else { "All" });
            prop_assert_eq!(after.content().status, status_of(title));
            prop_assert_eq!(after.content().transparency, Transparency::Busy);
        }
        prop_assert_eq!(sample.names(), after.names());
    }

    #[test]
    fn a_move_between_zones_neither_loses_nor_doubles(
        sample in samples(),
        to in select(ZONES.to_vec()),
    ) {
        let moved = |sample: &Sample, to| {
            let timing = TimingPatch { zone: Patch::Set(to), ..TimingPatch::default() };
            let patch = EventPatch { timing, ..EventPatch::default() };
            let (body, overrides) = (sample.event.body.clone(), sample.overrides.clone());
            let edited = edit_all(body, overrides, patch, &zone("UTC")).unwrap();
            Sample::of(edited.event, edited.overrides)
        };
        let after = moved(&sample, zone(to));
        prop_assert_eq!(sample.names(), after.names());
        let seen = after.everything();
        let distinct: BTreeSet<_> = seen.iter().map(name).collect();
        prop_assert_eq!(distinct.len(), seen.len());
        if let When::Timed { zone, start, .. } = &sample.event.body.when {
            let back = moved(&after, zone.clone());
            prop_assert_eq!(back.event.body.when.bounds().0, *start);
        }
    }

    #[test]
    fn a_series_moved_by_hours_keeps_its_days(sample in samples(), minutes in 1..120i64) {
        let rule = sample.event.body.repeat.as_ref().unwrap().rule.to_string();
        prop_assume!(!sample.event.body.when.all_day() && rule.contains("COUNT"));
        let start = sample.event.body.repeat.as_ref().unwrap().start;
        let moved = start.saturating_add(SignedDuration::from_mins(minutes));
        prop_assume!(!rule.contains("BYHOUR") && moved.date() == start.date());
        let start = Some(Moment::Local(moved));
        let timing = TimingPatch { start, end: Patch::Clear, ..TimingPatch::default() };
        let patch = EventPatch { timing, ..EventPatch::default() };
        let (body, overrides) = (sample.event.body.clone(), sample.overrides.clone());
        let Edited { event: body, overrides, .. } =
            edit_all(body, overrides, patch, &zone("UTC")).unwrap();
        let after = Sample::of(body, overrides);
        let days = |names: Vec<DateTime>| names.into_iter().map(DateTime::date).collect::<Vec<_>>();
        prop_assert_eq!(days(sample.names()), days(after.names()));
        // An occurrence that had been moved to where the series now has it changes nothing any more.
        let shift = SignedDuration::from_mins(minutes);
        let differ = |own: &&Override| {
            let by_rule = own.recurrence_id.saturating_add(shift);
            let at_rule = own.when.as_ref().is_some_and(|when| when.local_start() == by_rule);
            !at_rule || own.content != ContentPatch::default()
        };
        let expected = sample.overrides.iter().filter(differ).count();
        prop_assert_eq!(expected, after.overrides.len());
    }

    #[test]
    fn a_moved_start_is_where_it_was_put_and_the_series_goes_on_from_there(
        sample in samples(),
        place in 0..40usize,
        (days, minutes) in (-20..20i64, prop_oneof![Just(0i64), -600..600i64]),
        from_here in any::<bool>(),
    ) {
        let Some(Moved { wanted, chosen, after }) =
            moved(&sample, place, days, minutes, from_here)? else { return Ok(()) };
        let repeat = after.repeat.as_ref().unwrap();
        prop_assert_eq!(repeat.start, wanted);
        prop_assert_eq!(after.when.duration(), sample.event.body.when.duration());
        let old = sample.event.body.repeat.as_ref().unwrap().rule.to_string();
        // A day of a month moves to another one, which not every month has.
        let by_month = old.contains("MONTHLY") || old.contains("YEARLY");
        // An end in UTC is an instant of its own, which a change of the clock may bring nearer.
        let by_instant = old.contains("Z");
        let shift = chosen.duration_until(wanted);
        let names = whole(&sample.event.body).names();
        let expected = names.into_iter().filter(|name| *name >= chosen);
        let expected: Vec<_> = expected.map(|name| name.saturating_add(shift)).collect();
        let found = whole(&after).names();
        prop_assert_eq!(found.first(), Some(&wanted));
        let count = if by_month { 1 } else if by_instant { found.len().min(expected.len()) } else { expected.len() };
        prop_assert_eq!(&found[..count.min(found.len())], &expected[..count], "{} is {}", old, repeat.rule);
        if !by_month && !by_instant {
            prop_assert_eq!(found.len(), expected.len());
        }
    }

    #[test]
    fn a_moved_occurrence_lasts_as_long_as_it_did(
        sample in samples(),
        place in 0..40usize,
        (days, minutes) in (-20..20i64, -600..600i64),
    ) {
        let shown = sorted(sample.everything());
        let chosen = &shown[place % shown.len()];
        let start = put(chosen.when.local_start(), chosen.when.all_day(), days, minutes).1;
        let timing = TimingPatch { start: Some(start), ..TimingPatch::default() };
        let patch = EventPatch { timing, ..EventPatch::default() };
        let at = Moment::Local(name(chosen).unwrap());
        let edited = edit_one(&sample.event, &sample.overrides, at, patch, &zone("UTC"));
        let (id, edited) = edited.unwrap();
        let event = std::sync::Arc::new(sample.event.clone());
        let after = Shown::occurrence(event, std::sync::Arc::default(), id, edited.as_ref());
        prop_assert_eq!(after.when.duration(), chosen.when.duration());
    }

    #[test]
    fn what_was_put_back_is_as_if_it_had_never_been_touched(sample in samples(), place in 0..60usize) {
        let names = whole(&sample.event.body).names();
        let chosen = names[place % names.len()];
        let (body, overrides) = (sample.event.body.clone(), sample.overrides.clone());
        let (found, body, overrides) = put_back(body, overrides, Moment::Local(chosen)).unwrap();
        prop_assert_eq!(found, chosen);
        prop_assert_eq!(occurrence(&body, Moment::Local(chosen)), Some(chosen));
        let after = Sample::of(body.clone(), overrides.clone());
        let touched = |one: &Shown| name(one) == Some(chosen);
        let seen = |sample: &Sample, of: bool| -> Vec<_> {
            let all = sorted(sample.everything()).into_iter().filter(|one| touched(one) == of);
            all.map(|one| (name(&one), one.when.clone(), one.content().clone())).collect()
        };
        prop_assert_eq!(seen(&after, false), seen(&sample, false));
        let plain = Sample::of(sample.event.body.clone(), Vec::new());
        let plain = Sample::of(whole(&plain.event.body).event.body, Vec::new());
        prop_assert_eq!(seen(&after, true), seen(&plain, true));
        let again = put_back(body.clone(), overrides.clone(), Moment::Local(chosen)).unwrap();
        prop_assert_eq!((again.1, again.2), (body, overrides));
    }
}

/// Gives a series without anything changed or taken away.
fn whole(event: &Event) -> Sample {
    let mut event = event.clone();
    event.repeat.as_mut().unwrap().excluded.clear();
    Sample::of(event, Vec::new())
}

/// Gives where something is after a move, and as a client says it.
fn put(from: DateTime, all_day: bool, days: i64, minutes: i64) -> (DateTime, Moment) {
    let moved = from.saturating_add(SignedDuration::from_hours(24 * days));
    if all_day {
        return (moved, Moment::Day(moved.date()));
    }
    let moved = moved.saturating_add(SignedDuration::from_mins(minutes));
    (moved, Moment::Local(moved))
}

/// A series that was moved.
struct Moved {
    wanted: DateTime,
    chosen: DateTime,
    after: Event,
}

/// Moves an occurrence and all that follow, or the whole series, by a start alone. `None` where that
/// is refused, which it may only be for a reason.
fn moved(
    sample: &Sample,
    place: usize,
    days: i64,
    minutes: i64,
    from_here: bool,
) -> Result<Option<Moved>, TestCaseError> {
    let body = sample.event.body.clone();
    let repeat = body.repeat.clone().unwrap();
    let names = sample.names();
    let chosen = if from_here { names[place % names.len()] } else { repeat.start };
    let (wanted, start) = put(chosen, body.when.all_day(), days, minutes);
    let timing = TimingPatch { start: Some(start), ..TimingPatch::default() };
    let rule = if place.is_multiple_of(2) { Patch::Keep } else { Patch::Set(repeat.rule.clone()) };
    let patch = EventPatch { timing, rule, ..EventPatch::default() };
    let overrides = sample.overrides.clone();
    let edited = if from_here {
        let divided = divide(body, overrides, Moment::Local(chosen), patch, &zone("UTC"));
        divided.map(|divided| divided.after.0)
    } else {
        edit_all(body, overrides, patch, &zone("UTC")).map(|edited| edited.event)
    };
    match edited {
        Ok(after) => Ok(Some(Moved { wanted, chosen, after })),
        Err(refused) if refused.invalid.code == "ambiguous_move" => {
            let rule = repeat.rule.to_string();
            let clear = !["BYHOUR", "-1FR", "BYMONTHDAY=-1"].iter().any(|part| rule.contains(part));
            prop_assert!(!clear, "{} is refused: {}", rule, refused);
            prop_assert_eq!(refused.field, "start");
            Ok(None)
        }
        // Not every division can be written as rules.
        Err(refused) => {
            prop_assert!(from_here, "{}", refused);
            prop_assert_eq!(refused.invalid.code, "unsupported_recurrence");
            Ok(None)
        }
    }
}
