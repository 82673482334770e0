//! Occurrences that differ from their series.

use jiff::{SignedDuration, civil::DateTime};

use super::{
    Content, ContentPatch, Event, EventPatch, IN_SHORT_MONTHS, Repeat, Timing, Transparency,
    Unsound, When,
};
use crate::{
    Invalid, Patch, Stored,
    recurrence::{Kind, Series, changed_rule},
    settings::Zone,
};

/// The most occurrences of a series that may differ from it.
const MAX_OVERRIDES: usize = 1_000;

/// What differs between an occurrence and its series (`RECURRENCE-ID` of RFC 5545 §3.8.4.4). What
/// doesn't differ follows the series, now and after it has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Names the occurrence: the local time it has by the rule, wherever it was moved.
    pub recurrence_id: DateTime,
    /// What it is about, as far as it differs.
    pub content: ContentPatch,
    /// When it is, if it was moved. A move of the series leaves it there.
    pub when: Option<When>,
}

impl Override {
    /// Gives what the occurrence is about.
    #[must_use]
    pub fn content(&self, series: &Event) -> Content {
        self.content.clone().apply(series.content.clone())
    }

    /// Gives when the occurrence is.
    #[must_use]
    pub fn when(&self, series: &Event) -> When {
        self.when.clone().unwrap_or_else(|| series.when.at_local(self.recurrence_id))
    }
}

/// Finds the name of the occurrence that a client means.
///
/// # Errors
/// `not_recurring` for a single event, `unknown_occurrence` when the series has no such
/// occurrence, or has it no longer.
pub fn named(event: &Event, given: super::Moment) -> Result<DateTime, Unsound> {
    let series = event.needed_series()?;
    let unknown = || {
        let invalid = Invalid::new("unknown_occurrence", "the series has no such occurrence");
        Unsound::new("recurrence_id", invalid)
    };
    find(event, &series, given).ok_or_else(unknown)
}

fn find(event: &Event, series: &Series, given: super::Moment) -> Option<DateTime> {
    local_name(&event.when, series, given).filter(|&local| series.contains(local))
}

/// Finds the name of the occurrence that a client means, if the event is a series and has it.
#[must_use]
pub fn occurrence(event: &Event, given: super::Moment) -> Option<DateTime> {
    find(event, &event.series()?.ok()?, given)
}

/// Puts an occurrence back to what its series makes of it, whether it was changed, moved or taken
/// away, and returns its name. `None` when it is no occurrence by the rule.
#[must_use]
pub fn put_back(
    mut event: Event,
    mut overrides: Vec<Override>,
    given: super::Moment,
) -> Option<(DateTime, Event, Vec<Override>)> {
    let whole = without_exceptions(&event).ok()?;
    let name = find(&event, &whole, given)?;
    overrides.retain(|changed| changed.recurrence_id != name);
    event.repeat.as_mut()?.excluded.retain(|&excluded| excluded != name);
    Some((name, event, overrides))
}

/// Gives the local time that a client means as the place of an occurrence.
///
/// An instant means the occurrence that the series has then, whose local time a change of the
/// clock may have left out.
pub(super) fn local_name(when: &When, series: &Series, given: super::Moment) -> Option<DateTime> {
    use super::Moment;
    use crate::civil::midnight;
    match (given, when.kind()) {
        (Moment::Day(day), Kind::AllDay) => Some(midnight(day)),
        (Moment::Local(local), _) => Some(local),
        (Moment::At(at), Kind::Timed(zone)) => {
            let moment_later = at.checked_add(SignedDuration::from_nanos(1)).ok()?;
            let then = series.between(at, moment_later).next().map(|next| next.local);
            Some(then.unwrap_or_else(|| zone.to_datetime(at)))
        }
        (Moment::Day(_), Kind::Timed(_)) | (Moment::At(_), Kind::AllDay) => None,
    }
}

