//! The notifications for those who are invited when an event changes, or goes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::{Answer, Content, Event, Extent, Invitation, Status, Version, When, invitation::when};
use crate::{
    EventId, LocationId, UserId,
    notification::{Gone, Moment, NotificationDraft},
};

/// How what somebody is invited to changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ChangeKind {
    /// It is at another time or place, or takes place after all.
    Changed,
    /// It is there, and doesn't take place.
    Cancelled,
    /// It isn't there any more.
    Gone,
}

/// What of an event, or of an occurrence, those who are invited are notified of when it changes.
#[derive(PartialEq, Eq)]
struct NotifiableState {
    when: When,
    place: (Option<String>, Option<LocationId>),
    is_cancelled: bool,
}

impl NotifiableState {
    fn at(version: Version<'_>, name: Option<DateTime>) -> Self {
        let content = content(version, name);
        let text = content.location_text.as_ref().map(|text| text.as_str().to_owned());
        Self {
            when: when(version, name),
            place: (text, content.place.as_ref().map(|place| place.id)),
            is_cancelled: content.status == Status::Cancelled,
        }
    }

    fn change_to(&self, after: &Self) -> Option<ChangeKind> {
        match (self.is_cancelled, after.is_cancelled) {
            (false, true) => Some(ChangeKind::Cancelled),
            // Wherever it would be.
            (true, true) => None,
            _ => (self != after).then_some(ChangeKind::Changed),
        }
    }
}

fn content((event, overrides): Version<'_>, name: Option<DateTime>) -> Content {
    let changed = overrides.iter().find(|one| Some(one.recurrence_id) == name);
    changed.map_or_else(|| event.content.clone(), |changed| changed.content(event))
}

