//! What clients get to see of events.

use jiff::tz::TimeZone;
use serde::Serialize;
use umbra_app::idempotency::Answer;
use umbra_domain::{
    civil::format_local,
    event::{Description, IN_SHORT_MONTHS, LocationText, Shown, When},
    settings::{Color, Zone},
};
use utoipa::ToSchema;

use super::invitation::{InvitationCountsBody, MyInvitationBody};
use super::status::{StatusName, TransparencyName, VisibilityName};
use crate::{
    http::resource::{Resource, render_created},
    recurrence::ShortMonthsName,
};

/// An event: a single one, a series as a whole, or one occurrence of a series.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub(crate) struct EventBody {
    /// The id of the event.
    #[schema(minimum = 1)]
    id: i64,
    /// The same as `id`: all occurrences of a series have the same one.
    #[schema(minimum = 1)]
    event_id: i64,
    /// Identifies the occurrence within its series: its local start or date by the rule, wherever
    /// it was moved to. `null` for a single event, and for a series as a whole.
    #[schema(example = "2026-12-31T09:30:00")]
    recurrence_id: Option<String>,
    /// The calendar.
    #[schema(minimum = 1)]
    calendar_id: i64,
    /// The id of the account that created it; `null` when that account was deleted.
    #[schema(minimum = 1)]
    created_by: Option<i64>,
    /// The title.
    #[schema(example = "Dentist")]
    title: String,
    /// A description.
    description: Option<String>,
    /// The place, as free text.
    location_text: Option<String>,
    /// The location where it is, which may be another person's: then it is 404 to the caller. Whoever
    /// sees the event sees the location's name and address, as they are now, and nothing else of it.
    #[schema(minimum = 1)]
    location_id: Option<i64>,
    /// The name of that location.
    #[schema(example = "Music school")]
    location_name: Option<String>,
    /// The address of that location, on one line; `null` if it has none.
    #[schema(example = "Ring 1, 1010 Wien")]
    location_address: Option<String>,
    /// Whether it lasts whole days.
    all_day: bool,
    /// When it begins: an instant, or the first day.
    #[schema(example = "2026-12-31T08:30:00Z")]
    start: String,
    /// When it ends: an instant, or the day after the last one.
    #[schema(example = "2026-12-31T09:30:00Z")]
    end: String,
    /// When it begins on the caller's clock, in the `timezone` of their settings; of whole days, the
    /// first day. Calendar views are drawn by it.
    #[schema(example = "2026-12-31T09:30:00")]
    start_local: String,
    /// When it ends on the caller's clock; of whole days, the day after the last one. While that clock is
    /// set back it may show the end before the start: how long it lasts is between `start` and `end`.
    #[schema(example = "2026-12-31T10:30:00")]
    end_local: String,
    /// When it begins on the clock of its `timezone`: what a form for changing it shows, and may send
    /// back as `start`. An occurrence at a time that this clock skips, when it is set forward, has the
    /// time by the rule. `null` for whole days.
    #[schema(example = "2026-12-31T09:30:00")]
    start_in_timezone: Option<String>,
    /// When it ends on the clock of its `end_timezone`; `null` for whole days.
    #[schema(example = "2026-12-31T10:30:00")]
    end_in_timezone: Option<String>,
    /// The time zone in which it begins and recurs; `null` for whole days.
    #[schema(example = "Europe/Vienna")]
    timezone: Option<String>,
    /// The time zone of its end; `null` for whole days.
    #[schema(example = "Europe/Vienna")]
    end_timezone: Option<String>,
    /// `true` if the server's time zone database doesn't have one of the zones, and left out otherwise.
    /// Times are as they were stored, and a series continues by the last rules known of its zone, or by
    /// the offset of its start.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    timezone_unknown: bool,
    /// How it recurs, in canonical form.
    #[schema(example = "FREQ=WEEKLY;BYDAY=MO")]
    recurrence_rule: Option<String>,
    /// What becomes of a day that a month doesn't have, `skip` by default; `null` if it doesn't
    /// recur by months or years, or takes the day after (`SKIP=FORWARD`).
    short_months: Option<ShortMonthsName>,
    /// The `recurrence_id`s of the deleted occurrences.
    #[schema(example = json!(["2026-12-24T09:00:00"]))]
    exdates: Vec<String>,
    /// Whether this occurrence was changed by itself, for everybody or by the caller for themselves.
    is_override: bool,
    /// Whether it takes place. What is `cancelled` rings no reminder and keeps nobody busy.
    status: StatusName,
    /// Whether it keeps people busy.
    transparency: TransparencyName,
    /// Who can see it: everybody who can see the calendar's events, or only the calendar's owner and
    /// the event's creator.
    visibility: VisibilityName,
    /// Its own colour; `null` for that of its calendar.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    color: Option<String>,
    /// Whether the caller starred it. Only they see this.
    is_starred: bool,
    /// The caller's own reminders, each in minutes before the event begins, the earliest first.
    reminders: Vec<u16>,
    /// Whether it makes the caller busy: `false` for an event that is `free` or `cancelled`, and for an
    /// invitation that the caller hasn't accepted, at least tentatively.
    is_busy: bool,
    /// The caller's invitation to it; `null` if they weren't invited.
    my_invitation: Option<MyInvitationBody>,
    /// How many invited people gave which answer, for people who can invite; `null` for others, and
    /// where nobody is invited.
    invitation_counts: Option<InvitationCountsBody>,
    /// Its version. In quotes (`"17"`) it is what `If-Match` takes, so a client can change an item of a
    /// list without reading it again.
    #[schema(minimum = 1, example = 17)]
    version: i64,
    /// When it was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed, for everybody or by the caller for themselves; for who is invited to single
    /// occurrences of it, when they last changed something for themselves, or when it was created.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl EventBody {
    /// Shows an event to somebody whose clock is in a zone.
    pub(crate) fn of(shown: &Shown, clock: &TimeZone) -> Self {
        let event = &shown.event;
        let (body, content, personal) = (&event.body, shown.content(), shown.personal());
        let name = |local| {
            if body.when.all_day() {
                jiff::civil::DateTime::date(local).to_string()
            } else {
                format_local(local)
            }
        };
        let (start, end, zones) = match &shown.when {
            When::Timed { start, end, zone, end_zone, .. } => {
                let zones = (zone.as_str().to_owned(), end_zone.as_str().to_owned());
                (start.to_string(), end.to_string(), Some(zones))
            }
            When::Days { start, end } => (start.to_string(), end.to_string(), None),
        };
        let (timezone, end_timezone) = zones.unzip();
        let on_clock = shown.when.on_clock(clock);
        let on_clock = on_clock.map(|(start, end)| (format_local(start), format_local(end)));
        let (start_local, end_local) = on_clock.unwrap_or_else(|| (start.clone(), end.clone()));
        let (start_in_timezone, end_in_timezone) = shown.when.locals().unzip();
        // Who is invited to an occurrence sees nothing of the others.
        let repeat = body.repeat.as_ref().filter(|_| shown.personal_state.access.is_whole());
        Self {
            id: event.id.0,
            event_id: event.id.0,
            recurrence_id: shown.recurrence_id.map(name),
            calendar_id: body.calendar.0,
            created_by: body.created_by.map(|id| id.0),
            title: content.title.as_str().to_owned(),
            description: content.description.clone().map(Description::into_string),
            location_text: content.location_text.clone().map(LocationText::into_string),
            location_id: content.place.as_ref().map(|place| place.id.0),
            location_name: content.place.as_ref().map(|place| place.name.clone()),
            location_address: content.place.as_ref().and_then(|place| place.address.clone()),
            all_day: shown.when.all_day(),
            start,
            end,
            start_local,
            end_local,
            start_in_timezone: start_in_timezone.map(format_local),
            end_in_timezone: end_in_timezone.map(format_local),
            timezone,
            end_timezone,
            timezone_unknown: !shown.when.has_known_zones(),
            recurrence_rule: repeat.map(|repeat| repeat.rule.to_string()),
            short_months: repeat
                .and_then(|repeat| ShortMonthsName::of(&repeat.rule, IN_SHORT_MONTHS)),
            exdates: repeat
                .map(|repeat| repeat.excluded.iter().map(|&local| name(local)).collect())
                .unwrap_or_default(),
            is_override: shown.is_override(),
            status: content.status.into(),
            transparency: content.transparency.into(),
            visibility: body.visibility.into(),
            color: content.color.as_ref().map(Color::as_str).map(str::to_owned),
            is_starred: personal.is_starred,
            reminders: personal.reminders.minutes().to_vec(),
            is_busy: shown.is_busy(),
            my_invitation: shown.invitation().map(MyInvitationBody::from),
            invitation_counts: shown.counts().map(InvitationCountsBody::from),
            version: shown.version(),
            created_at: event.created_at.to_string(),
            updated_at: shown.updated_at().to_string(),
        }
    }
}

