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
    assert!(errors.is_empty(), "{errors:#?}");
    println!("{} requests, of which each did what it should", kept.answers);
}

/// Fills the database with the older program's demo household, and gives their password.
fn seed(umbra: &Umbra) -> String {
    let seeded = umbra.program(older(), &["seed", "--demo"]).output().unwrap();
    let told = umbra::printed(&seeded);
    assert!(seeded.status.success(), "{told}{}", umbra::said(&seeded));
    told.split('"').nth(1).unwrap().to_owned()
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
        println!("the new processes were ready after {:?}", began.elapsed());
        let [old, new] = [0, 1].map(|which| self.processes[which].address);
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
    let left = format!(
        "SELECT (SELECT COUNT(*) FROM reminders r WHERE r.id IN ({}) \
         AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.reminder_id = r.id)) \
         + (SELECT COUNT(*) FROM outbox) \
         + (SELECT COUNT(*) FROM apalis.jobs WHERE status <> 'Done') \
         + (SELECT COUNT(*) FROM deliveries WHERE next_at IS NOT NULL AND state = 0)",
        ids(kept)
    );
    let began = Instant::now();
    while database.number(&left) > 0 {
        let left = database.number(&left);
        assert!(
            began.elapsed() < PATIENCE,
            "{left} reminders, facts, jobs and deliveries are left"
        );
        thread::sleep(Duration::from_millis(100));
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
        assert_eq!(told.get(&reminder.id), Some(&1), "{}", reminder.title);
    }
    let in_app = format!("SELECT COUNT(*) FROM notifications WHERE reminder_id IN ({})", ids(kept));
    assert_eq!(database.number(&in_app), i64::try_from(kept.reminders.len()).unwrap());
}

/// Checks that each reminder that Ana had since she has a phone was published once, and nothing twice.
fn assert_on_phones(sink: &Sink, kept: &Kept) {
    let published = sink.published();
    for (title, arrived) in &published {
        assert_eq!(arrived.names.values().collect::<Vec<_>>(), [&1], "{title}");
    }
    let wanted: Vec<_> = kept.reminders.iter().filter(|reminder| reminder.on_phone).collect();
    assert!(!wanted.is_empty());
    for reminder in wanted {
        assert!(published.contains_key(&reminder.title), "{} isn't on the phone", reminder.title);
    }
}
