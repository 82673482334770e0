//! Changes of "this and all following" occurrences, and deleting some of a series.

use jiff::civil::DateTime;

use super::{
    Event, EventPatch, IN_SHORT_MONTHS, Moment, Override, Repeat, TimingPatch, Unsound,
    changed::{has_exdates, named},
    edit::{Edited, edit_all},
    names::Names,
};
use crate::{
    Patch,
    recurrence::{Series, changed_rule},
    settings::Zone,
};

/// What a change of "this and following" makes of a series.
#[derive(Debug)]
pub struct Divided {
    /// Names the occurrence at which it is divided.
    pub at: DateTime,
    /// What stays of the old series, with the overrides up to there; `None` when nothing came
    /// before, so that the whole series changes.
    pub before: Remaining,
    /// The series that begins with the occurrence, with the overrides from there on.
    pub after: (Event, Vec<Override>),
    /// Where the occurrences of that series are now.
    pub names: Names,
}

/// What deleting occurrences leaves of a series; `None` when nothing is left.
pub type Remaining = Option<(Event, Vec<Override>)>;

/// Changes an occurrence and all that follow, as one step. The start in the patch is that of the
/// occurrence.
///
/// Later overrides stay with their occurrences, which are in the new series then, and keep what
/// they change; only that of the occurrence itself gives way to the patch. A rule that is the
/// series' own is no change, so what remains of a `COUNT` stays, and a start on another day moves the
/// days of the rule.
///
/// # Errors
/// What [`edit_all`] and [`Series::split`] refuse, `unknown_occurrence`, `not_recurring`.
pub fn divide(
    event: Event,
    overrides: Vec<Override>,
    at: Moment,
    mut patch: EventPatch,
    own_zone: &Zone,
) -> Result<Divided, Unsound> {
    let at = named(&event, at)?;
    let split = event.needed_series()?.split(at).map_err(refuse)?;
    let rule = event.repeat.as_ref().map(|repeat| &repeat.rule);
    let given = changed_rule(rule, patch.rule.clone(), Patch::Keep, IN_SHORT_MONTHS);
    if given.is_ok_and(|given| given.as_ref() == rule) {
        patch.rule = Patch::Keep;
    }
    patch.exdates = patch.exdates.filter(|given| !has_exdates(&event, given));
    let (earlier, mut later) = parted(overrides, at);
    if let Some(own) = later.iter_mut().find(|changed| changed.recurrence_id == at) {
        own.content = own.content.clone().beyond(&patch.content);
        own.content.transparency =
            own.content.transparency.filter(|_| patch.transparency.is_keep());
        own.when = own.when.take().filter(|_| patch.timing == TimingPatch::default());
    }
    let Edited { event: changed, overrides, names } =
        edit_all(part(&event, &split.rest)?, later, patch, own_zone)?;
    let before = split.before.filter(|before| before.first().is_some());
    let before = before.map(|before| Ok((part(&event, &before)?, earlier))).transpose()?;
    Ok(Divided { at, before, after: (changed, overrides), names })
}

/// Takes an occurrence and all that follow away, wherever they were moved.
///
/// # Errors
/// What [`Series::split`] refuses, `unknown_occurrence`, `not_recurring`.
pub fn end_before(
    event: &Event,
    overrides: Vec<Override>,
    at: Moment,
) -> Result<Remaining, Unsound> {
    let at = named(event, at)?;
    let before = event.needed_series()?.split(at).map_err(refuse)?.before;
    let before = before.filter(|before| before.first().is_some());
    let (earlier, _) = parted(overrides, at);
    before.map(|before| Ok((part(event, &before)?, earlier))).transpose()
}

/// Takes one occurrence away, wherever it was moved.
///
/// # Errors
/// `unknown_occurrence`, `not_recurring`, `unsupported_recurrence` for the 1,001st.
pub fn exclude(
    event: Event,
    mut overrides: Vec<Override>,
    at: Moment,
) -> Result<Remaining, Unsound> {
    let at = named(&event, at)?;
    let mut event = event;
    overrides.retain(|changed| changed.recurrence_id != at);
    if let Some(repeat) = &mut event.repeat {
        repeat.excluded.push(at);
        repeat.excluded.sort_unstable();
    }
    let series = event.needed_series()?;
    Ok(series.first().is_some().then_some((event, overrides)))
}

fn refuse(invalid: crate::Invalid) -> Unsound {
    Unsound::new("recurrence_id", invalid)
}

fn parted(overrides: Vec<Override>, at: DateTime) -> (Vec<Override>, Vec<Override>) {
    overrides.into_iter().partition(|changed| changed.recurrence_id < at)
}

/// Gives the event that a part of its series is.
fn part(event: &Event, series: &Series) -> Result<Event, Unsound> {
    let repeat = Repeat::of(series).ok_or_else(|| {
        refuse(crate::Invalid::new("unsupported_recurrence", "the series can't be divided here"))
    })?;
    let when = event.when.at_local(repeat.start);
    Ok(Event { when, repeat: Some(repeat), ..event.clone() })
}
