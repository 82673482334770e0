//! What is tried on: a calendar and a project of the owner's, and people who hold something on them.

use std::collections::HashMap;

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Person, TestApp};

use super::people::{Actor, Held};
use crate::{
    access::operations::Operation,
    connections::{block, connect},
    invitations::invite,
};

pub struct World {
    pub owner: Person,
    people: HashMap<Actor, Person>,
    anonymous: Client,
    /// The calendar.
    pub calendar: Created,
    /// The project.
    pub project: Created,
    /// Is in the project, and tries nothing.
    guest: Person,
    /// Somebody whom the owner is connected with, and who is in nothing.
    connected: Person,
    /// Another person of the owner's address book.
    contact: i64,
}

const fn level(held: Held) -> u8 {
    match held {
        Held::Nothing => 0,
        Held::Busy => 1,
        Held::View => 2,
        Held::Comment => 3,
        Held::Edit => 4,
        Held::Manage => 5,
        Held::Own => 6,
    }
}

/// Lets somebody hold a right on a calendar or a project.
async fn grant(t: &TestApp, of: &str, id: i64, who: &Person, held: Held) {
    let sql = format!(
        "INSERT INTO {of}_members ({of}_id, user_id, held) VALUES ({id}, {}, {}) \
         ON CONFLICT ({of}_id, user_id) DO NOTHING",
        who.id,
        level(held)
    );
    t.execute(&sql).await;
}

impl World {
    pub async fn begin(t: &TestApp) -> Self {
        let owner = t.user("owner").await;
        let mut people = HashMap::from([(Actor::Owner, owner.clone())]);
        for who in Actor::ALL {
            let person = match who {
                Actor::Owner | Actor::Anonymous => continue,
                Actor::Admin => t.admin().await,
                _ => t.user(&format!("{who:?}")).await,
            };
            people.insert(who, person);
        }
        let calendar = owner.calendar("Family").create().await;
        let project = owner.project("Garden").create().await;
        let (guest, connected) = (t.user("guest").await, t.user("connected").await);
        for who in [&owner, &people[&Actor::Manage]] {
            connect(who, &connected).await;
        }
        for who in [Actor::Invited, Actor::InvitedOnce] {
            connect(&owner, &people[&who]).await;
        }
        let blocked = &people[&Actor::Blocked];
        connect(&owner, blocked).await;
        grant(t, "calendar", calendar.id, blocked, Held::Manage).await;
        grant(t, "project", project.id, blocked, Held::Edit).await;
        block(&owner, blocked).await;
        let contact = owner.draft("/api/people", json!({"first_name": "Uma"})).create().await.id;
        let anonymous = t.anonymous();
        let world = Self { owner, people, anonymous, calendar, project, guest, connected, contact };
        world.share(t, "calendar", world.calendar.id).await;
        world.share(t, "project", world.project.id).await;
        world
    }

    /// Lets everybody hold what they hold.
    async fn share(&self, t: &TestApp, of: &str, id: i64) {
        for (who, person) in &self.people {
            let held = if of == "calendar" { who.on_calendar() } else { who.on_project() };
            if !matches!(held, Held::Nothing | Held::Own) {
                grant(t, of, id, person, held).await;
            }
        }
    }

    pub fn client(&self, who: Actor) -> &Client {
        self.people.get(&who).map_or(&self.anonymous, |person| &**person)
    }

    /// Everybody who is signed in.
    pub fn signed_in(&self) -> impl Iterator<Item = (Actor, &Person)> {
        Actor::ALL.into_iter().filter_map(|who| Some((who, self.people.get(&who)?)))
    }

