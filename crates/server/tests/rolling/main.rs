//! An older program and this one side by side on one database, while people work: how several processes are
//! replaced one by one (docs/upgrade.md).
//!
//! It takes an older program, so it isn't among the tests that run by themselves: `cargo xtask upgrade`
//! builds one and runs it.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "real time has to pass for real processes")]

#[path = "../process/dice.rs"]
mod dice;
mod household;
#[path = "../process/http.rs"]
#[expect(dead_code, reason = "what others need of it")]
mod http;
mod load;
#[path = "../process/postgres.rs"]
#[expect(dead_code, reason = "what others need of it")]
mod postgres;
mod processes;
#[path = "../process/sink.rs"]
#[expect(dead_code, reason = "what others need of it")]
mod sink;
#[path = "../process/umbra.rs"]
#[expect(dead_code, reason = "what others need of it")]
mod umbra;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use umbra_domain::{Clock as _, SystemClock};

use crate::household::{Household, done};
use crate::load::{Kept, Stage};
use crate::processes::{Database, Log, Processes, older};
use crate::sink::Sink;
use crate::umbra::Umbra;

/// Rounds that come to pass before something happens.
const ROUNDS: usize = 24;

/// How long it may take until what is due was told and sent.
const PATIENCE: Duration = Duration::from_secs(60);

/// An installation whose processes are replaced.
struct Installation {
    umbra: Umbra,
    /// The older ones first.
    processes: Vec<Processes>,
    /// Of those that have ended.
    logs: Vec<Log>,
    /// What phones reach.
    sink: Sink,
}

#[test]
fn people_notice_nothing_while_processes_are_replaced_on_postgres() {
    let umbra = Umbra::on_postgres();
    let password = seed(&umbra);
    tell_what_is_pending(&umbra);
    let old = Processes::start(&umbra, older());
    println!("the older version is at {}", old.address);
    let household = Household::move_in(old.address, &password);
    let before = household.everything(old.address);
    let stage = Stage::on(old.address);
    let database = Database::of(&umbra);
    let sink = Sink::perfect();
    let mut all = Installation { umbra, processes: vec![old], logs: Vec::new(), sink };
    let lived = catch_unwind(AssertUnwindSafe(|| {
        let kept = thread::scope(|scope| {
            let people = load::begin(scope, &household, &stage);
            let replaced = catch_unwind(AssertUnwindSafe(|| all.replace(&household, &stage)));
            stage.end();
            // What somebody saw comes before what followed from it.
            let kept = load::join(people);
            replaced.unwrap_or_else(|panic| resume_unwind(panic));
            kept
        });
        let new = all.processes[0].address;
        kept.assert_there(new, &household);
        household.assert_kept(new, &before);
        wait_for_the_rest(&database, &kept);
        kept
    }));
    let logs = all.end();
    let kept = lived.unwrap_or_else(|panic| resume_unwind(panic));
    assert_told_once(&database, &logs, &kept);
    assert_on_phones(&all.sink, &kept);
    // Older programs met what may be of a kind that they don't know.
    let due = "SELECT COUNT(*) FROM notifications WHERE notice = 'todo-due'";
    assert!(database.number(due) > 0, "nobody was told of what is due");
    let errors: Vec<_> = logs.iter().flat_map(Log::errors).collect();
    assert!(errors.is_empty(), "processes logged errors: {errors:#?}");
    println!("{} requests, of which each did what it should", kept.answers);
    println!("whoever read waited {:?} at most", kept.longest);
}

/// Fills the database with the older program's demo household, and gives their password.
fn seed(umbra: &Umbra) -> String {
    let seeded = umbra.program(older(), &["seed", "--demo"]).output().unwrap();
    let told = umbra::printed(&seeded);
    let said = umbra::said(&seeded);
    assert!(seeded.status.success(), "the older version makes no demo household: {told}{said}");
    let password = told.split('"').nth(1);
    password.unwrap_or_else(|| panic!("the older version tells no password: {told}")).to_owned()
}

fn tell_what_is_pending(umbra: &Umbra) {
    let listed = umbra.done(&["migrate", "status"]);
    let names: Vec<_> = listed.lines().filter_map(|line| line.strip_prefix("pending  ")).collect();
    println!("{} migrations are newer: {}", names.len(), names.join(", "));
}