/// Changes one occurrence. Returns the occurrence's new override, or `None` when nothing differs
/// from the series any more.
///
/// # Errors
/// - `not_recurring`, `unknown_occurrence`, and what [`super::TimingPatch::apply`] refuses;
/// - `not_for_one_occurrence`: the calendar, the visibility, the rule and the excluded occurrences
///   are the series';
/// - `too_many_overrides`: a thousand occurrences differ already.
pub fn edit_one(
    event: &Stored<Event>,
    overrides: &[Override],
    at: super::Moment,
    patch: EventPatch,
    own_zone: &Zone,
) -> Result<(DateTime, Option<Override>), Unsound> {
    let series = &event.body;
    let recurrence_id = named(series, at)?;
    only_of_occurrences(series, &patch)?;
    let present = overrides.iter().find(|changed| changed.recurrence_id == recurrence_id);
    let by_rule = series.when.at_local(recurrence_id);
    let (content, when) = match present {
        Some(present) => (present.content(series), present.when(series)),
        None => (series.content.clone(), by_rule.clone()),
    };
    let local = if when == by_rule { recurrence_id } else { when.local_start() };
    let when = patch.timing.apply(Some(&Timing { when, local }), own_zone)?.when;
    let transparency = patch.transparency.or(Transparency::of(when.all_day()));
    let content = ContentPatch { transparency, ..patch.content }.apply(content);
    let content = ContentPatch::between(&series.content, &content);
    let when = (when != by_rule).then_some(when);
    if content == ContentPatch::default() && when.is_none() {
        return Ok((recurrence_id, None));
    }
    if present.is_none() && overrides.len() >= MAX_OVERRIDES {
        let detail = "a series may have 1000 changed occurrences";
        return Err(Unsound::new("scope", Invalid::new("too_many_overrides", detail)));
    }
    Ok((recurrence_id, Some(Override { recurrence_id, content, when })))
}

/// Tells whether a series has these exdates already, which a client sends back then.
pub(super) fn has_exdates(event: &Event, given: &[super::Moment]) -> bool {
    let (Some(repeat), Ok(whole)) = (&event.repeat, without_exceptions(event)) else {
        return false;
    };
    let named = given.iter().map(|&given| local_name(&event.when, &whole, given));
    let named = named.collect::<Option<Vec<_>>>().map(|mut named| {
        named.sort_unstable();
        named.dedup();
        named
    });
    named.is_some_and(|named| named == repeat.excluded)
}

/// Builds the series of an event as if nothing had been taken away.
fn without_exceptions(event: &Event) -> Result<Series, Unsound> {
    let whole = event.repeat.clone().map(|repeat| Repeat { excluded: Vec::new(), ..repeat });
    Event { repeat: whole, ..event.clone() }.needed_series()
}

fn only_of_occurrences(series: &Event, patch: &EventPatch) -> Result<(), Unsound> {
    let refuse = |field| {
        let detail = "one occurrence can't have its own; change the series";
        Err(Unsound::new(field, Invalid::new("not_for_one_occurrence", detail)))
    };
    if patch.calendar.is_some_and(|calendar| calendar != series.calendar) {
        return refuse("calendar_id");
    }
    if patch.visibility.is_some_and(|visibility| visibility != series.visibility) {
        return refuse("visibility");
    }
    let rule = series.repeat.as_ref().map(|repeat| &repeat.rule);
    let differs = |given, short_months| {
        let changed = changed_rule(rule, given, short_months, IN_SHORT_MONTHS);
        !changed.is_ok_and(|changed| changed.as_ref() == rule)
    };
    if differs(Patch::Keep, patch.short_months) {
        return refuse("short_months");
    }
    if differs(patch.rule.clone(), patch.short_months) {
        return refuse("recurrence_rule");
    }
    if patch.exdates.as_ref().is_some_and(|given| !has_exdates(series, given)) {
        return refuse("exdates");
    }
    Ok(())
}
