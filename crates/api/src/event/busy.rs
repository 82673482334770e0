//! What a range shows: events, and when others are busy.

use jiff::tz::TimeZone;
use serde::Serialize;
use umbra_domain::{
    civil::format_local,
    event::{BusyTime, Entry},
};
use utoipa::ToSchema;

use super::EventBody;

/// What a range shows: an event, or a time in which somebody is busy. Only the latter has `kind`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = EventOrBusyTime)]
pub(crate) enum EntryBody {
    /// An event.
    Event(Box<EventBody>),
    /// A time in which somebody is busy.
    Busy(BusyBody),
}

/// The kind of a busy time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BusyTimeKind)]
pub(crate) enum BusyKind {
    /// A time in which somebody is busy.
    Busy,
}

/// A time in which somebody is busy, of which the caller may see nothing else: the calendar is shared
/// as `free_busy`, or it is by a private event. It has no id and can't be changed. Times of a calendar
/// that touch or overlap are one, and none goes beyond the range.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BusyTime)]
pub(crate) struct BusyBody {
    /// Always `busy`.
    kind: BusyKind,
    /// The calendar.
    #[schema(minimum = 1)]
    calendar_id: i64,
    /// When it begins.
    #[schema(format = DateTime, example = "2026-12-31T08:30:00Z")]
    start: String,
    /// When it ends.
    #[schema(format = DateTime, example = "2026-12-31T09:30:00Z")]
    end: String,
    /// When it begins on the caller's clock.
    #[schema(example = "2026-12-31T09:30:00")]
    start_local: String,
    /// When it ends on the caller's clock.
    #[schema(example = "2026-12-31T10:30:00")]
    end_local: String,
}

impl BusyBody {
    /// Shows a busy time to somebody whose clock is in a zone.
    pub(crate) fn of(busy: &BusyTime, clock: &TimeZone) -> Self {
        let local = |at| format_local(clock.to_datetime(at));
        Self {
            kind: BusyKind::Busy,
            calendar_id: busy.calendar.0,
            start: busy.start.to_string(),
            end: busy.end.to_string(),
            start_local: local(busy.start),
            end_local: local(busy.end),
        }
    }
}

impl EntryBody {
    /// Shows what is in a range to somebody whose clock is in a zone.
    pub(crate) fn of(entry: &Entry, clock: &TimeZone) -> Self {
        match entry {
            Entry::Event(shown) => Self::Event(Box::new(EventBody::of(shown, clock))),
            Entry::Busy(busy) => Self::Busy(BusyBody::of(busy, clock)),
        }
    }
}