impl Installation {
    /// Puts new processes beside the old ones, which migrates, and takes the old ones away.
    fn replace(&mut self, household: &Household, stage: &Stage) {
        stage.go_on(ROUNDS);
        let began = Instant::now();
        self.processes.push(Processes::start(&self.umbra, Path::new(env!("CARGO_BIN_EXE_umbra"))));
        let [old, new] = [0, 1].map(|which| self.processes[which].address);
        println!("the newer version is at {new}, ready after {:?}", began.elapsed());
        stage.move_to(&[old, new]);
        stage.go_on(2 * ROUNDS);

        let mut ana = household.ana.clone();
        ana.moved_to(new);
        // From now on she is told of what is due at this time of day, too.
        let phone = json!({
            "ntfy_server_url": self.sink.url(), "ntfy_topic": "ana", "ntfy_enabled": true,
            "timezone": "UTC", "daily_notice_time": &SystemClock.now().to_string()[11..16],
        });
        done(ana.send("PUT", "/api/settings", &phone.to_string()), 200);
        stage.has_phone();
        stage.go_on(2 * ROUNDS);

        stage.move_to(&[new]);
        self.logs.push(self.processes.remove(0).end());
        stage.go_on(ROUNDS);
    }

    /// Ends what still runs, and gives what all of them logged.
    fn end(&mut self) -> Vec<Log> {
        self.logs.extend(self.processes.drain(..).map(Processes::end));
        self.logs.iter().for_each(Log::show);
        std::mem::take(&mut self.logs)
    }
}

fn ids(kept: &Kept) -> String {
    let ids: Vec<_> = kept.reminders.iter().map(|reminder| reminder.id.to_string()).collect();
    ids.join(", ")
}

/// Waits until all reminders have been told of, and whatever follows is done.
fn wait_for_the_rest(database: &Database, kept: &Kept) {
    let reminders = format!(
        "FROM reminders r WHERE r.id IN ({}) \
         AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.reminder_id = r.id)",
        ids(kept)
    );
    let all = [
        ("reminders that nobody was told of", reminders.as_str()),
        ("facts of which no jobs were made", "FROM outbox"),
        ("jobs that weren't done", "FROM apalis.jobs WHERE status <> 'Done'"),
        ("messages that weren't sent", "FROM deliveries WHERE next_at IS NOT NULL AND state = 0"),
    ];
    let began = Instant::now();
    for (what, rows) in all {
        loop {
            let left = database.number(&format!("SELECT COUNT(*) {rows}"));
            if left == 0 {
                break;
            }
            assert!(began.elapsed() < PATIENCE, "after {PATIENCE:?} there are {left} {what}");
            thread::sleep(Duration::from_millis(100));
        }
    }
}

/// Checks that each reminder was told of once, by the logs and in the app.
fn assert_told_once(database: &Database, logs: &[Log], kept: &Kept) {
    let mut told = BTreeMap::<_, usize>::new();
    for log in logs {
        let entries = log.entries("a reminder is due");
        let all: Vec<_> = entries.map(|entry| entry["reminder"].as_i64().unwrap()).collect();
        println!("workers of a version told of {} reminders", all.len());
        all.into_iter().for_each(|id| *told.entry(id).or_default() += 1);
    }
    for reminder in &kept.reminders {
        let times = told.get(&reminder.id).copied().unwrap_or_default();
        assert_eq!(times, 1, "how often workers told of \"{}\", by their logs", reminder.title);
    }
    let in_app = format!("SELECT COUNT(*) FROM notifications WHERE reminder_id IN ({})", ids(kept));
    let all = i64::try_from(kept.reminders.len()).unwrap();
    assert_eq!(database.number(&in_app), all, "notifications of {all} reminders");
}

/// Checks that each reminder that Ana had since she has a phone was published once, and nothing twice.
fn assert_on_phones(sink: &Sink, kept: &Kept) {
    let published = sink.published();
    for (title, arrived) in &published {
        let names = &arrived.names;
        assert_eq!(names.values().collect::<Vec<_>>(), [&1], "\"{title}\" on the phone: {names:?}");
    }
    let wanted: Vec<_> = kept.reminders.iter().filter(|reminder| reminder.on_phone).collect();
    assert!(!wanted.is_empty(), "no reminder was made since there was a phone");
    for reminder in wanted {
        let is_there = published.contains_key(&reminder.title);
        assert!(is_there, "\"{}\" isn't on the phone", reminder.title);
    }
}
