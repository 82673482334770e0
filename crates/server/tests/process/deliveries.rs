//! Deliveries while everything fails: servers that drop, delay and refuse, workers that are killed, a clock that is
//! set in both directions. Each item reaches its person, and alerts once.
#![expect(
    clippy::print_stdout,
    reason = "the seed and what was measured are shown when a test fails"
)]
#![expect(clippy::disallowed_methods, reason = "real time has to pass for real processes")]

pub mod database;

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use rustix::process::Signal;
use serde_json::json;

use umbra_domain::{Clock as _, SystemClock};

use self::database::Database;
use crate::dice::Dice;
use crate::http::Browser;
use crate::sink::Sink;
use crate::umbra::{Running, Umbra};

on_both! {
    each_item_alerts_once_though_servers_fail_workers_are_killed_and_the_clock_is_set
    what_comes_due_is_sent_within_two_seconds
    servers_that_do_not_answer_delay_nobody_else
    one_failing_topic_among_a_thousand_delays_nobody
    what_ends_while_a_worker_stops_is_written_down_at_once
}

/// How many people there are.
const PEOPLE: usize = 12;

/// How much each of them is told.
const EACH: usize = 160;

/// How many reminders of each come due meanwhile.
const REMINDERS: usize = 10;

/// How often a worker is killed.
const KILLS: usize = 10;

/// How long it may take until everything has arrived: what a killed worker held is free after 20 seconds,
/// its jobs after 30; a busy machine takes longer.
const PATIENCE: Duration = Duration::from_secs(180);

fn each_item_alerts_once_though_servers_fail_workers_are_killed_and_the_clock_is_set(
    umbra: &Umbra,
) {
    let seed = RandomState::new().build_hasher().finish();
    // Shown when the test fails.
    println!("seed: {seed:#018x}");
    let mut dice = Dice::new(seed);
    let sink = Sink::start(dice.next());
    let database = prepared(umbra);
    database.furnish(PEOPLE, EACH, REMINDERS);

    let clock = Clock::new(umbra);
    println!(
        "the clock is set {}",
        if clock.is_some() { "by libfaketime" } else { "as rows tell" }
    );
    let workers = if umbra.postgres_url().is_some() { 2 } else { 1 };
    let start = || {
        let mut settings = reaching(&sink);
        settings.extend(clock.iter().flat_map(Clock::settings));
        // Each by itself, however late the clock says that it is.
        settings.push(("UMBRA_DIGEST_AFTER_HOURS", "48".to_owned()));
        let settings: Vec<_> =
            settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        umbra.start(&["worker"], &settings)
    };
    let mut running: Vec<Running> = (0..workers).map(|_| start()).collect();
    for _ in 0..KILLS {
        thread::sleep(Duration::from_millis(200 + dice.below(1000)));
        let number = usize::try_from(dice.below(workers)).unwrap();
        let killed = std::mem::replace(&mut running[number], start());
        killed.signal(Signal::KILL);
        assert_eq!(killed.exit_code(), None);
        if dice.below(2) == 0 {
            // Up to eleven and a half hours in either direction, and in the end on time again. From one to the other is
            // less than a day: then what a server has refused all the time would be given up.
            let minutes = i64::try_from(dice.below(1380)).unwrap() - 690;
            match &clock {
                Some(clock) => clock.set(minutes * 60),
                None => database.shift(minutes),
            }
        }
    }
    if let Some(clock) = &clock {
        clock.set(0);
    }
    let expected = PEOPLE * (EACH + REMINDERS);
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE && database.count("deliveries WHERE state = 1") < expected {
        thread::sleep(Duration::from_millis(200));
    }
    let left = "deliveries WHERE next_at IS NOT NULL";
    println!("waited {:?} after the last kill", begun.elapsed());
    database.tell_what_waits();
    assert_eq!(database.count("deliveries WHERE state = 1"), expected, "sent");
    assert_eq!(database.count(left), 0, "waiting");
    for worker in running {
        worker.stop();
    }

    let published = sink.published();
    let names: Vec<_> = published.values().flat_map(|arrived| arrived.names.keys()).collect();
    let again: usize =
        published.values().flat_map(|arrived| arrived.names.values()).sum::<usize>() - names.len();
    println!("{} items, {again} published again under their names", published.len());
    assert_eq!(published.len(), expected, "each item arrived");
    let twice: Vec<_> = published.iter().filter(|(_, arrived)| arrived.names.len() > 1).collect();
    assert!(twice.is_empty(), "alerted more than once: {twice:?}");
    assert_eq!(names.len(), expected);
}

