//! What people do while processes are replaced. Each request goes to one process and the next about the same thing
//! to another, as through a proxy.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{PoisonError, RwLock};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use umbra_domain::{Clock as _, SystemClock};

use crate::household::{Household, done, months};
use crate::http::Browser;

/// How many write at the same time, half of them as Ana and half as Zoe.
const WRITERS: usize = 4;

/// What is read again and again.
const READ: [&str; 18] = [
    "/api/auth/status",
    "/api/dashboard",
    "/api/upcoming",
    "/api/events",
    "/api/todos",
    "/api/calendars",
    "/api/shared-calendars",
    "/api/projects",
    "/api/people",
    "/api/locations",
    "/api/event-templates",
    "/api/reminders",
    "/api/reminders/due",
    "/api/notifications",
    "/api/notifications/unread-count",
    "/api/connections",
    "/api/settings",
    "/health/ready",
];

/// Which processes people reach, and how far they have come.
pub struct Stage {
    serving: RwLock<Vec<SocketAddr>>,
    /// Rounds of those who write.
    rounds: AtomicUsize,
    over: AtomicBool,
    has_phone: AtomicBool,
}

/// A process, and the one for what follows.
type Places = [SocketAddr; 2];

impl Stage {
    /// Lets people reach one process.
    pub fn on(address: SocketAddr) -> Self {
        Self {
            serving: RwLock::new(vec![address]),
            rounds: AtomicUsize::new(0),
            over: AtomicBool::new(false),
            has_phone: AtomicBool::new(false),
        }
    }

    /// Lets people reach these from now on. Nobody waits for an answer of another one any more.
    pub fn move_to(&self, addresses: &[SocketAddr]) {
        *self.serving.write().unwrap_or_else(PoisonError::into_inner) = addresses.to_vec();
    }

    /// Says that what Ana is told from now on reaches a phone.
    pub fn has_phone(&self) {
        self.has_phone.store(true, Relaxed);
    }

    /// Waits for so many more rounds.
    pub fn go_on(&self, rounds: usize) {
        let goal = self.rounds.load(Relaxed) + rounds;
        while self.rounds.load(Relaxed) < goal {
            assert!(!self.over.load(Relaxed), "somebody gave up");
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn end(&self) {
        self.over.store(true, Relaxed);
    }

    /// Lets somebody act again and again, until the end or until they fail.
    fn act(&self, mut act: impl FnMut(usize, Places)) {
        // Nobody goes on when somebody fails.
        let _end = EndsWith(self);
        for number in 0.. {
            if self.over.load(Relaxed) {
                break;
            }
            let serving = self.serving.read().unwrap_or_else(PoisonError::into_inner);
            act(number, [number, number + 1].map(|turn| serving[turn % serving.len()]));
        }
    }
}

struct EndsWith<'a>(&'a Stage);

impl Drop for EndsWith<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// A reminder that was to ring at once.
pub struct Reminder {
    pub id: i64,
    pub title: String,
    /// Whether it reaches a phone.
    pub on_phone: bool,
}

/// What was acknowledged.
#[derive(Default)]
pub struct Kept {
    /// Paths, and the texts that are there.
    texts: Vec<(String, String)>,
    pub reminders: Vec<Reminder>,
    /// How much was read and made.
    pub answers: usize,
    /// How long somebody who reads waited at most.
    pub longest: Duration,
}

impl Kept {
    fn add(&mut self, other: Self) {
        self.texts.extend(other.texts);
        self.reminders.extend(other.reminders);
        self.answers += other.answers;
        self.longest = self.longest.max(other.longest);
    }

