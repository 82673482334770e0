//! What each person has for themselves on the events of a calendar that several see: stars and
//! reminders.
//!
//! The rows that say who holds what are written here, without the people having agreed to it.

mod alone;
mod edits;
mod lost;
mod marks;
mod migration;
mod races;
mod ringing;
mod tags;

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Draft, Person, TestApp};

const BUSY: u8 = 1;
const VIEW: u8 = 2;
const COMMENT: u8 = 3;
const EDIT: u8 = 4;
const MANAGE: u8 = 5;

/// Ana's calendar, on which Ben holds a right.
struct World {
    ana: Person,
    ben: Person,
    calendar: i64,
}

impl World {
    async fn begin(t: &TestApp, right: u8) -> Self {
        let (ana, ben) = (t.user("ana").await, t.user("ben").await);
        let calendar = ana.calendar("Family").create().await.id;
        let world = Self { ana, ben, calendar };
        world.grant(t, right).await;
        world
    }

    async fn grant(&self, t: &TestApp, right: u8) {
        grant(t, self.calendar, self.ben.id.0, right).await;
    }

    /// Signs both in once more: the clock may have moved by months.
    async fn again(&mut self, t: &TestApp) {
        (self.ana, self.ben) = (t.user("ana").await, t.user("ben").await);
    }

    fn event(&self, title: &str, start: &str) -> Draft {
        self.ana.event(title, start).with("calendar_id", self.calendar)
    }

    /// Makes a series of five days, on each of which Ana is reminded ten minutes before.
    async fn daily(&self) -> Created {
        let event = self.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY;COUNT=5");
        event.with("reminders", json!([10])).create().await
    }
}

async fn grant(t: &TestApp, calendar: i64, who: i64, right: u8) {
    let sql = format!(
        "INSERT INTO calendar_members (calendar_id, user_id, held) VALUES ({calendar}, {who}, {right}) \
         ON CONFLICT (calendar_id, user_id) DO UPDATE SET held = excluded.held"
    );
    assert_eq!(t.execute(&sql).await, 1);
}

/// Returns the place of the day within its month, a star, and the reminders.
fn mark(event: &Value) -> (u8, bool, Vec<u16>) {
    let day = event["start"].as_str().unwrap()[8..10].parse().unwrap();
    let reminders = serde_json::from_value(event["reminders"].clone()).unwrap();
    (day, event["is_starred"] == true, reminders)
}

/// Lists what somebody has on all that happens in March and April.
async fn marks(who: &Client) -> Vec<(u8, bool, Vec<u16>)> {
    who.events("2026-03-01", "2026-05-01").await.iter().map(mark).collect()
}

/// Changes something, which has to be allowed, and returns the answer.
async fn set(who: &Client, path: impl AsRef<str>, body: Value) -> Value {
    who.patch(path.as_ref(), body).await.assert_status(200).json()
}

/// Everything that is everybody's, row by row.
async fn shared(t: &TestApp) -> Vec<Vec<String>> {
    let dump = t.database_dump().await;
    let sorted = |name| {
        let mut rows = dump.table(name).to_vec();
        rows.sort_unstable();
        rows
    };
    ["calendars", "calendar_members", "events", "event_overrides"].map(sorted).into()
}