/// More calls than one process makes at once, to servers that don't answer.
const SILENT: usize = 40;

fn servers_that_do_not_answer_delay_nobody_else(umbra: &Umbra) {
    let database = prepared(umbra);
    // The last person's turn comes last.
    database.furnish(SILENT + 1, 8, 0);
    // The server of all others takes what is sent, and says nothing.
    let called = Arc::<OnceLock<SystemTime>>::default();
    let first = Arc::clone(&called);
    let silent = Sink::answering(move |_| {
        called.get_or_init(SystemTime::now);
        None
    });
    database.execute(&format!(
        "UPDATE settings SET ntfy_server_url = '{}' WHERE user_id <> {}",
        silent.url(),
        SILENT + 2
    ));
    let sink = Sink::perfect();
    let worker = started(umbra, &sink);
    let sent = format!("deliveries WHERE state = 1 AND user_id = {}", SILENT + 2);
    until(PATIENCE, || database.count(&sent) == 8);
    assert_eq!(database.count(&sent), 8);
    let last = sink.published().values().map(|arrived| arrived.at).max().unwrap();
    let took = last.duration_since(*first.get().unwrap()).unwrap_or_default();
    println!("the one who has a server that answers waited {took:?}");
    // A second and a look on an idle machine; each of the others is waited for ten.
    assert!(took < Duration::from_secs(9), "{took:?}");
    worker.signal(Signal::KILL);
}

fn one_failing_topic_among_a_thousand_delays_nobody(umbra: &Umbra) {
    let database = prepared(umbra);
    database.furnish(1000, 1, 0);
    let sink = Sink::failing(|topic| topic == "p500");
    let worker = started(umbra, &sink);
    let took = until(PATIENCE, || database.count("deliveries WHERE state = 1") >= 999);
    println!("a thousand topics took {took:?}");
    assert_eq!(database.count("deliveries WHERE state = 1"), 999);
    assert_eq!(database.count("deliveries WHERE state = 0 AND user_id = 500"), 1);
    assert!(took < Duration::from_secs(60), "{took:?}");
    worker.stop();
}

fn what_ends_while_a_worker_stops_is_written_down_at_once(umbra: &Umbra) {
    let database = prepared(umbra);
    database.furnish(2, 1, 0);
    // One is answered a moment after the worker began to stop, and the other one never.
    let (runs, stops) = mpsc::channel::<()>();
    let stops = Mutex::new(stops);
    let sink = Sink::answering(move |topic| {
        (topic == "p2").then(|| {
            let _ = stops.lock().unwrap().recv();
            500
        })
    });
    let worker = started(umbra, &sink);
    let claimed = "deliveries WHERE claim IS NOT NULL";
    until(PATIENCE, || database.count(claimed) == 2);
    assert_eq!(database.count(claimed), 2);
    worker.signal(Signal::TERM);
    worker.entry("stopping");
    drop(runs);
    // The other call takes ten seconds: until then its delivery is claimed.
    let alone = format!("deliveries WHERE state = 1 AND EXISTS (SELECT 1 FROM {claimed})");
    until(Duration::from_secs(30), || database.count(&alone) == 1);
    assert_eq!(database.count(&alone), 1);
    worker.signal(Signal::KILL);
}

