//! What people have on events, beside what is told of each occurrence by itself.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, civil::DateTime};
use proptest::{collection::vec, prelude::*, sample::select};

use super::{
    super::{
        Alarms, Moment, Personal, PersonalEventState, PersonalPatch, Reach, divide, edit_all, named,
    },
    kit::{Sample, ZONES, samples, titled, zone},
};
use crate::reminder::EventSnapshot;

/// A change of what somebody has: on which occurrence, how far it reaches, and what.
type Change = (usize, u8, PersonalPatch);

fn patches() -> impl Strategy<Value = PersonalPatch> {
    let minutes = select(vec![vec![], vec![0], vec![30], vec![30, 1440]]);
    let reminders = minutes.prop_map(|minutes| Alarms::parse(&minutes).unwrap());
    (proptest::option::of(any::<bool>()), proptest::option::of(reminders))
        .prop_map(|(is_starred, reminders)| PersonalPatch { is_starred, reminders })
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    vec((0..40usize, 0..3u8, patches()), 0..8)
}

fn changed(sample: &Sample, changes: &[Change]) -> PersonalEventState {
    let names = sample.names();
    let mut personal_state = PersonalEventState::default();
    for (place, reach, patch) in changes {
        let name = names[place % names.len()];
        match reach {
            0 => personal_state.edit_all(patch.clone()),
            1 => personal_state.edit_one(name, patch.clone()).unwrap(),
            _ => personal_state.edit_following(&sample.event, name, patch.clone()).unwrap(),
        }
    }
    personal_state
}