/// Makes the notifications for those who are invited of how what they are invited to changes, each of their
/// own: not for those who declined, nor for who changed it. `old` and `new` are the invitations before and after it.
#[must_use]
pub fn notifications_of_change(
    (by, event, now): (UserId, EventId, Timestamp),
    (old, before): (&[Invitation], Version<'_>),
    (new, after): (&[Invitation], Version<'_>),
) -> Vec<NotificationDraft> {
    let mut told: BTreeMap<(ChangeKind, Option<DateTime>), Vec<UserId>> = BTreeMap::new();
    let for_all = change_of_all(before, after);
    for one in new.iter().filter(|one| one.answer != Answer::Declined) {
        let Some(known) = old.iter().find(|known| known.id == one.id) else { continue };
        let kind = match known.occurrence {
            None => for_all,
            Some(name) => {
                let (was, is) = (
                    NotifiableState::at(before, Some(name)),
                    NotifiableState::at(after, one.occurrence),
                );
                was.change_to(&is).map(|kind| (kind, one.occurrence))
            }
        };
        if let Some(kind) = kind {
            told.entry(kind).or_default().push(one.user);
        }
    }
    let mut drafts: Vec<_> = told
        .into_iter()
        .map(|((kind, name), to)| match kind {
            ChangeKind::Cancelled => NotificationDraft::event_cancelled(by, (event, name), to),
            ChangeKind::Changed => NotificationDraft::event_changed(by, (event, name), to),
            ChangeKind::Gone => {
                NotificationDraft::event_gone(by, (event, name), gone(before, name), to)
            }
        })
        .collect();
    // Who was invited to all of it, and is, hears of its occurrences by that.
    let is_left = |gone: &&Invitation| {
        let was_of_all = |id| old.iter().any(|one| one.id == id && one.occurrence.is_none());
        let stays =
            |one: &Invitation| one.id == gone.id || (one.user == gone.user && was_of_all(one.id));
        !new.iter().any(stays)
    };
    let ended: Vec<_> = old.iter().filter(is_left).cloned().collect();
    drafts.extend(notifications_of_removal((by, event, now), &ended, before));
    drafts
}

/// Makes the notifications for those who are invited to something that it isn't there any more, if it wasn't over.
#[must_use]
pub fn notifications_of_removal(
    (by, event, now): (UserId, EventId, Timestamp),
    invitations: &[Invitation],
    version: Version<'_>,
) -> Vec<NotificationDraft> {
    let mut told: BTreeMap<Option<DateTime>, Vec<UserId>> = BTreeMap::new();
    let mut to_all = BTreeSet::new();
    let awaited = |one: &&Invitation| {
        // What was cancelled before was told then.
        let is_cancelled = content(version, one.occurrence).status == Status::Cancelled;
        one.answer != Answer::Declined && !is_cancelled
    };
    // All of it comes first, and says all that there is to say.
    let mut all: Vec<_> = invitations.iter().filter(awaited).collect();
    all.sort_by_key(|one| one.occurrence);
    for one in all {
        let is_over = match one.occurrence {
            None => Extent::of(version.0, version.1).ends_at < now,
            Some(_) => when(version, one.occurrence).bounds().1 < now,
        };
        if !is_over && !to_all.contains(&one.user) {
            told.entry(one.occurrence).or_default().push(one.user);
            if one.occurrence.is_none() {
                to_all.insert(one.user);
            }
        }
    }
    let draft = |(name, to): (Option<DateTime>, Vec<UserId>)| {
        // Of a series, what would have come next.
        let told = name.or_else(|| next(version.0, now));
        NotificationDraft::event_gone(by, (event, name), gone(version, told), to)
    };
    told.into_iter().map(draft).collect()
}

/// Finds the next occurrence of a series that isn't over.
fn next(event: &Event, now: Timestamp) -> Option<DateTime> {
    // A stored series was checked before it was stored.
    let series = event.series()?.ok()?;
    let since = now.checked_sub(event.when.duration()).unwrap_or(Timestamp::MIN);
    if event.when.all_day() {
        let day = TimeZone::UTC.to_datetime(since).date();
        return series.between_dates(day, Date::MAX).next();
    }
    series.between(since, Timestamp::MAX).next().map(|next| next.local)
}

fn gone(version: Version<'_>, name: Option<DateTime>) -> Gone {
    let start = match when(version, name) {
        When::Timed { start, .. } => Moment::At(start),
        When::Days { start, .. } => Moment::Day(start),
    };
    Gone { name: content(version, name).title.as_str().to_owned(), start }
}

/// Finds out how all of an event changes, or the one occurrence that isn't as it was.
fn change_of_all(
    before: Version<'_>,
    after: Version<'_>,
) -> Option<(ChangeKind, Option<DateTime>)> {
    let (was, is) = (NotifiableState::at(before, None), NotifiableState::at(after, None));
    if let Some(kind) = was.change_to(&is) {
        return Some((kind, None));
    }
    let rule = |event: &Event| {
        let repeat = event.repeat.as_ref();
        repeat.map(|repeat| (repeat.start, repeat.rule.clone(), repeat.ends))
    };
    if rule(before.0) != rule(after.0) {
        return (!is.is_cancelled).then_some((ChangeKind::Changed, None));
    }
    let excluded = |event: &Event| {
        let repeat = event.repeat.as_ref();
        repeat.map(|repeat| repeat.excluded.clone()).unwrap_or_default()
    };
    let (out, still_out) = (excluded(before.0), excluded(after.0));
    let mut kinds = BTreeMap::new();
    for changed in before.1.iter().chain(after.1) {
        let name = changed.recurrence_id;
        let kind = NotifiableState::at(before, Some(name))
            .change_to(&NotifiableState::at(after, Some(name)));
        if let Some(kind) = kind {
            kinds.insert(name, kind);
        }
    }
    for name in &still_out {
        kinds.remove(name);
        if !out.contains(name) {
            kinds.insert(*name, ChangeKind::Gone);
        }
    }
    for name in out.iter().filter(|name| !still_out.contains(name)) {
        kinds.insert(*name, ChangeKind::Changed);
    }
    let mut kinds = kinds.into_iter();
    match (kinds.next(), kinds.next()) {
        (Some((name, kind)), None) => Some((kind, Some(name))),
        (None, _) => None,
        // One act is told once.
        (Some(_), Some(_)) => Some((ChangeKind::Changed, None)),
    }
}
