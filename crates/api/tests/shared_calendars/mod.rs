//! `/api/shared-calendars` over HTTP, on both databases.

mod busy;
mod ending;
mod handing_over;
mod held;
mod lifecycle;
mod looks;
mod matrix;
mod places;
mod races;
mod refused;
mod telling;

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Draft, Person, Request, TestApp};

use crate::connections::connect;

pub const PATH: &str = "/api/shared-calendars";

/// Everything below a shared calendar's path.
pub fn path(calendar: i64, rest: &str) -> String {
    format!("{PATH}/{calendar}{rest}")
}

/// Prepares to offer a calendar to somebody.
pub fn offering(owner: &Client, calendar: i64, whom: &Person, permission: &str) -> Request {
    let body = json!({"user_id": whom.id, "permission": permission});
    owner.post(path(calendar, "/members"), body)
}

/// Prepares to accept it.
pub fn accepting(who: &Client, calendar: i64) -> Request {
    who.post(path(calendar, "/accept"), ())
}

/// Prepares to change what somebody may do.
pub fn changing(owner: &Client, calendar: i64, whom: &Person, permission: &str) -> Request {
    owner.put(path(calendar, &format!("/members/{}", whom.id)), json!({"permission": permission}))
}

/// Prepares to take it away from somebody.
pub fn removing(owner: &Client, calendar: i64, whom: &Person) -> Request {
    owner.delete(path(calendar, &format!("/members/{}", whom.id)))
}

/// Shares a calendar with a connection, who accepts.
pub async fn share(owner: &Client, calendar: i64, whom: &Person, permission: &str) {
    offering(owner, calendar, whom, permission).await.assert_status(201);
    accepting(whom, calendar).await.assert_status(200);
}

/// Lists what others share with somebody.
pub async fn shared_with(who: &Client) -> Vec<Value> {
    who.get(PATH).await.assert_status(200).json_as()
}

/// Lists who a calendar is shared with: name, permission and status.
pub async fn members(who: &Client, calendar: i64) -> Vec<String> {
    let all: Vec<Value> = who.get(path(calendar, "/members")).await.assert_status(200).json_as();
    let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    let one = |one: &Value| {
        format!("{} {} {}", text(one, "username"), text(one, "permission"), text(one, "status"))
    };
    all.iter().map(one).collect()
}

/// Ana's calendar, and Ben, with whom she is connected.
struct World {
    ana: Person,
    ben: Person,
    connection: i64,
    calendar: i64,
}

impl World {
    async fn begin(t: &TestApp) -> Self {
        let (ana, ben) = (t.user("ana").await, t.user("ben").await);
        let connection = connect(&ana, &ben).await;
        let calendar = ana.calendar("Family").create().await.id;
        Self { ana, ben, connection, calendar }
    }

    /// The same, with Ben holding a right.
    async fn shared(t: &TestApp, permission: &str) -> Self {
        let world = Self::begin(t).await;
        share(&world.ana, world.calendar, &world.ben, permission).await;
        world
    }

    fn url(&self) -> String {
        format!("/api/calendars/{}", self.calendar)
    }

    fn event(&self, title: &str, start: &str) -> Draft {
        self.ana.event(title, start).with("calendar_id", self.calendar)
    }

    /// Makes a series of five days.
    async fn daily(&self, who: &Client) -> Created {
        let event = who.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY;COUNT=5");
        event.with("calendar_id", self.calendar).create().await
    }
}

/// Everything that is said of calendars and of what is in them, row by row.
async fn everything(t: &TestApp) -> Vec<Vec<String>> {
    let dump = t.database_dump().await;
    let sorted = |name| {
        let mut rows = dump.table(name).to_vec();
        rows.sort_unstable();
        rows
    };
    [
        "calendars",
        "calendar_members",
        "calendar_offers",
        "events",
        "event_overrides",
        "event_personal",
        "event_personal_changes",
        "event_templates",
        "reminders",
    ]
    .map(sorted)
    .into()
}

/// Counts what somebody has on events for themselves: rows and reminders.
async fn personal(t: &TestApp, who: &Person) -> [usize; 2] {
    let dump = t.database_dump().await;
    let is_theirs = |row: &&String| {
        let mut values = row.trim_matches(['(', ')']).split([',', '|']);
        values.nth(1).is_some_and(|value| value.trim() == who.id.to_string())
    };
    ["event_personal", "reminders"].map(|table| dump.table(table).iter().filter(is_theirs).count())
}