/// Gives what an occurrence has after a change, where another change at or after `since` that says the
/// same field is in the way.
fn expected(
    personal_state: &PersonalEventState,
    name: DateTime,
    since: Option<DateTime>,
    patch: &PersonalPatch,
) -> Personal {
    let in_the_way = personal_state.changes.iter().filter(|change| match change.reach {
        Reach::This => change.recurrence_id == name && since != Some(name),
        Reach::Following => {
            since.is_some_and(|since| since < change.recurrence_id) && change.recurrence_id <= name
        }
    });
    let left = in_the_way.fold(patch.clone(), |patch, change| patch.beyond(&change.patch));
    left.apply(personal_state.at(name))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192,
        max_global_rejects: 10_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_reminder_finds_what_a_look_at_each_occurrence_finds(
        sample in samples(),
        changes in changes(),
        hours in 0..9000i64,
        minutes in select(vec![0u16, 30, 1440]),
        viewer in select(ZONES.to_vec()),
    ) {
        let personal_state = Arc::new(changed(&sample, &changes));
        let names = sample.names();
        let snapshot = EventSnapshot::new(&sample.event, &sample.overrides);
        let on = snapshot.reminder(&personal_state, minutes, &zone(viewer));
        let now = "2011-10-01T00:00:00Z".parse::<Timestamp>().unwrap()
            + SignedDuration::from_hours(hours);
        let moments: Vec<_> = names
            .iter()
            .filter_map(|&name| Some((on.moment(name)?, name)))
            .collect();
        for (_, name) in &moments {
            prop_assert!(personal_state.at(*name).reminders.minutes().contains(&minutes));
        }
        let next = moments.iter().filter(|(at, _)| now < *at).min().copied();
        prop_assert_eq!(on.next_after(now).map(|next| (next.at, next.local)), next);
        let from = now - SignedDuration::from_hours(24 * 60);
        let latest = moments.iter().filter(|(at, _)| from <= *at && *at <= now).max().copied();
        prop_assert_eq!(on.around(from, now).latest.map(|one| (one.at, one.local)), latest);
    }

    #[test]
    fn a_change_reaches_what_it_is_for_and_no_other(
        sample in samples(),
        changes in changes(),
        place in 0..40usize,
        patch in patches(),
    ) {
        let personal_state = changed(&sample, &changes);
        let names = sample.names();
        let chosen = names[place % names.len()];
        let (mut one, mut following, mut all) = (personal_state.clone(), personal_state.clone(), personal_state.clone());
        one.edit_one(chosen, patch.clone()).unwrap();
        following.edit_following(&sample.event, chosen, patch.clone()).unwrap();
        all.edit_all(patch.clone());
        for name in names {
            let own = if name == chosen { patch.clone() } else { PersonalPatch::default() };
            prop_assert_eq!(one.at(name), own.apply(personal_state.at(name)), "one: {}", name);
            let later = if name < chosen { PersonalPatch::default() } else { patch.clone() };
            let later = expected(&personal_state, name, Some(chosen), &later);
            prop_assert_eq!(following.at(name), later, "following: {}", name);
            let each = expected(&personal_state, name, None, &patch);
            prop_assert_eq!(all.at(name), each, "all: {}", name);
        }
    }

    #[test]
    fn nothing_of_it_is_kept_that_changes_nothing(sample in samples(), changes in changes()) {
        let personal_state = changed(&sample, &changes);
        let names = sample.names();
        prop_assert!(personal_state.changes.iter().all(|change| !change.patch.is_empty()));
        let mut all_alike = personal_state.clone();
        let whole = PersonalPatch::between(&Personal::default(), &personal_state.whole);
        for name in names {
            let nothing = PersonalPatch { is_starred: Some(personal_state.whole.is_starred), ..whole.clone() };
            let nothing = PersonalPatch { reminders: Some(personal_state.whole.reminders.clone()), ..nothing };
            all_alike.edit_following(&sample.event, name, nothing.clone()).unwrap();
            all_alike.edit_one(name, nothing).unwrap();
        }
        prop_assert_eq!(all_alike.changes, Vec::new());
    }

    #[test]
    fn a_divided_series_has_on_both_parts_what_the_whole_had(
        sample in samples(),
        changes in changes(),
        place in 0..40usize,
    ) {
        let personal_state = changed(&sample, &changes);
        let names = sample.names();
        let at = Moment::Local(names[place % names.len()]);
        let (body, overrides) = (sample.event.body.clone(), sample.overrides.clone());
        let Ok(divided) = divide(body, overrides, at, titled("From here on"), &zone("UTC")) else {
            return Ok(());
        };
        let before = personal_state.up_to(divided.at);
        let after = personal_state.from_on(divided.at).carried(&divided.names);
        for name in names {
            let part = if name < divided.at { &before } else { &after };
            prop_assert_eq!(part.at(name), personal_state.at(name), "{}", name);
        }
    }

    #[test]
    fn a_move_of_all_takes_it_along(sample in samples(), changes in changes(), days in 1..3i64) {
        use super::super::{EventPatch, TimingPatch};
        let personal_state = changed(&sample, &changes);
        let body = sample.event.body.clone();
        let repeat = body.repeat.clone().unwrap();
        // Of a rule without days of its own, each occurrence is found as far from the start as it was.
        prop_assume!(repeat.rule.to_string().contains("INTERVAL=2"));
        let by = SignedDuration::from_hours(24 * days);
        let start = repeat.start.saturating_add(by);
        let start =
            if body.when.all_day() { Moment::Day(start.date()) } else { Moment::Local(start) };
        let timing = TimingPatch { start: Some(start), ..TimingPatch::default() };
        let patch = EventPatch { timing, ..EventPatch::default() };
        let names = sample.names();
        let Ok(edited) = edit_all(body, Vec::new(), patch, &zone("UTC")) else { return Ok(()) };
        let carried = personal_state.carried(&edited.names);
        for name in names {
            let Some(now) = edited.names.find(name) else { continue };
            prop_assert_eq!(now, name.saturating_add(by));
            prop_assert_eq!(carried.at(now), personal_state.at(name), "{}", name);
        }
    }

    #[test]
    fn an_occurrence_is_named_as_it_is_for_everybody(sample in samples(), place in 0..40usize) {
        let names = sample.names();
        let name = names[place % names.len()];
        prop_assert_eq!(named(&sample.event, Moment::Local(name)), Ok(name));
    }
}