    /// Makes a series in the calendar to one occurrence of which somebody is invited, and returns the ids in
    /// a path of it.
    pub async fn invited_once(&self, path: &str) -> Vec<i64> {
        let series = self.owner.event("Breakfast", "2026-03-01T09:00:00").rule("FREQ=DAILY");
        let series = series.with("calendar_id", self.calendar.id).create().await.id;
        let whom = [&self.people[&Actor::InvitedOnce]];
        let made = invite(&self.owner, series, &whom, Some("2026-12-31T09:00:00")).await;
        let mut ids = vec![series];
        if path.ends_with("/{invitation_id}") {
            ids.extend(made[0]["id"].as_i64());
        }
        ids
    }

    /// Makes what a path in the calendar or the project is about, and returns the ids in it.
    pub async fn rows(&self, t: &TestApp, path: &str) -> Vec<i64> {
        let Self { owner, calendar, project, guest, .. } = self;
        match path {
            "/api/calendars/{id}" => {
                let calendar = owner.calendar("Club").create().await.id;
                self.share(t, "calendar", calendar).await;
                vec![calendar]
            }
            "/api/shared-calendars/{calendar_id}/members/{user_id}" => {
                grant(t, "calendar", calendar.id, guest, Held::View).await;
                vec![calendar.id, guest.id.0]
            }
            path if path.starts_with("/api/shared-calendars/{calendar_id}/") => vec![calendar.id],
            "/api/events/{id}" | "/api/events/{id}/invitations" => {
                let event = owner.event("Dentist", "2026-03-02T20:00:00Z");
                let event = event.with("calendar_id", calendar.id).create().await.id;
                invite(owner, event, &[&self.people[&Actor::Invited]], None).await;
                vec![event]
            }
            "/api/events/{id}/invitations/{invitation_id}" => {
                let event = owner.event("Dentist", "2026-03-02T20:00:00Z");
                let event = event.with("calendar_id", calendar.id).create().await.id;
                let made = invite(owner, event, &[&self.people[&Actor::Invited]], None).await;
                vec![event, made[0]["id"].as_i64().unwrap()]
            }
            "/api/events/{id}/overrides/{recurrence_id}" => {
                let series = owner.event("Breakfast", "2026-03-01T09:00:00").rule("FREQ=DAILY");
                let series = series.with("calendar_id", calendar.id).create().await.id;
                invite(owner, series, &[&self.people[&Actor::Invited]], None).await;
                vec![series]
            }
            "/api/projects/{id}" => {
                let project = owner.project("Kitchen").create().await.id;
                self.share(t, "project", project).await;
                vec![project]
            }
            "/api/projects/{id}/members/{user_id}" => {
                grant(t, "project", project.id, guest, Held::View).await;
                vec![project.id, guest.id.0]
            }
            path if path.starts_with("/api/projects/{id}/tasks/{task_id}") => {
                let task = owner.task(project, "Water").due("2026-03-05").rule("FREQ=DAILY");
                let task = task.create().await;
                owner.patch(task.url(), json!({"status": "done"})).await.assert_status(200);
                let comment = owner.draft(&task.action("comments"), json!({"content": "No"}));
                vec![project.id, task.id, comment.create().await.id]
            }
            path if path.starts_with("/api/projects/{id}") => vec![project.id],
            _ => panic!("matrix/world.rs has no rows for {path}"),
        }
    }

    /// Returns the body of an operation that needs more than one of the right shape.
    pub fn body(&self, operation: &Operation) -> Option<Value> {
        match &*operation.name() {
            "POST /api/people/{id}/merge" => Some(json!({"person_id": self.contact})),
            // An account that nobody has: whoever can be blocked is in the way of what follows.
            "POST /api/connections/blocked" => Some(json!({"user_id": i64::MAX})),
            "POST /api/shared-calendars/{calendar_id}/members" => {
                Some(json!({"user_id": self.connected.id, "permission": "read_only"}))
            }
            "POST /api/events/{id}/invitations" => Some(json!({"user_ids": [self.connected.id]})),
            "POST /api/projects/{id}/members" => {
                Some(json!({"user_id": self.connected.id, "role": "viewer"}))
            }
            _ => None,
        }
    }
}
