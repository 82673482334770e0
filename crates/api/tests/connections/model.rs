//! Whatever four people do, in whatever order, leaves what a simple model says.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use serde_json::{Value, json};
use umbra_testkit::{Created, Person, TestApp, umbra_test};

use super::{
    BLOCKED, PATH, REQUESTS, accepting, asking, blocking, incoming, list, names, outgoing,
};

const NAMES: [&str; 4] = ["ana", "ben", "cleo", "dora"];

/// One who acts, and whom it is about.
type Pair = (usize, usize);

/// What there should be.
#[derive(Debug, Default)]
struct Model {
    /// Each pair twice, both ways.
    connected: BTreeSet<Pair>,
    /// Who asks whom, and whether that is seen.
    open: BTreeMap<Pair, bool>,
    /// Who has rejected whom, and whether that still counts.
    rejected: BTreeMap<Pair, bool>,
    blocked: BTreeSet<Pair>,
    /// Who shares a calendar with whom.
    shared: BTreeSet<Pair>,
}

impl Model {
    fn connect(&mut self, (one, other): Pair) {
        for pair in [(one, other), (other, one)] {
            self.connected.insert(pair);
            self.open.remove(&pair);
            self.rejected.remove(&pair);
        }
    }

    fn disconnect(&mut self, (one, other): Pair) -> bool {
        for pair in [(one, other), (other, one)] {
            self.shared.remove(&pair);
            self.connected.remove(&pair);
        }
        true
    }

    /// Applies an act, and returns the status of its answer.
    fn act(&mut self, act: Act, pair: Pair) -> u16 {
        let (one, other) = pair;
        let back = (other, one);
        let seen = self.open.get(&back) == Some(&true);
        match act {
            Act::Ask if self.connected.contains(&pair) || self.blocked.contains(&pair) => 409,
            Act::Ask => {
                if self.open.contains_key(&back) {
                    self.connect(pair);
                } else {
                    let rests = self.rejected.get(&back) == Some(&true);
                    self.open.insert(pair, !self.blocked.contains(&back) && !rests);
                }
                201
            }
            Act::Accept | Act::Reject if !seen => 404,
            Act::Accept => {
                self.connect(pair);
                201
            }
            Act::Reject => {
                self.open.insert(back, false);
                self.rejected.insert(pair, true);
                204
            }
            Act::Cancel => self.open.remove(&pair).map_or(404, |_| 204),
            Act::End if !self.connected.contains(&pair) => 404,
            Act::End => {
                self.disconnect(pair);
                204
            }
            Act::Block => {
                let known = seen
                    || self.connected.contains(&pair)
                    || self.rejected.contains_key(&pair)
                    || self.blocked.contains(&pair);
                if !known {
                    return 422;
                }
                self.disconnect(pair);
                self.blocked.insert(pair);
                self.open.remove(&pair);
                self.open.entry(back).and_modify(|seen| *seen = false);
                201
            }
            Act::Unblock => {
                if self.blocked.remove(&pair) {
                    204
                } else {
                    404
                }
            }
        }
    }

    fn of(&self, pairs: impl IntoIterator<Item = Pair>, who: usize) -> Vec<&'static str> {
        pairs.into_iter().filter(|pair| pair.0 == who).map(|pair| NAMES[pair.1]).collect()
    }
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Ask,
    Accept,
    Reject,
    Cancel,
    End,
    Block,
    Unblock,
}

/// A series of numbers, the same for the same seed (Knuth's MMIX generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }
}

/// Does the act over HTTP, and returns the status of its answer.
async fn act(people: &[Person], act: Act, (one, other): Pair) -> u16 {
    let (one, other) = (&people[one], &people[other]);
    let id = |list: Vec<Value>, who: &Person| {
        let found = list.iter().find(|row| row["username"] == *who.username);
        // Where there is none, of nothing.
        found.map_or(i64::MAX, |row| row["id"].as_i64().unwrap())
    };
    let reply = match act {
        Act::Ask => asking(one, &other.username).await,
        // Also of requests that are there and aren't seen.
        Act::Accept => accepting(one, id(outgoing(other).await, one)).await,
        Act::Reject => {
            let id = id(outgoing(other).await, one);
            one.post(format!("{REQUESTS}/{id}/reject"), ()).await
        }
        Act::Cancel => one.delete(format!("{REQUESTS}/{}", id(outgoing(one).await, other))).await,
        Act::End => one.delete(format!("{PATH}/{}", id(list(one, PATH).await, other))).await,
        Act::Block => blocking(one, other).await,
        Act::Unblock => one.delete(format!("{BLOCKED}/{}", other.id)).await,
    };
    reply.status()
}