    /// Checks that all that Ana and Zoe wrote in what they share, and each for themselves, is there.
    pub fn assert_there(&self, address: SocketAddr, household: &Household) {
        let mut people = [household.ana.clone(), household.zoe.clone()];
        people.iter_mut().for_each(|person| person.moved_to(address));
        for (path, text) in &self.texts {
            let found = people.iter_mut().map(|person| person.get(path));
            let found: Vec<_> = found.filter(|answer| answer.status == 200).collect();
            let is_there = found.iter().any(|answer| answer.body.to_string().contains(text));
            assert!(is_there, "{path} with {text} is lost: {found:?}");
        }
    }
}

/// Lets everybody begin; what they kept is known when they have ended.
pub fn begin<'scope>(
    scope: &'scope Scope<'scope, '_>,
    household: &'scope Household,
    stage: &'scope Stage,
) -> Vec<ScopedJoinHandle<'scope, Kept>> {
    let people = [&household.ana, &household.zoe];
    let writers = (0..WRITERS).map(|writer| {
        let mut writer = Writer {
            person: people[writer % 2].clone(),
            is_ana: writer % 2 == 0,
            name: writer.to_string(),
            household,
            made: 0,
            kept: Kept::default(),
        };
        scope.spawn(move || {
            stage.act(|number, places| {
                writer.round(number, places, stage.has_phone.load(Relaxed));
                stage.rounds.fetch_add(1, Relaxed);
            });
            writer.kept
        })
    });
    let readers = people.map(|person| {
        let mut person = person.clone();
        scope.spawn(move || {
            let mut kept = Kept::default();
            stage.act(|_, [here, _]| read(&mut person, household.project, here, &mut kept));
            kept
        })
    });
    writers.chain(readers).collect()
}

/// Waits for everybody, and puts together what they kept.
///
/// # Panics
/// With what somebody saw first.
pub fn join(people: Vec<ScopedJoinHandle<'_, Kept>>) -> Kept {
    let mut all = Kept::default();
    for kept in people.into_iter().map(ScopedJoinHandle::join) {
        all.add(kept.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
    }
    all
}

/// Reads what somebody has, and counts it.
fn read(person: &mut Browser, project: i64, here: SocketAddr, kept: &mut Kept) {
    person.moved_to(here);
    let more = ["tasks", "board", "members"].map(|what| format!("/api/projects/{project}/{what}"));
    let agenda = format!("/api/agenda?{}", months());
    let all = READ.iter().map(|path| (*path).to_owned()).chain(more).chain([agenda]);
    for path in all {
        let began = Instant::now();
        person.list(&path);
        kept.answers += 1;
        kept.longest = kept.longest.max(began.elapsed());
    }
}

/// Somebody who writes.
struct Writer<'a> {
    person: Browser,
    is_ana: bool,
    name: String,
    household: &'a Household,
    /// How much they have made.
    made: usize,
    kept: Kept,
}

