//! What has to hold for any event, any rule and any edit.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, civil::DateTime};
use proptest::{prelude::*, sample::select};

use super::{
    super::{
        ContentPatch, Divided, EventPatch, Extent, Moment, Override, Shown, Span, TimingPatch,
        When, Window, divide, edit_all, edit_one, end_before,
    },
    kit::{Sample, ZONES, samples, titled, zone},
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
    let Divided { before, after } = divided.ok()?;
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
        let viewer = jiff::tz::TimeZone::get(viewer).unwrap();
        let window = Window::new(at(from), at(from + hours), viewer).unwrap();
        let (from, to) = window.bounds();
        let extent = Extent::of(&sample.event.body, &sample.overrides);
        let event = std::sync::Arc::new(sample.event.clone());
        let mut list = Vec::new();
        super::super::shown(&event, &sample.overrides, &window, &mut list).unwrap();
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
            if name(before) == Some(chosen) {
                prop_assert_eq!(title, "Only this");
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
        let (body, overrides) =
            edit_all(body, overrides, titled("All"), &zone("UTC")).unwrap();
        let after = Sample::of(body, overrides);
        for (before, after) in sample.everything().iter().zip(after.everything()) {
            prop_assert_eq!((name(before), &before.when), (name(&after), &after.when));
            let own = before.content().title.as_str() == "Own";
            prop_assert_eq!(after.content().title.as_str(), if own { "Own" } else { "All" });
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
            let (body, overrides) = edit_all(body, overrides, patch, &zone("UTC")).unwrap();
            Sample::of(body, overrides)
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
        let (body, overrides) = edit_all(body, overrides, patch, &zone("UTC")).unwrap();
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
}