async fn check(model: &Model, people: &[Person], history: &[String]) {
    let said = history.join("\n");
    for (who, person) in people.iter().enumerate() {
        let rows = list(person, PATH).await;
        assert_eq!(names(&rows), model.of(model.connected.iter().copied(), who), "{said}");
        let rows = list(person, BLOCKED).await;
        assert_eq!(names(&rows), model.of(model.blocked.iter().copied(), who), "{said}");
        let rows = outgoing(person).await;
        let mut seen = names(&rows);
        seen.sort_unstable();
        assert_eq!(seen, model.of(model.open.keys().copied(), who), "{said}");
        let rows = incoming(person).await;
        let mut seen = names(&rows);
        seen.sort_unstable();
        let delivered = model.open.iter().filter(|(_, seen)| **seen);
        // By who sent it.
        let mut senders: Vec<_> = delivered.map(|(pair, _)| (pair.1, pair.0)).collect();
        senders.sort_unstable();
        assert_eq!(seen, model.of(senders, who), "{said}");
        let rows: Vec<Value> = person.get("/api/calendars").await.assert_status(200).json_as();
        let mut seen: Vec<_> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
        seen.retain(|name| NAMES.contains(name) && *name != person.username);
        seen.sort_unstable();
        let mut owners: Vec<_> = model.shared.iter().map(|pair| (pair.1, pair.0)).collect();
        owners.sort_unstable();
        assert_eq!(seen, model.of(owners, who), "{said}");
    }
}

async fn share(t: &TestApp, calendar: &Created, who: &Person) {
    let sql = format!(
        "INSERT INTO calendar_members (calendar_id, user_id, held) VALUES ({}, {}, 4) \
         ON CONFLICT (calendar_id, user_id) DO NOTHING",
        calendar.id, who.id
    );
    t.execute(&sql).await;
}

async fn live(t: &TestApp, seed: u64) {
    let (mut chance, mut model, mut history) = (Chance(seed), Model::default(), Vec::new());
    let names = NAMES.map(|name| name.to_owned());
    let mut people = Vec::new();
    for name in &names {
        people.push(t.user(name).await);
    }
    let mut calendars = Vec::new();
    for person in &people {
        calendars.push(person.calendar(&person.username).create().await);
    }
    // What happens most often comes several times.
    const ACTS: [Act; 11] = {
        use Act::{Accept, Ask, Block, Cancel, End, Reject, Unblock};
        [Ask, Ask, Ask, Accept, Accept, Reject, Reject, Cancel, End, Block, Unblock]
    };
    for _ in 0..60 {
        let one = chance.below(4);
        let pair = (one, (one + 1 + chance.below(3)) % 4);
        t.clock.advance(Duration::from_secs(180));
        if chance.below(25) == 0 {
            history.push("31 days".to_owned());
            t.clock.advance(Duration::from_hours(31 * 24));
            model.rejected.values_mut().for_each(|counts| *counts = false);
            people.clear();
            for name in &names {
                people.push(t.user(name).await);
            }
        }
        if model.connected.contains(&pair) && chance.below(2) == 0 {
            history.push(format!("{} shares with {}", NAMES[pair.0], NAMES[pair.1]));
            share(t, &calendars[pair.0], &people[pair.1]).await;
            model.shared.insert(pair);
            continue;
        }
        let what = ACTS[chance.below(ACTS.len())];
        history.push(format!("{} {what:?} {}", NAMES[pair.0], NAMES[pair.1]));
        let status = act(&people, what, pair).await;
        assert_eq!(status, model.act(what, pair), "seed {seed}\n{}", history.join("\n"));
        check(&model, &people, &history).await;
    }
    // Whoever is blocked or connected, nobody is both.
    assert!(model.blocked.is_disjoint(&model.connected), "{}", json!(history));
}

#[umbra_test]
async fn whatever_four_people_do_leaves_what_a_model_says_1(t: TestApp) {
    live(&t, 1).await;
}

#[umbra_test]
async fn whatever_four_people_do_leaves_what_a_model_says_2(t: TestApp) {
    live(&t, 20_260_302).await;
}

#[umbra_test]
async fn whatever_four_people_do_leaves_what_a_model_says_3(t: TestApp) {
    live(&t, 0x00c0_ffee).await;
}
