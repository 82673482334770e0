//! Changes of a whole event.

use jiff::civil::DateTime;

use super::{
    Content, ContentPatch, Event, IN_SHORT_MONTHS, Moment, Override, Repeat, Timing, TimingPatch,
    Transparency, Unsound, Visibility, When,
    changed::{has_exdates, local_name},
    names::Names,
    remap::Remap,
};
use crate::{
    CalendarId, Invalid, Patch, UserId,
    recurrence::{Kind, Rule, ShortMonths, changed_rule},
    settings::Zone,
};

/// A change of an event; every omitted field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventPatch {
    /// Another calendar.
    pub calendar: Option<CalendarId>,
    /// Who sees it.
    pub visibility: Option<Visibility>,
    /// What it is about.
    pub content: ContentPatch,
    /// Whether it keeps people busy; cleared, what an event of its kind is that doesn't say.
    pub transparency: Patch<Transparency>,
    /// When it is.
    pub timing: TimingPatch,
    /// A new rule; cleared, a series becomes a single event at its start.
    pub rule: Patch<Rule>,
    /// What becomes of days that a month doesn't have.
    pub short_months: Patch<ShortMonths>,
    /// All occurrences that are taken away.
    pub exdates: Option<Vec<Moment>>,
}

/// What a change of a whole event makes of it.
#[derive(Debug)]
pub struct Edited {
    /// The event.
    pub event: Event,
    /// What is left of its overrides.
    pub overrides: Vec<Override>,
    /// Where its occurrences are now.
    pub names: Names,
}

/// An event that isn't in a calendar yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDraft {
    /// Who sees it.
    pub visibility: Visibility,
    /// What it is about.
    pub content: Content,
    /// When it is.
    pub when: When,
    /// How it recurs.
    pub repeat: Option<Repeat>,
}

impl EventDraft {
    /// Makes an event out of what was given for it, which everybody sees and which is as transparent
    /// as events of its kind are. A series begins with the first occurrence from the start on.
    ///
    /// # Errors
    /// What [`TimingPatch::apply`] and [`Repeat::begin`] refuse, `exdates_without_rule`,
    /// `invalid_exdate`.
    pub fn parse(
        mut content: Content,
        timing: TimingPatch,
        rule: Option<Rule>,
        exdates: Option<&[Moment]>,
        own_zone: &Zone,
    ) -> Result<Self, Unsound> {
        let visibility = Visibility::default();
        let Timing { when, local } = timing.apply(None, own_zone)?;
        content.transparency = Transparency::of(when.all_day());
        let Some(rule) = rule else {
            only_with_rule(exdates)?;
            return Ok(Self { visibility, content, when, repeat: None });
        };
        let whole = Repeat::begin(&when, local, rule, Vec::new())?;
        let when = when.at_local(whole.start);
        let excluded = excluded(&when, &whole, exdates.unwrap_or_default())?;
        let repeat = Repeat::begin(&when, whole.start, whole.rule, excluded)?;
        Ok(Self { visibility, content, when, repeat: Some(repeat) })
    }

    /// Puts it into a calendar for somebody.
    #[must_use]
    pub fn in_calendar(self, calendar: CalendarId, maker: UserId) -> Event {
        let Self { visibility, content, when, repeat } = self;
        Event { calendar, created_by: Some(maker), visibility, content, when, repeat }
    }
}

impl Event {
    /// Gives when it is, together with the local time it was given.
    pub(super) fn timing(&self) -> Timing {
        let local = self.repeat.as_ref().map(|repeat| repeat.start);
        let local = local.unwrap_or_else(|| self.when.local_start());
        Timing { when: self.when.clone(), local }
    }
}

fn only_with_rule(exdates: Option<&[Moment]>) -> Result<(), Unsound> {
    if exdates.is_none_or(<[Moment]>::is_empty) {
        return Ok(());
    }
    let detail = "exdates need a recurrence_rule";
    Err(Unsound::new("exdates", Invalid::new("exdates_without_rule", detail)))
}

fn excluded(when: &When, whole: &Repeat, given: &[Moment]) -> Result<Vec<DateTime>, Unsound> {
    let series = whole.series(when).map_err(|why| Unsound::new("recurrence_rule", why))?;
    let name = |&given: &Moment| {
        local_name(when, &series, given).ok_or_else(|| {
            let detail = "exdates are dates of an all-day event and times of a timed one";
            Unsound::new("exdates", Invalid::new("invalid_exdate", detail))
        })
    };
    given.iter().map(name).collect()
}

