//! The people of a world, and what is known of it.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{Client, Person, Reply, TestApp};

use super::model::{Model, OWN};
use crate::agenda::dice::Dice;

/// How many people live in a world.
const PEOPLE: usize = 5;

/// Words of which titles are made, to search for.
pub const WORDS: [&str; 3] = ["Apfel", "Birne", "Quitte"];

pub struct World {
    pub t: TestApp,
    pub dice: Dice,
    pub model: Model,
    pub people: Vec<Person>,
    pub admin: Person,
    /// The paths of things that were made, whether they are there yet or not.
    pub events: Vec<String>,
    pub tasks: Vec<String>,
    pub comments: Vec<String>,
    /// Things of people's own, each with whose it is.
    pub own: Vec<(usize, String)>,
    /// How many things were made.
    count: usize,
    number: u64,
}

/// Reads a list with a limit, following its pages.
pub async fn all_of(who: &Client, path: &str) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        assert!(all.len() < 2000, "the pages of {path} have no end");
        let page = who.get(path).await.assert_status(200);
        all.extend(page.json_as::<Vec<Value>>());
        next = page.next_page();
    }
    all
}

impl World {
    pub async fn begin(t: &TestApp, number: u64) -> Self {
        println!("world {number}: UMBRA_TEST_WORLDS={number} makes it again");
        let admin = t.admin().await;
        let mut world = Self {
            t: t.clone(),
            dice: Dice::seeded(number),
            model: Model::default(),
            people: Vec::new(),
            admin,
            events: Vec::new(),
            tasks: Vec::new(),
            comments: Vec::new(),
            own: Vec::new(),
            count: 0,
            number,
        };
        for _ in 0..PEOPLE {
            let person = world.newcomer().await;
            world.people.push(person);
        }
        for one in 0..PEOPLE {
            for other in 0..one {
                if world.dice.below(4) > 0 {
                    super::share::connect(&mut world, one, other).await;
                }
            }
        }
        world
    }

    /// Makes an account, with its default calendar.
    pub async fn newcomer(&mut self) -> Person {
        self.count += 1;
        let person = self.t.user(&format!("p{}x{}", self.number, self.count)).await;
        if self.dice.below(2) == 0 {
            let zone = self.dice.of(&["Europe/Berlin", "America/New_York", "Pacific/Auckland"]);
            let set = person.put("/api/settings", json!({"timezone": zone})).await;
            set.assert_status(200);
        }
        // Some are told on their phones, too: what waits to be sent is in the tables.
        if self.dice.below(2) == 0 {
            let sql = format!(
                "UPDATE settings SET ntfy_enabled = TRUE, ntfy_topic = 'umbra' WHERE user_id = {}",
                person.id
            );
            assert_eq!(self.t.execute(&sql).await, 1);
        }
        let calendars = all_of(&person, "/api/calendars").await;
        let own = [(person.id.0, OWN)];
        self.model.calendars.insert(calendars[0]["id"].as_i64().unwrap(), own.into());
        person
    }

    /// Returns a title that nothing else has, with a word to search for.
    pub fn title(&mut self) -> String {
        self.count += 1;
        format!("{} {}", self.dice.of(&WORDS), self.count)
    }

    /// Chooses a place of a list; `None` of an empty one.
    pub fn one_of<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        (!list.is_empty()).then(|| self.dice.of(list))
    }

    /// Chooses somebody.
    pub fn somebody(&mut self) -> usize {
        self.dice.below(self.people.len() as i64) as usize
    }

    /// Chooses somebody else.
    pub fn other(&mut self, than: usize) -> usize {
        let count = self.people.len();
        (than + 1 + self.dice.below(count as i64 - 1) as usize) % count
    }

    /// Finds somebody by their id.
    pub fn place_of(&self, who: i64) -> usize {
        self.people.iter().position(|one| one.id.0 == who).expect("somebody of this world")
    }

    /// Chooses somebody who may change something, or now and then anybody.
    pub fn writer(&mut self, members: &super::model::Members) -> usize {
        let may: Vec<_> =
            members.iter().filter(|(_, held)| **held >= 4).map(|(who, _)| *who).collect();
        match self.one_of(&may) {
            Some(who) if self.dice.below(6) > 0 => self.place_of(who),
            _ => self.somebody(),
        }
    }

    /// Sends what somebody does, which may be refused.
    pub async fn send(
        &self,
        who: usize,
        method: &str,
        path: impl AsRef<str>,
        body: Value,
    ) -> Reply {
        let (who, path) = (&self.people[who], path.as_ref());
        self.t.clock.advance(Duration::from_secs(180));
        let request = who.request(method, path, ());
        let request = if body.is_null() { request } else { request.json(&body) };
        let reply = request.await;
        println!("{} {method} {path} {body}: {}", who.username, reply.status());
        assert!(reply.status() < 500, "{reply:?}");
        reply
    }

    /// Lets some hours go by, in which reminders ring.
    pub async fn pass_time(&mut self) {
        let hours = self.dice.below(30);
        self.t.clock.advance(Duration::from_hours(hours as u64));
        self.t.fire_reminders().await;
        println!("{hours} hours pass");
    }

    /// Ends the world, so that nothing of it is in the next one.
    pub async fn end(self) {
        for person in &self.people {
            let gone = self.admin.delete(format!("/api/admin/users/{}", person.id)).await;
            gone.assert_status(204);
        }
    }
}