impl Writer<'_> {
    fn at(&mut self, address: SocketAddr) -> &mut Browser {
        self.kept.answers += 1;
        self.person.moved_to(address);
        &mut self.person
    }

    /// Makes something, and sends it again to the other process, as who got no answer does.
    fn make(&mut self, path: &str, body: &Value, [here, there]: Places) -> i64 {
        self.made += 1;
        let key = format!("{}-{}", self.name, self.made);
        self.person.set_header("Idempotency-Key", &key);
        let [first, again] = [here, there].map(|place| {
            let answer = self.at(place).post(path, body);
            assert_eq!(answer.status, 201, "POST {path} at {place}: {answer:?}");
            answer.body
        });
        assert_eq!(first, again, "POST {path} at {here} and, with the same key, at {there}");
        first["id"].as_i64().unwrap_or_else(|| panic!("POST {path} gave no id: {first}"))
    }

    /// Changes something.
    fn change(&mut self, method: &str, path: &str, body: &Value, place: SocketAddr) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.at(place).send(method, path, &body);
        assert_eq!(answer.status, 200, "{method} {path} at {place}: {answer:?}");
        answer.body
    }

    /// Reads something, which has to have a text.
    fn sees(&mut self, path: String, text: &str, place: SocketAddr) {
        let seen = self.at(place).list(&path);
        assert!(seen.to_string().contains(text), "{path} at {place} has no {text}: {seen}");
        self.kept.texts.push((path, text.to_owned()));
    }

    fn round(&mut self, number: usize, places: Places, has_phone: bool) {
        let name = format!("{number} of {}", self.name);
        self.todo(&name, places);
        self.event(&name, places);
        self.task(&name, places);
        self.reminder(&name, places, has_phone);
        if number.is_multiple_of(4) {
            self.sign_in(places);
        }
    }

    fn todo(&mut self, name: &str, places @ [here, there]: Places) {
        let today = SystemClock.now().to_string()[..10].to_owned();
        let open = json!({"title": format!("Open {name}."), "due_date": today});
        self.make("/api/todos", &open, places);
        let title = format!("Todo {name}.");
        let todo = json!({"title": title, "due_date": today});
        let path = format!("/api/todos/{}", self.make("/api/todos", &todo, places));
        self.sees(path.clone(), &title, there);
        self.change("PATCH", &format!("{path}/toggle"), &Value::Null, there);
        assert_eq!(self.at(here).list(&path)["completed"], true, "{path}");

        let short = self.make("/api/todos", &json!({"title": "Short"}), places);
        let short = format!("/api/todos/{short}");
        let gone = self.at(there).send("DELETE", &short, "").status;
        assert_eq!(gone, 204, "DELETE {short} at {there}");
        assert_eq!(self.at(here).get(&short).status, 404, "{short} at {here}, deleted at {there}");
    }

    fn event(&mut self, name: &str, places @ [here, there]: Places) {
        let title = format!("Event {name}.");
        let series = json!({
            "title": title, "start": "2040-01-02T18:00:00Z", "timezone": "UTC",
            "recurrence_rule": "FREQ=WEEKLY;COUNT=5", "reminders": [10],
            "calendar_id": self.household.calendar,
        });
        let path = format!("/api/events/{}", self.make("/api/events", &series, places));
        self.sees(path.clone(), &title, there);
        let (at, moved) = ("recurrence_id=2040-01-09T18:00:00", format!("Moved {name}."));
        let change = json!({"title": moved, "start": "2040-01-10T18:00:00Z", "end": null});
        self.change("PUT", &format!("{path}?scope=this&{at}"), &change, there);
        self.sees(format!("{path}?{at}"), &moved, here);
        // Each of them has it as they like.
        let all = format!("{path}?scope=all");
        self.change("PUT", &all, &json!({"is_starred": true, "reminders": [5]}), here);
        assert_eq!(self.at(there).list(&path)["is_starred"], true, "{path}");
    }

    fn task(&mut self, name: &str, places @ [here, there]: Places) {
        let title = format!("Task {name}.");
        let tasks = format!("/api/projects/{}/tasks", self.household.project);
        let task = format!("{tasks}/{}", self.make(&tasks, &json!({"title": title}), places));
        self.sees(task.clone(), &title, there);
        self.change("PATCH", &task, &json!({"status": "done"}), there);
        let word = format!("Comment {name}.");
        let comments = format!("{task}/comments");
        self.make(&comments, &json!({"content": word}), places);
        self.sees(comments, &word, here);
    }

    fn reminder(&mut self, name: &str, places: Places, has_phone: bool) {
        let title = format!("Reminder {name}.");
        let soon = (SystemClock.now() + Duration::from_secs(1)).to_string();
        let reminder = json!({"title": title, "remind_at": soon});
        let id = self.make("/api/reminders", &reminder, places);
        self.sees(format!("/api/reminders/{id}"), &title, places[1]);
        self.kept.reminders.push(Reminder { id, title, on_phone: has_phone && self.is_ana });
    }

    /// Signs in at one process, and goes on at another one.
    fn sign_in(&mut self, [here, there]: Places) {
        let mut browser = Browser::new(here);
        done(browser.sign_in("zoe", crate::household::PASSWORD), 200);
        browser.moved_to(there);
        browser.list("/api/todos");
        self.kept.answers += 2;
    }
}