/// Changes a single event or a whole series, and what is left of its overrides.
///
/// Another start moves each occurrence as far: the rule names other days and times then, if it names
/// any, and an `UNTIL` is the bound of the same occurrence. Another rule is taken as it is, and the
/// series begins with its first occurrence from the start on.
///
/// What an override changes, it keeps. Where the times or the rule change, each excluded and each
/// changed occurrence is looked for in the new series, as `Remap` says; what the new series doesn't
/// have goes. Without a rule, all go.
///
/// # Errors
/// As [`EventDraft::parse`], and `ambiguous_move` at the start when no rule, or more than one, says
/// what the moved start means.
pub fn edit_all(
    event: Event,
    overrides: Vec<Override>,
    patch: EventPatch,
    own_zone: &Zone,
) -> Result<Edited, Unsound> {
    let EventPatch {
        calendar,
        visibility,
        mut content,
        transparency,
        timing,
        rule,
        short_months,
        exdates,
    } = patch;
    let Timing { when, local } = timing.apply(Some(&event.timing()), own_zone)?;
    content.transparency = transparency.or(Transparency::of(when.all_day()));
    // What comes back as it was shown moves along with the series.
    let exdates = exdates.filter(|given| !has_exdates(&event, given));
    let before = event.repeat;
    let current = before.as_ref().map(|repeat| &repeat.rule);
    let rule = changed_rule(current, rule, short_months, IN_SHORT_MONTHS);
    let rule = rule.map_err(|why| Unsound::new("short_months", why))?;
    let mut edited = Event {
        calendar: calendar.unwrap_or(event.calendar),
        created_by: event.created_by,
        visibility: visibility.unwrap_or(event.visibility),
        content: content.apply(event.content),
        when,
        repeat: None,
    };
    let Some(rule) = rule else {
        only_with_rule(exdates.as_deref())?;
        return Ok(Edited { event: edited, overrides: Vec::new(), names: Names::nowhere() });
    };
    // A series goes by its local time: of two equal ones it begins with the first.
    edited.when = edited.when.at_local(local);
    let same_series = before.as_ref().filter(|before| {
        before.rule == rule && before.start == local && edited.when.kind() == event.when.kind()
    });
    if let (Some(same), None) = (same_series, &exdates) {
        edited.repeat = Some(same.clone());
        let overrides = settled(&edited, overrides);
        return Ok(Edited { event: edited, overrides, names: Names::same() });
    }
    let moved = match &before {
        Some(before) => carried(&rule, before, &event.when, &edited.when, local)?,
        None => None,
    };
    let names_others = moved.as_ref().is_some_and(|moved| !moved.has_days_of(&rule));
    let mut whole = Repeat::begin(&edited.when, local, moved.unwrap_or(rule), Vec::new())?;
    edited.when = edited.when.at_local(whole.start);
    let remap = before.as_ref();
    let remap =
        remap.and_then(|before| Some((before, Remap::new(before, &edited, &whole, names_others)?)));
    let excluded = match (&exdates, &remap) {
        (Some(given), _) => excluded(&edited.when, &whole, given)?,
        (None, Some((before, remap))) => remap.find_all(&before.excluded),
        (None, None) => Vec::new(),
    };
    whole = Repeat::begin(&edited.when, whole.start, whole.rule, excluded)?;
    let series = whole.series(&edited.when).map_err(|why| Unsound::new("recurrence_rule", why))?;
    let names = remap.map_or_else(Names::nowhere, |(_, remap)| Names::of(remap, series));
    let mut kept = Vec::new();
    for changed in overrides {
        let Some(recurrence_id) = names.find(changed.recurrence_id) else { continue };
        if kept.iter().any(|kept: &Override| kept.recurrence_id == recurrence_id) {
            continue;
        }
        kept.push(Override { recurrence_id, ..changed });
    }
    edited.repeat = Some(whole);
    let overrides = settled(&edited, kept);
    Ok(Edited { event: edited, overrides, names })
}

/// Moves a rule along with its series, if it is the rule that the series had; only its end and what
/// it does in short months may differ.
fn carried(
    rule: &Rule,
    before: &Repeat,
    old: &When,
    new: &When,
    local: DateTime,
) -> Result<Option<Rule>, Unsound> {
    if !rule.has_days_of(&before.rule) {
        return Ok(None);
    }
    let kinds = (old.kind(), new.kind());
    // Of days, only the days move.
    let to = match kinds {
        (Kind::Timed(_), Kind::Timed(_)) => local,
        _ => local.date().to_datetime(before.start.time()),
    };
    let moved = rule.moved(before.start, to).map_err(|why| Unsound::new("start", why))?;
    if rule.limit() != before.rule.limit() {
        return Ok(Some(moved));
    }
    Ok(Some(moved.ending_with((before.start, &kinds.0), (local, &kinds.1))))
}

/// Drops what an override no longer changes.
fn settled(series: &Event, overrides: Vec<Override>) -> Vec<Override> {
    let differs = |changed: Override| {
        let content = ContentPatch::between(&series.content, &changed.content(series));
        let by_rule = series.when.at_local(changed.recurrence_id);
        let when = changed.when.filter(|when| *when != by_rule);
        let nothing = content == ContentPatch::default() && when.is_none();
        (!nothing).then_some(Override { recurrence_id: changed.recurrence_id, content, when })
    };
    overrides.into_iter().filter_map(differs).collect()
}