/// Makes the database, and the first account.
fn prepared(umbra: &Umbra) -> Database {
    let server = umbra.serve(&[]);
    let mut ana = Browser::new(server.address("ready"));
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    server.stop();
    Database::of(umbra)
}

/// Gives the settings of a program that may call the sink.
pub fn reaching(sink: &Sink) -> Vec<(&'static str, String)> {
    vec![("UMBRA_OUTBOUND_ALLOW", "127.0.0.0/8".to_owned()), ("UMBRA_NTFY_URL", sink.url())]
}

fn started(umbra: &Umbra, sink: &Sink) -> Running {
    let settings = reaching(sink);
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let worker = umbra.start(&["worker"], &settings);
    worker.entry("working");
    worker
}

/// Waits until something is so, and tells how long that took.
fn until(patience: Duration, is_so: impl Fn() -> bool) -> Duration {
    let begun = Instant::now();
    while !is_so() && begun.elapsed() < patience {
        thread::sleep(Duration::from_millis(50));
    }
    begun.elapsed()
}

/// The clock of processes, which libfaketime sets while they run. Only their wall clock: real time passes at its
/// pace.
struct Clock {
    library: PathBuf,
    /// What it is told, read anew each second.
    file: PathBuf,
}

impl Clock {
    /// Finds the library, where Debian puts it; `.ci/run` installs it.
    fn new(umbra: &Umbra) -> Option<Self> {
        let folders = fs::read_dir("/usr/lib").ok()?.flatten();
        let mut found = folders.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
        let library = found.find(|file| file.is_file())?;
        let clock = Self { library, file: umbra.folder.path().join("clock") };
        clock.set(0);
        Some(clock)
    }

    fn settings(&self) -> [(&'static str, String); 4] {
        [
            ("LD_PRELOAD", self.library.display().to_string()),
            ("FAKETIME_TIMESTAMP_FILE", self.file.display().to_string()),
            ("FAKETIME_CACHE_DURATION", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
    }

    /// Sets it to so many seconds from now; the others see either that or what it was.
    fn set(&self, seconds: i64) {
        let written = self.file.with_extension("new");
        fs::write(&written, format!("{seconds:+}")).unwrap();
        fs::rename(written, &self.file).unwrap();
    }
}

fn what_comes_due_is_sent_within_two_seconds(umbra: &Umbra) {
    let sink = Sink::perfect();
    let settings = reaching(&sink);
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let server = umbra.serve(&settings);
    let mut ana = Browser::new(server.address("ready"));
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    Database::of(umbra).execute("UPDATE settings SET ntfy_enabled = TRUE, ntfy_topic = 'ana'");
    // The machine may be too busy for a while.
    let mut medians = (0..4).map(|round| median_lag(&mut ana, &sink, round));
    assert!(
        medians.any(|median| median < Duration::from_secs(2)),
        "none of four rounds was in time"
    );
    server.stop();
}

/// Lets seven reminders come due, and gives the median of the times until each was sent.
fn median_lag(ana: &mut Browser, sink: &Sink, round: u64) -> Duration {
    let now = SystemClock.now();
    let due = |n: u64| now + Duration::from_secs(2 + n);
    let title = |n: u64| format!("Number {n} of round {round}");
    for n in 0..7 {
        let reminder = json!({"title": title(n), "remind_at": due(n).to_string()});
        assert_eq!(ana.post("/api/reminders", &reminder).status, 201);
    }
    let lag = |n: u64| {
        let due = Timestamp::from_second(due(n).as_second()).unwrap();
        let arrived = sink.published().get(&title(n))?.at;
        Some(arrived.duration_since(due.into()).unwrap())
    };
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut lags: Vec<_> = (0..7).filter_map(lag).collect();
        if lags.len() == 7 {
            lags.sort();
            println!("from due to sent: {lags:?}");
            return lags[3];
        }
        assert!(Instant::now() < deadline, "seven came due, and were sent after {lags:?}");
        thread::sleep(Duration::from_millis(50));
    }
}
