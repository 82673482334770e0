//! Who knows whom, and what they share.

use std::collections::HashMap;

use jiff::civil::Date;
use umbra_app::{App, event::Invite};
use umbra_domain::{
    CalendarId, UserId, event::Answer, rights::Right, settings::Zone, user::Username,
};

use super::{appointments, made};
use crate::failure::Failure;

/// Everybody by their username.
pub(super) type People = HashMap<&'static str, UserId>;

/// Calendars by whose they are and what they are called.
pub(super) type Calendars = HashMap<(&'static str, &'static str), CalendarId>;

/// Who has asked whom, in this order: two who ask each other are connected. The neighbour knows Ana,
/// has asked Ben, too, and waits for an answer.
const ASKED: [(&str, &str); 9] = [
    ("ana", "ben"),
    ("ben", "ana"),
    ("ana", "mia"),
    ("mia", "ana"),
    ("ben", "mia"),
    ("mia", "ben"),
    ("ana", "piet"),
    ("piet", "ana"),
    ("piet", "ben"),
];

/// Who shares which calendar with whom. What concerns the family all of them see; of work only when
/// one is busy, and that is all that the neighbour, who waters the plants, sees of the family.
const SHARED: [(&str, &str, &str, Right); 7] = [
    ("ana", "Family", "ben", Right::Manage),
    ("ana", "Family", "mia", Right::Edit),
    ("ana", "Family", "piet", Right::Busy),
    ("ana", "Work", "ben", Right::Busy),
    ("ben", "Work", "ana", Right::Busy),
    ("mia", "University", "ana", Right::View),
    ("mia", "University", "ben", Right::View),
];

/// Connects those who know each other.
pub(super) async fn get_to_know(app: &App, people: &People) -> Result<(), Failure> {
    for (one, other) in ASKED {
        let who = of(people, &one)?;
        made(app.request_connection(who, &Username::parse(other)?, None).await)?;
    }
    Ok(())
}

/// Shares calendars. What the neighbour offers waits for an answer.
pub(super) async fn share(
    app: &App,
    people: &People,
    calendars: &Calendars,
) -> Result<(), Failure> {
    for (owner, calendar, whom, right) in SHARED {
        let id = of(calendars, &(owner, calendar))?;
        let (owner, whom) = (of(people, &owner)?, of(people, &whom)?);
        made(app.offer_calendar(owner, id, (whom, right), None).await)?;
        app.accept_calendar(whom, id).await.map_err(Failure::seed)?;
    }
    let id = of(calendars, &("piet", "Allotment"))?;
    let (owner, whom) = (of(people, &"piet")?, of(people, &"ana")?);
    made(app.offer_calendar(owner, id, (whom, Right::View), None).await)?;
    Ok(())
}

/// Lets Ana give a party. The neighbour comes, and Mia, who lives abroad, hasn't answered yet.
pub(super) async fn celebrate(
    app: &App,
    people: &People,
    zone: &Zone,
    today: Date,
) -> Result<(), Failure> {
    let [ana, piet, mia] = ["ana", "piet", "mia"].map(|name| of(people, &name));
    let (ana, piet, mia) = (ana?, piet?, mia?);
    let event = appointments::give_party(app, ana, zone, today).await?;
    let invite = Invite { people: vec![piet, mia], occurrence: None };
    let invited = made(app.invite_to_event(ana, event, invite, None).await)?;
    let theirs = invited.iter().map(|one| &one.invited.invitation).find(|one| one.user == piet);
    let id = theirs.ok_or(Failure::NotEmpty)?.id;
    let answered = app.respond_to_event_invitation(piet, id, Answer::Accepted).await;
    answered.map(drop).map_err(Failure::seed)
}

fn of<K: Eq + std::hash::Hash, V: Copy>(all: &HashMap<K, V>, key: &K) -> Result<V, Failure> {
    all.get(key).copied().ok_or(Failure::NotEmpty)
}
