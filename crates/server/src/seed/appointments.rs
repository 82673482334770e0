//! What is in the calendars of the household, and what its people want to be reminded of.

use std::collections::HashMap;

use jiff::{
    ToSpan,
    civil::{Date, Time, date},
};
use umbra_app::{
    App,
    event::{CreateEvent, Scope},
};
use umbra_domain::{
    CalendarId, EventId, LocationId, Patch, UserId,
    event::{
        Alarms, Content, EventPatch, LocationText, Moment, Personal, Status, TimingPatch, Title,
        Visibility,
    },
    location::{self, Location},
    page::Limit,
    precondition::IfMatch,
    recurrence::Rule,
    reminder::{self, Own, RemindAt, Schedule},
    settings::Zone,
    template::{self, Minutes, Template, TimesPatch},
};

use super::made;
use crate::failure::Failure;

/// Something that is in a calendar.
pub(super) struct Appointment {
    title: &'static str,
    place: Option<&'static str>,
    /// The calendar. Default: the default calendar.
    calendar: Option<&'static str>,
    /// How many days after the story begins.
    day: i64,
    /// On which day instead, whenever the story begins: the examples of the API's document name
    /// occurrences of it.
    since: Option<Date>,
    /// Whether it takes place.
    status: Status,
    /// Whether others in the calendar see more of it than when it is.
    visibility: Visibility,
    /// From which hour on and how many minutes long; whole days otherwise.
    at: Option<(i8, i64)>,
    rule: Option<&'static str>,
    reminders: &'static [i64],
    /// After how many weeks one falls out, and after how many one is moved.
    exceptions: Option<(i64, i64)>,
}

const fn appointment(title: &'static str, day: i64, at: Option<(i8, i64)>) -> Appointment {
    let (place, calendar, since, rule, exceptions) = (None, None, None, None, None);
    Appointment {
        title,
        place,
        calendar,
        day,
        since,
        status: Status::Confirmed,
        visibility: Visibility::Default,
        at,
        rule,
        reminders: &[],
        exceptions,
    }
}

/// The day on which the story ends: today.
const NOW: i64 = super::clock::DAYS;

/// Something that is in a calendar every week, for an hour or so.
const fn weekly(
    calendar: &'static str,
    rule: &'static str,
    title: &'static str,
    at: (i8, i64),
) -> Appointment {
    Appointment { calendar: Some(calendar), rule: Some(rule), ..appointment(title, 0, Some(at)) }
}

/// The places that people keep, with their addresses; what happens elsewhere is said in words.
const PLACES: [(&str, &str); 4] = [
    ("Town hall", "Main Square 1\n4020 Linz"),
    ("Dr. Weiss", "Station Road 12\n4020 Linz"),
    ("Indoor pool", "Riverside 3\n4040 Linz"),
    ("Allotments", "Meadow Lane\n4030 Linz"),
];

