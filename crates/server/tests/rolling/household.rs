//! People who live on an installation that an older program serves: the demo household, and a friend of theirs.

use std::net::SocketAddr;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use umbra_domain::{Clock as _, SystemClock};

use crate::http::{Answer, Browser};

/// The password of who signs up.
pub const PASSWORD: &str = "seven green lanterns at sea";

/// What nothing that happens meanwhile changes for those who do nothing.
const KEPT: [&str; 12] = [
    "/api/auth/me",
    "/api/settings",
    "/api/calendars",
    "/api/shared-calendars",
    "/api/todos?limit=200",
    "/api/people?limit=200",
    "/api/people/birthdays",
    "/api/projects",
    "/api/connections",
    "/api/locations",
    "/api/event-templates",
    "/api/notifications?limit=200",
];

/// Checks a status, and gives the body.
#[track_caller]
pub fn done(answer: Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{answer:?}");
    answer.body
}

/// Gives the id of what was made.
#[track_caller]
pub fn made(answer: Answer) -> i64 {
    done(answer, 201)["id"].as_i64().unwrap()
}

/// Who lives there, and what two of them share.
pub struct Household {
    /// The admin.
    pub ana: Browser,
    /// A friend who signed up.
    pub zoe: Browser,
    /// The rest of the household, who do nothing.
    quiet: [Browser; 3],
    /// A calendar of Ana's, in which Zoe may do everything.
    pub calendar: i64,
    /// A project of Ana's, which Zoe edits.
    pub project: i64,
}

/// What somebody had, by its path.
pub type Everything = Vec<(String, Value)>;

impl Household {
    /// Signs everybody in, and up, and lets them make and share things.
    pub fn move_in(address: SocketAddr, password: &str) -> Self {
        let signed_in = |name: &str| {
            let mut person = Browser::new(address);
            done(person.sign_in(name, password), 200);
            person
        };
        let mut ana = signed_in("ana");
        let open = json!({"allow_registration": true}).to_string();
        done(ana.send("PUT", "/api/admin/config", &open), 200);
        let mut zoe = Browser::new(address);
        let account = json!({"username": "zoe", "password": PASSWORD});
        done(zoe.post("/api/auth/register", &account), 200);

        done(ana.post("/api/connections/requests", &json!({"username": "zoe"})), 201);
        let asked = zoe.list("/api/connections/requests/incoming");
        let accept = format!("/api/connections/requests/{}/accept", asked[0]["id"]);
        done(zoe.send("POST", &accept, ""), 201);
        let her = zoe.list("/api/auth/me")["id"].clone();

        let calendar = made(ana.post("/api/calendars", &json!({"name": "Both"})));
        let shared = format!("/api/shared-calendars/{calendar}");
        let all = json!({"user_id": her, "permission": "full_access"});
        done(ana.post(&format!("{shared}/members"), &all), 201);
        done(zoe.send("POST", &format!("{shared}/accept"), ""), 200);

        let project = made(ana.post("/api/projects", &json!({"name": "Boat"})));
        let editor = json!({"user_id": her, "role": "editor"});
        done(ana.post(&format!("/api/projects/{project}/members"), &editor), 201);

        let quiet = ["ben", "mia", "piet"].map(signed_in);
        Self { ana, zoe, quiet, calendar, project }
    }

    /// Reads everything that those have who do nothing.
    pub fn everything(&self, address: SocketAddr) -> Vec<Everything> {
        self.quiet
            .iter()
            .map(|person| {
                let mut person = person.clone();
                person.moved_to(address);
                let mut all: Everything =
                    paths().into_iter().map(|path| (path.clone(), person.list(&path))).collect();
                let projects = person.list("/api/projects");
                for project in projects.as_array().unwrap() {
                    for what in ["tasks", "members", "board"] {
                        let path = format!("/api/projects/{}/{what}", project["id"]);
                        let there = person.list(&path);
                        all.push((path, there));
                    }
                }
                all
            })
            .collect()
    }

    /// Checks that all of it is still there, at another address: whatever was in an answer is in it, and there
    /// may be more.
    pub fn assert_kept(&self, address: SocketAddr, before: &[Everything]) {
        for (person, all) in self.quiet.iter().zip(before) {
            let mut person = person.clone();
            person.moved_to(address);
            for (path, before) in all {
                let now = person.list(path);
                if let Some(lost) = lost(before, &now) {
                    panic!("{path} doesn't have {lost} any more: {now}");
                }
            }
        }
    }
}

/// Lists what is read of the household: what is fixed, and some months.
fn paths() -> Vec<String> {
    let mut all: Vec<_> = KEPT.iter().map(|path| (*path).to_owned()).collect();
    all.push(format!("/api/events?{}", months()));
    all
}

/// Writes the two months around now as parts of a query.
pub fn months() -> String {
    let day = |at: Timestamp| at.to_string()[..10].to_owned();
    let (now, month) = (SystemClock.now(), SignedDuration::from_hours(30 * 24));
    format!("start={}&end={}", day(now - month), day(now + month))
}

/// Finds what was there and isn't: a field of an object, or a row of a list.
fn lost(before: &Value, now: &Value) -> Option<String> {
    match (before, now) {
        // What wasn't said may be said now.
        (Value::Null, _) => None,
        (Value::Object(before), Value::Object(now)) => before.iter().find_map(|(name, value)| {
            let there = now.get(name).unwrap_or(&Value::Null);
            lost(value, there).map(|lost| format!("{name}: {lost}"))
        }),
        (Value::Array(before), Value::Array(now)) => before
            .iter()
            .find(|row| !now.iter().any(|other| lost(row, other).is_none()))
            .map(ToString::to_string),
        _ => (before != now).then(|| before.to_string()),
    }
}
