//! Living through the months.

use std::net::{IpAddr, Ipv4Addr};

use jiff::{SignedDuration, ToSpan, civil::Date, civil::Time};
use umbra_app::{
    App, NewAccount,
    admin::ConfigPatch,
    auth::{Requester, SignInOutcome},
    settings::SettingsPatch,
};
use umbra_auth::{DeviceCookie, Password};
use umbra_domain::{
    Clock, Invalid, Patch, Stored, TodoId, UserId,
    calendar::{Calendar, CalendarPreferences, Name, SortOrder},
    precondition::IfMatch,
    session::{Identity, Origin},
    settings::{Color, Zone},
    todo::{Category, Description, Due, Title, Todo},
    user::{PreferredName, Username},
};

use super::{
    acquaintances, appointments,
    clock::MovedClock,
    dice::Dice,
    made, present, projects, routine,
    story::{Errand, HOUSEHOLD, Person},
    together::{self, Calendars, People},
};
use crate::failure::Failure;

/// The password of everybody in the demo household.
pub const PASSWORD: &str = "seven green lanterns";

/// What was made.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    /// Accounts.
    pub users: usize,
    /// Calendars, with the one that each account begins with.
    pub calendars: usize,
    /// Events, a series being one.
    pub events: usize,
    /// Reminders of their own.
    pub reminders: usize,
    /// Todos.
    pub todos: usize,
    /// Projects.
    pub projects: usize,
    /// Tasks of projects.
    pub tasks: usize,
    /// People whom they know.
    pub acquaintances: usize,
}