/// An event as somebody sees it whose clock is in a zone.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    shown: Shown,
    clock: Zone,
}

impl Seen {
    /// Shows an event, or an occurrence.
    pub(crate) const fn new(shown: Shown, clock: Zone) -> Self {
        Self { shown, clock }
    }

    /// Writes the answer down that a repeated request to make an event gets.
    pub(crate) fn render_created(clock: Zone) -> impl Fn(&Shown) -> Answer {
        move |made| render_created(&Self::new(made.clone(), clock.clone()))
    }
}

impl Resource for Seen {
    type Body = EventBody;

    fn version(&self) -> i64 {
        self.shown.version()
    }

    /// The offsets from UTC, in seconds, of the clock by which the local times are, whether the caller sees
    /// single occurrences only, and what was answered to invitations.
    fn variant(&self) -> String {
        let own = self
            .shown
            .invitation()
            .map_or(String::new(), |own| format!("i{}.{}", own.id, own.answer.rank()));
        let counts = self.shown.counts().map_or(String::new(), |all| {
            format!("c{}.{}.{}.{}", all.pending, all.accepted, all.tentative, all.declined)
        });
        let part = if self.shown.personal_state.access.is_whole() { "" } else { "o" };
        format!("{}{part}{own}{counts}", self.offsets())
    }

    fn location(&self) -> String {
        format!("/api/events/{}", self.shown.event.id)
    }

    fn body(&self) -> EventBody {
        EventBody::of(&self.shown, &self.clock.rules())
    }
}

impl Seen {
    fn offsets(&self) -> String {
        let When::Timed { start, end, .. } = &self.shown.when else { return String::new() };
        let rules = self.clock.rules();
        match [start, end].map(|at| rules.to_offset(*at).seconds()) {
            [0, 0] => String::new(),
            [start, end] if start == end => format!("{start:+}"),
            [start, end] => format!("{start:+}{end:+}"),
        }
    }
}