pub(super) const ANA: &[Appointment] = &[
    Appointment {
        calendar: Some("Work"),
        since: Some(date(2026, 1, 5)),
        rule: Some("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        reminders: &[10],
        ..appointment("Standup", 0, Some((9, 15)))
    },
    Appointment {
        rule: Some("FREQ=WEEKLY"),
        place: Some("Town hall"),
        exceptions: Some((3, 5)),
        ..appointment("Choir", 5, Some((19, 90)))
    },
    Appointment {
        place: Some("Dr. Weiss"),
        reminders: &[1440, 60],
        ..appointment("Dentist", 183, Some((10, 45)))
    },
    Appointment {
        calendar: Some("Family"),
        rule: Some("FREQ=YEARLY"),
        ..appointment("Grandpa's birthday", 41, None)
    },
    Appointment {
        calendar: Some("Family"),
        place: Some("At the Hubers'"),
        status: Status::Tentative,
        ..appointment("Dinner with the Hubers", 185, Some((18, 180)))
    },
    Appointment {
        calendar: Some("Family"),
        place: Some("Town hall"),
        status: Status::Cancelled,
        ..appointment("Residents' meeting", 184, Some((19, 120)))
    },
    Appointment { calendar: Some("Family"), ..appointment("Weekend in the mountains", 190, None) },
    Appointment {
        calendar: Some("Family"),
        visibility: Visibility::Private,
        ..appointment("Surprise party for Ben", 188, Some((18, 240)))
    },
    Appointment {
        place: Some("At the market"),
        ..appointment("Lunch with Clara", NOW, Some((12, 60)))
    },
    weekly("Work", "FREQ=WEEKLY;BYDAY=MO", "Planning", (10, 60)),
    weekly("Work", "FREQ=WEEKLY;BYDAY=TH", "Design review", (14, 60)),
    weekly("Personal", "FREQ=WEEKLY;BYDAY=MO", "Yoga", (18, 60)),
    weekly("Personal", "FREQ=WEEKLY;BYDAY=TH", "Italian class", (18, 90)),
    weekly("Family", "FREQ=WEEKLY;BYDAY=FR", "Film night", (20, 120)),
    weekly("Family", "FREQ=WEEKLY;BYDAY=SA", "Farmers' market", (9, 90)),
    weekly("Family", "FREQ=WEEKLY;BYDAY=SU", "Lunch with Grandpa", (12, 120)),
    Appointment { calendar: Some("Family"), ..appointment("Mia comes home", NOW + 2, None) },
];

pub(super) const BEN: &[Appointment] = &[
    Appointment {
        calendar: Some("Work"),
        rule: Some("FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ..appointment("Early shift", 0, Some((6, 480)))
    },
    Appointment {
        calendar: Some("Football"),
        rule: Some("FREQ=WEEKLY"),
        reminders: &[60],
        exceptions: Some((2, 4)),
        ..appointment("Training", 1, Some((19, 90)))
    },
    Appointment {
        calendar: Some("Football"),
        place: Some("Away, in Potsdam"),
        ..appointment("Match", 186, Some((15, 120)))
    },
    appointment("Car to the workshop", 184, Some((8, 30))),
];

pub(super) const CHILD: &[Appointment] = &[
    Appointment {
        place: Some("Indoor pool"),
        rule: Some("FREQ=WEEKLY"),
        reminders: &[720],
        exceptions: Some((2, 4)),
        ..appointment("Swimming", 3, Some((14, 60)))
    },
    Appointment {
        calendar: Some("University"),
        place: Some("Lecture hall 2"),
        rule: Some("FREQ=WEEKLY;BYDAY=TU,TH"),
        ..appointment("Volcanology", 0, Some((10, 90)))
    },
    Appointment {
        calendar: Some("University"),
        reminders: &[1440],
        ..appointment("Exam in statistics", 187, Some((9, 120)))
    },
    Appointment { rule: Some("FREQ=YEARLY"), ..appointment("Lena's birthday", 60, None) },
];

pub(super) const NEIGHBOUR: &[Appointment] = &[
    Appointment {
        calendar: Some("Allotment"),
        place: Some("Allotments"),
        rule: Some("FREQ=MONTHLY;BYDAY=1SA"),
        ..appointment("Allotment meeting", 0, Some((11, 60)))
    },
    Appointment { reminders: &[120], ..appointment("Doctor", 184, Some((10, 30))) },
];

/// What somebody wants to be reminded of: a title, how many days after the story begins, an hour and a rule.
/// The first of them rings today, whatever day that is, and the other one on another day.
const REMINDERS: [(&str, i64, i8, &str); 2] = [
    ("Take out the compost", NOW % 7, 7, "FREQ=WEEKLY"),
    ("Call the family", NOW % 7 + 3, 17, "FREQ=WEEKLY"),
];

/// What comes up often: a title, a place, and how many minutes it lasts.
const TEMPLATES: [(&str, &str, i64); 2] =
    [("Lunch in town", "At the market", 60), ("Games evening", "At our place", 180)];

/// Enters the appointments of a person, and returns how many series and single events that are.
pub(super) async fn enter(
    app: &App,
    who: UserId,
    zone: &Zone,
    appointments: &[Appointment],
    today: Date,
) -> Result<usize, Failure> {
    let listed = app.calendars(who, None, Limit::default()).await.map_err(Failure::seed)?;
    let named = listed.items.into_iter().map(|one| (one.name.as_str().to_owned(), one.id));
    let calendars: HashMap<String, CalendarId> = named.collect();
    let places = keep_places(app, who, appointments).await?;
    for appointment in appointments {
        let calendar = appointment.calendar.and_then(|name| calendars.get(name)).copied();
        let day = today.saturating_add(appointment.day.days());
        let day = appointment.since.unwrap_or(day);
        let mut new = new_event(appointment, calendar, day)?;
        new.location = appointment.place.and_then(|name| places.get(name)).copied();
        if new.location.is_some() {
            new.content.location_text = None;
        }
        let id = made(app.create_event(who, zone, new, None).await)?.event.id;
        if let (Some((gone, moved)), Some((hour, _))) = (appointment.exceptions, appointment.at) {
            let of = |weeks: i64| local(day.saturating_add((7 * weeks).days()), hour);
            let scope = Scope::This(of(gone));
            let deleted = app.delete_event(who, id, scope, &IfMatch::Any).await;
            deleted.map_err(Failure::seed)?;
            let later = EventPatch {
                timing: TimingPatch {
                    start: Some(local(day.saturating_add((7 * moved).days()), hour + 1)),
                    end: Patch::Clear,
                    ..TimingPatch::default()
                },
                ..EventPatch::default()
            };
            let scope = Scope::This(of(moved));
            let changed = app.update_event(who, zone, id, scope, later.into(), &IfMatch::Any).await;
            changed.map_err(Failure::seed)?;
        }
    }
    Ok(appointments.len())
}

/// Enters a party to which somebody invites people.
pub(super) async fn give_party(
    app: &App,
    who: UserId,
    zone: &Zone,
    today: Date,
) -> Result<EventId, Failure> {
    let party = Appointment {
        place: Some("In the garden"),
        ..appointment("Summer party", 188, Some((15, 240)))
    };
    let new = new_event(&party, None, today.saturating_add(party.day.days()))?;
    Ok(made(app.create_event(who, zone, new, None).await)?.event.id)
}

/// Keeps the places in which a person's appointments are, and returns them by their names.
async fn keep_places(
    app: &App,
    who: UserId,
    appointments: &[Appointment],
) -> Result<HashMap<&'static str, LocationId>, Failure> {
    let mut kept = HashMap::new();
    for (name, address) in PLACES {
        if !appointments.iter().any(|one| one.place == Some(name)) {
            continue;
        }
        let place = Location {
            name: location::Name::parse(name)?,
            category: None,
            address: Some(location::Address::parse(address)?),
            coordinates: None,
            phone: None,
            email: None,
            website: None,
            notes: None,
            is_favorite: false,
        };
        kept.insert(name, made(app.create_location(who, place, None).await)?.id);
    }
    Ok(kept)
}

/// Sets the reminders of a person, and returns how many.
pub(super) async fn remind(
    app: &App,
    who: UserId,
    zone: &Zone,
    today: Date,
) -> Result<usize, Failure> {
    for (title, day, hour, rule) in REMINDERS {
        let first = RemindAt::Local(today.saturating_add(day.days()).to_datetime(clock(hour)));
        let schedule = Schedule::new(first, zone.clone(), Some(Rule::parse(rule)?));
        let schedule = schedule.map_err(Failure::seed)?;
        let own = Own { title: reminder::Title::parse(title)?, description: None, schedule };
        made(app.create_reminder(who, own, true, None).await)?;
    }
    Ok(REMINDERS.len())
}

/// Keeps the templates of a person.
pub(super) async fn keep_templates(app: &App, who: UserId) -> Result<(), Failure> {
    for (title, place, minutes) in TEMPLATES {
        let mut content = Content::titled(Title::parse(title)?);
        content.location_text = Some(LocationText::parse(place)?);
        let lasts = Patch::Set(Minutes::parse(minutes)?);
        let times = TimesPatch { lasts, ..TimesPatch::default() };
        let about = (content, Personal::default());
        let template = Template::parse(template::Name::parse(title)?, None, about, times, None);
        made(app.create_template(who, template.map_err(Failure::seed)?, None).await)?;
    }
    Ok(())
}

fn new_event(
    appointment: &Appointment,
    calendar: Option<CalendarId>,
    day: Date,
) -> Result<CreateEvent, Failure> {
    let mut content = Content::titled(Title::parse(appointment.title)?);
    content.location_text = appointment.place.map(LocationText::parse).transpose()?;
    content.status = appointment.status;
    let reminders = Alarms::parse(appointment.reminders)?;
    let personal = Personal { reminders, ..Personal::default() };
    let (start, end) = match appointment.at {
        None => (Moment::Day(day), Patch::Keep),
        Some((hour, minutes)) => {
            let begins = day.to_datetime(clock(hour));
            (
                Moment::Local(begins),
                Patch::Set(Moment::Local(begins.saturating_add(minutes.minutes()))),
            )
        }
    };
    let timing = TimingPatch { start: Some(start), end, ..TimingPatch::default() };
    let rule = appointment.rule.map(Rule::parse).transpose()?;
    Ok(CreateEvent {
        calendar,
        visibility: appointment.visibility,
        content,
        location: None,
        personal,
        transparency: None,
        timing,
        rule,
        exdates: None,
    })
}

fn local(day: Date, hour: i8) -> Moment {
    Moment::Local(day.to_datetime(clock(hour)))
}

fn clock(hour: i8) -> Time {
    Time::midnight().saturating_add(i64::from(hour).hours())
}