/// Somebody whose months are being lived through.
struct Member {
    id: UserId,
    person: &'static Person,
    zone: Zone,
    /// What is written down and not done, with its title.
    open: Vec<(TodoId, &'static str)>,
    routines: Vec<Stored<Todo>>,
}

/// Makes the accounts and lives through the months.
pub(super) async fn fill(app: &App, clock: &MovedClock) -> Result<Seeded, Failure> {
    let mut members = move_in(app).await?;
    let people: People = members.iter().map(|member| (member.person.username, member.id)).collect();
    together::get_to_know(app, &people).await?;
    let (users, calendars) = (members.len(), members.len());
    let mut seeded = Seeded { users, calendars, ..Seeded::default() };
    let mut hung_up = Calendars::new();
    for member in &mut members {
        hung_up.extend(hang_up_calendars(app, member).await?);
        let today = clock.now().to_zoned(member.zone.rules()).date();
        member.routines = routine::begin(app, member.id, member.person.routines, today).await?;
        seeded.todos += member.routines.len();
        let Member { id, zone, person, .. } = member;
        let entered = appointments::enter(app, *id, zone, person.appointments, today);
        seeded.events += Box::pin(entered).await?;
        appointments::keep_templates(app, *id).await?;
        seeded.reminders += appointments::remind(app, *id, zone, today).await?;
        seeded.acquaintances += acquaintances::meet(app, *id, person.acquaintances).await?;
    }
    seeded.calendars += hung_up.len();
    together::share(app, &people, &hung_up).await?;
    let today = clock.now().to_zoned(members[0].zone.rules()).date();
    Box::pin(together::celebrate(app, &people, &members[0].zone, today)).await?;
    seeded.events += 1;
    let mut dice = Dice::seeded(0x5eed);
    loop {
        for member in &mut members {
            seeded.todos += live(app, clock, member, &mut dice).await?;
        }
        if !clock.advance(SignedDuration::from_hours(24)) {
            break;
        }
    }
    for member in &mut members {
        catch_up_on_todos(app, clock, member).await?;
        let Member { id, person, zone, .. } = member;
        let now = clock.now().to_zoned(zone.rules()).datetime();
        let today = now.date();
        let (projects, tasks) = projects::plan(app, *id, &people, person.projects, today).await?;
        seeded.projects += projects;
        seeded.tasks += tasks;
        seeded.todos += present::write_down(app, *id, person.now, now).await?;
    }
    present::catch_up(app).await?;
    for member in &members {
        present::tidy(app, member.id, &member.zone).await?;
    }
    Ok(seeded)
}

async fn move_in(app: &App) -> Result<Vec<Member>, Failure> {
    let requester = Requester {
        origin: Origin {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            user_agent: Some("umbra seed".to_owned()),
        },
        device: DeviceCookie::default(),
        session_cookie: None,
    };
    let mut members = Vec::new();
    let mut admin: Option<Identity> = None;
    for person in HOUSEHOLD {
        let password = Password::parse(PASSWORD.to_owned())?;
        let username = Username::parse(person.username)?;
        let signed_in = if let Some(admin) = &admin {
            open_registration(app, admin, &requester, true).await?;
            let mut account = NewAccount::named(username);
            account.preferred_name = Some(PreferredName::parse(person.preferred_name)?);
            let outcome = app.register(account, password, &requester).await;
            open_registration(app, admin, &requester, false).await?;
            match outcome.map_err(Failure::seed)? {
                SignInOutcome::SignedIn(signed_in) => signed_in,
                _ => return Err(Failure::NotEmpty),
            }
        } else {
            // As the operator, whatever UMBRA_SETUP says of strangers.
            let again = Password::parse(PASSWORD.to_owned())?;
            app.operator_create_admin(username, again).await?;
            match app.login(person.username, &password, &requester).await.map_err(Failure::seed)? {
                SignInOutcome::SignedIn(signed_in) => signed_in,
                _ => return Err(Failure::NotEmpty),
            }
        };
        let identity = app.identify(&signed_in.session_cookie).await.map_err(Failure::Store)?;
        let identity = identity.ok_or(Failure::NotEmpty)?;
        let zone = app.zones().parse(person.timezone)?;
        let settings = SettingsPatch {
            timezone: Patch::Set(zone.clone()),
            accent_color: Patch::Set(Color::parse(person.accent_color)?),
            preferred_name: Patch::Set(PreferredName::parse(person.preferred_name)?),
            ..SettingsPatch::default()
        };
        let updated = app.update_settings(identity.user, settings, &IfMatch::Any).await;
        updated.map_err(Failure::seed)?;
        let (open, routines) = (Vec::new(), Vec::new());
        members.push(Member { id: identity.user, person, zone, open, routines });
        admin.get_or_insert(identity);
    }
    Ok(members)
}

async fn open_registration(
    app: &App,
    admin: &Identity,
    requester: &Requester,
    open: bool,
) -> Result<(), Failure> {
    let patch = ConfigPatch { allow_registration: Some(open), ..ConfigPatch::default() };
    let changed = app.update_server_config(admin, patch, &IfMatch::Any, &requester.origin).await;
    changed.map(drop).map_err(Failure::seed)
}

/// Makes a person's calendars beside the default one.
async fn hang_up_calendars(app: &App, member: &Member) -> Result<Calendars, Failure> {
    let mut all = Calendars::new();
    for ((name, color), place) in member.person.calendars.iter().zip(1..) {
        let mut new = Calendar::named(Name::parse(name)?);
        new.color = Color::parse(color)?;
        let preferences = CalendarPreferences {
            sort_order: SortOrder::parse(place)?,
            ..CalendarPreferences::default()
        };
        let calendar = made(app.create_calendar(member.id, (new, preferences), None).await)?;
        all.insert((member.person.username, *name), calendar.id);
    }
    Ok(all)
}

/// One day of one person; returns how many todos were written down.
async fn live(
    app: &App,
    clock: &MovedClock,
    member: &mut Member,
    dice: &mut Dice,
) -> Result<usize, Failure> {
    let today = clock.now().to_zoned(member.zone.rules()).date();
    let mut written = 0;
    for _ in 0..dice.roll(3) {
        let errand = &member.person.errands[dice.roll(member.person.errands.len())];
        if member.open.iter().any(|(_, title)| *title == errand.title) {
            continue;
        }
        let todo = app.create_todo(member.id, new_todo(errand, today)?, false, None).await;
        member.open.push((made(todo)?.id, errand.title));
        written += 1;
    }
    // Most things get done within a few days.
    while member.open.len() > 6 || (!member.open.is_empty() && dice.roll(4) == 0) {
        let (done, _) = member.open.remove(dice.roll(member.open.len().min(4)));
        let toggled = app.toggle_todo(member.id, &member.zone, done, &IfMatch::Any).await;
        toggled.map_err(Failure::seed)?;
    }
    let Member { id, zone, routines, .. } = member;
    routine::follow(app, *id, zone, routines, today, dice).await?;
    Ok(written)
}

/// Does what is still open of the months before.
async fn catch_up_on_todos(
    app: &App,
    clock: &MovedClock,
    member: &mut Member,
) -> Result<(), Failure> {
    let Member { id, zone, open, routines, .. } = member;
    for (todo, _) in open.drain(..) {
        let toggled = app.toggle_todo(*id, zone, todo, &IfMatch::Any).await;
        toggled.map_err(Failure::seed)?;
    }
    let today = clock.now().to_zoned(zone.rules()).date();
    routine::catch_up(app, *id, zone, routines, today).await
}

pub(super) fn new_todo(errand: &Errand, today: Date) -> Result<Todo, Invalid> {
    let date = errand.due_in.map(|days| today.saturating_add(days.days()));
    let time = errand.at.map(|hour| Time::midnight().saturating_add(i64::from(hour).hours()));
    Ok(Todo {
        title: Title::parse(errand.title)?,
        description: errand.description.map(Description::parse).transpose()?,
        priority: errand.priority,
        category: Some(Category::parse(errand.category)?),
        due: Due::parse(date, time)?,
        recurrence: None,
        last_completed_at: None,
        completed_at: None,
    })
}
