//! Events of all kinds, and what is seen of them.

use std::sync::Arc;

use jiff::{
    Timestamp,
    civil::{DateTime, date},
    tz::TimeZone,
};
use proptest::{collection::vec, prelude::*, sample::select};

use super::super::{
    Content, ContentPatch, Event, EventDraft, EventPatch, Moment, Override, Shown, Status,
    TimingPatch, Title, Transparency, Window, edit_one, shown,
};
use crate::{
    CalendarId, EventId, Patch, Stored, UserId,
    recurrence::Rule,
    zone::{Zone, ZoneDatabase},
};

pub(super) const ZONES: [&str; 6] = [
    "UTC",
    "Europe/Vienna",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
];

/// Gives the status that goes with a title: nothing else of these events says what they are.
pub(super) fn status_of(title: &str) -> Status {
    match title {
        "Series" => Status::Confirmed,
        "Own" => Status::Cancelled,
        _ => Status::Tentative,
    }
}

/// What an edit gives the occurrences that it is for.
pub(super) fn titled(title: &str) -> EventPatch {
    let status = Some(status_of(title));
    let title = Some(Title::parse(title).unwrap());
    EventPatch {
        content: ContentPatch { title, status, ..ContentPatch::default() },
        transparency: Patch::Set(Transparency::Busy),
        ..EventPatch::default()
    }
}

pub(super) fn zone(name: &str) -> Zone {
    ZoneDatabase::bundled().parse(name).unwrap()
}

/// A series with some occurrences taken away, renamed or moved.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub event: Stored<Event>,
    pub overrides: Vec<Override>,
}

impl Sample {
    pub(super) fn of(body: Event, overrides: Vec<Override>) -> Self {
        let at = Timestamp::UNIX_EPOCH;
        let event = Stored { id: EventId(1), version: 1, created_at: at, updated_at: at, body };
        Self { event, overrides }
    }

    /// Shows what happens between two instants, seen from a zone.
    pub(super) fn seen(&self, from: Timestamp, to: Timestamp, viewer: &str) -> Vec<Shown> {
        let window = Window::new(from, to, zone(viewer).rules()).unwrap();
        let mut list = Vec::new();
        let (event, personal_state) = (Arc::new(self.event.clone()), Arc::default());
        shown(&event, &personal_state, &self.overrides, &window, &mut list).unwrap();
        list.sort_by_cached_key(|shown| shown.order(&window.zone));
        list
    }

    /// Shows everything, which lies in the years 2009 to 2018.
    pub(super) fn everything(&self) -> Vec<Shown> {
        let at = |year| date(year, 1, 1).at(0, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
        self.seen(at(2009).timestamp(), at(2019).timestamp(), "UTC")
    }

    /// Gives the names of all occurrences, in order.
    pub(super) fn names(&self) -> Vec<DateTime> {
        let mut names: Vec<_> =
            self.everything().iter().filter_map(|shown| shown.recurrence_id).collect();
        names.sort_unstable();
        names
    }
}

/// Makes series around the end of 2011, when Apia left a day out.
pub(super) fn samples() -> impl Strategy<Value = Sample> {
    let rules = select(vec![
        "FREQ=DAILY;COUNT=40",
        "FREQ=DAILY;INTERVAL=3;UNTIL=20120310",
        "FREQ=DAILY;BYHOUR=2,14;COUNT=30",
        "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=25",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;UNTIL=20120601",
        "FREQ=MONTHLY;COUNT=12",
        "FREQ=MONTHLY;BYDAY=-1FR,1MO;COUNT=20",
        "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20130101",
        "FREQ=YEARLY;COUNT=4",
        "FREQ=WEEKLY;UNTIL=20120401T033000Z",
    ]);
    let start = (0..90i64, select(vec![(0, 0), (2, 30), (9, 0), (23, 45)]));
    let lasts = select(vec![0i64, 30, 60, 24 * 60, 3 * 24 * 60]);
    let changes = vec((0..40usize, 0..3u8, -2000..2000i64), 0..5);
    (rules, start, lasts, select(ZONES.to_vec()), any::<bool>(), changes).prop_filter_map(
        "a rule that goes with whole days",
        |sample| {
            let (rule, (days, (hour, minute)), lasts, zone_name, all_day, changes) = sample;
            let day = date(2011, 11, 1).saturating_add(jiff::SignedDuration::from_hours(24 * days));
            let local = day.at(hour, minute, 0, 0);
            let timing = if all_day {
                let whole = jiff::SignedDuration::from_mins(lasts.max(24 * 60));
                let end = Patch::Set(Moment::Day(day.saturating_add(whole)));
                TimingPatch { start: Some(Moment::Day(day)), end, ..TimingPatch::default() }
            } else {
                let end = local.saturating_add(jiff::SignedDuration::from_mins(lasts));
                let end = if lasts == 0 { Patch::Keep } else { Patch::Set(Moment::Local(end)) };
                let zone = Patch::Set(zone(zone_name));
                TimingPatch {
                    start: Some(Moment::Local(local)),
                    end,
                    zone,
                    ..TimingPatch::default()
                }
            };
            let content = Content::titled(Title::parse("Series").unwrap());
            let rule = Rule::parse(rule).unwrap();
            let draft = EventDraft::parse(content, timing, Some(rule), None, &zone("UTC"));
            let mut sample =
                Sample::of(draft.ok()?.in_calendar(CalendarId(1), UserId(1)), Vec::new());
            for change in changes {
                changed(&mut sample, change);
            }
            Some(sample)
        },
    )
}

/// Takes an occurrence away, renames it, or moves it.
fn changed(sample: &mut Sample, (place, what, minutes): (usize, u8, i64)) {
    let names = sample.names();
    let Some(&name) = names.get(place % names.len().max(1)) else { return };
    let at = Moment::Local(name);
    if what == 0 {
        let (event, overrides) = (sample.event.body.clone(), sample.overrides.clone());
        if let Some((event, overrides)) = super::super::exclude(event, overrides, at).unwrap() {
            (sample.event.body, sample.overrides) = (event, overrides);
        }
        return;
    }
    let mut patch = titled("Own");
    if what == 2 {
        let whole_days = jiff::SignedDuration::from_hours(24 * (minutes / 24 / 60));
        let moved = if sample.event.body.when.all_day() {
            Moment::Day(name.date().saturating_add(whole_days))
        } else {
            Moment::Local(name.saturating_add(jiff::SignedDuration::from_mins(minutes)))
        };
        patch = EventPatch::default();
        patch.timing = TimingPatch { start: Some(moved), end: Patch::Clear, ..patch.timing };
    }
    let edited = edit_one(&sample.event, &sample.overrides, at, patch, &zone("UTC"));
    let (name, edited) = edited.unwrap();
    sample.overrides.retain(|other| other.recurrence_id != name);
    sample.overrides.extend(edited);
}
