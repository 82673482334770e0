//! Three API processes and two workers behind nginx, with nothing shared but a PostgreSQL database.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use sea_orm::sqlx::{AssertSqlSafe, Connection, PgConnection, query_scalar};
use serde_json::json;
use umbra_testkit_postgres::free_address;

use crate::http::{Answer, Browser};
use crate::nginx::Nginx;
use crate::postgres::block_on;
use crate::umbra::{Running, Umbra};

/// API processes.
const APIS: usize = 3;

/// How many write at the same time, each a todo after the other: half of them with a key for each, and
/// half without.
const WRITERS: usize = 4;

/// How many read at the same time.
const READERS: usize = 2;

/// How often something is killed, or restarted.
const ROUNDS: usize = 9;

/// Todos that are made between two of these.
const BETWEEN: usize = 12;

/// How long jobs may take after a worker was killed: until others see that it is gone.
const PATIENCE: Duration = Duration::from_secs(90);

/// The processes of one installation.
struct World {
    umbra: Umbra,
    addresses: Vec<SocketAddr>,
    /// `None` while one is away.
    apis: Vec<Option<Running>>,
    workers: Vec<Running>,
    nginx: Nginx,
}

/// What people did and saw.
#[derive(Default)]
struct Seen {
    over: AtomicBool,
    /// Todos that were acknowledged.
    made: AtomicUsize,
    /// Requests without a key that failed: whether these were made nobody knows.
    failed: AtomicUsize,
}

impl World {
    fn start() -> Option<Self> {
        let umbra = Umbra::on_postgres();
        let addresses: Vec<_> = (0..APIS).map(|_| free_address().unwrap()).collect();
        let nginx = Nginx::before(&addresses)?;
        let apis: Vec<_> = addresses.iter().map(|address| Some(serve(&umbra, *address))).collect();
        let workers = vec![work(&umbra), work(&umbra)];
        for api in apis.iter().flatten() {
            api.entry("ready");
        }
        Some(Self { umbra, addresses, apis, workers, nginx })
    }

    fn kill_api(&mut self, which: usize) {
        kill(self.apis[which].take().unwrap());
    }

    fn stop_api(&mut self, which: usize) {
        let told = self.apis[which].take().unwrap().stop();
        assert_eq!(told.last().unwrap(), "stopped", "{told:#?}");
    }

    fn start_api(&mut self, which: usize) {
        let api = serve(&self.umbra, self.addresses[which]);
        api.entry("ready");
        self.apis[which] = Some(api);
    }

    fn restart_worker(&mut self, which: usize) {
        kill(self.workers.remove(which));
        self.workers.push(work(&self.umbra));
    }

    /// Reads one number from the database, behind everybody's back.
    fn number(&self, sql: &str) -> i64 {
        let (url, sql) = (self.umbra.postgres_url().unwrap(), AssertSqlSafe(sql.to_owned()));
        block_on(async {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        })
    }

    /// Waits until workers have done everything.
    #[expect(clippy::disallowed_methods, reason = "no event to wait for; bounded by a deadline")]
    fn settle(&self) {
        let left = "SELECT (SELECT count(*) FROM outbox) \
                    + (SELECT count(*) FROM apalis.jobs WHERE status <> 'Done')";
        let deadline = Instant::now() + PATIENCE;
        while self.number(left) > 0 {
            assert!(Instant::now() < deadline, "{} facts and jobs are left", self.number(left));
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn stop(self) {
        drop(self.nginx);
        for running in self.apis.into_iter().flatten().chain(self.workers) {
            assert_eq!(running.stop().last().unwrap(), "stopped");
        }
    }
}

fn kill(running: Running) {
    running.signal(Signal::KILL);
    assert_eq!(running.exit_code(), None);
}

fn serve(umbra: &Umbra, address: SocketAddr) -> Running {
    let settings = [
        ("UMBRA_LISTEN", &*address.to_string()),
        ("UMBRA_TRUSTED_PROXIES", "127.0.0.1"),
        ("UMBRA_RATE_AUTH_PER_MINUTE", "1000000"),
        // Nobody's session ends because somebody signs in so often.
        ("UMBRA_SESSION_LIMIT", "1000"),
        // Many processes on one small server.
        ("UMBRA_DATABASE_MAX_CONNECTIONS", "4"),
        ("UMBRA_LOG", "warn,umbra_server=info,audit=info"),
    ];
    umbra.start(&["serve", "--no-workers"], &settings)
}

fn work(umbra: &Umbra) -> Running {
    umbra.start(&["worker"], &[("UMBRA_DATABASE_MAX_CONNECTIONS", "4")])
}

/// Makes todos until it is over, and gives the titles of those that were acknowledged.
#[expect(clippy::disallowed_methods, reason = "a client waits before it asks again")]
fn write(mut browser: Browser, writer: usize, seen: &Seen) -> Vec<String> {
    let has_keys = writer.is_multiple_of(2);
    let mut titles = Vec::new();
    for number in 0.. {
        if seen.over.load(Relaxed) {
            break;
        }
        let title = format!("Todo {number} of {writer}");
        if has_keys {
            browser.set_header("Idempotency-Key", &title.replace(' ', "-"));
        }
        let mut answer = browser.try_post("/api/todos", &json!({"title": title}));
        let in_flight = |answer: &Answer| answer.body["code"] == "idempotency_key_in_flight";
        // The process that was killed has its key until the database notices: whoever sends one asks again.
        for _ in 0..600 {
            if !answer.as_ref().is_some_and(in_flight) {
                break;
            }
            thread::sleep(Duration::from_millis(50));
            answer = browser.try_post("/api/todos", &json!({"title": title}));
        }
        if answer.as_ref().is_some_and(|answer| answer.status == 201) {
            titles.push(title);
            seen.made.fetch_add(1, Relaxed);
        } else {
            assert!(answer.as_ref().is_some_and(went_away), "{answer:?}");
            assert!(!has_keys, "{title}, which has a key: {answer:?}");
            seen.failed.fetch_add(1, Relaxed);
        }
    }
    titles
}

/// nginx's word for a process that went away with the request: no process says that it can't reach the
/// database.
fn went_away(answer: &Answer) -> bool {
    answer.status == 503 && answer.body["code"] == "saturated"
}

/// Reads until it is over: nginx asks another process where one went away.
fn read(mut browser: Browser, seen: &Seen) -> usize {
    let mut answered = 0;
    while !seen.over.load(Relaxed) {
        browser.list("/api/todos");
        answered += 1;
    }
    answered
}

/// Signs in again and again, each time with an entry in the audit log and so a job.
fn visit(address: SocketAddr, seen: &Seen) -> i64 {
    let mut visits = 0;
    while !seen.over.load(Relaxed) {
        let answer = Browser::new(address).sign_in("ana", "correct horse battery");
        // Now and then nginx finds that these are many.
        assert!([200, 429].contains(&answer.status) || went_away(&answer), "{answer:?}");
        visits += i64::from(answer.status == 200);
    }
    visits
}

/// Waits until this many more todos were made.
#[expect(clippy::disallowed_methods, reason = "no event to wait for; writers fail the test")]
fn go_on(seen: &Seen, writers: &[ScopedJoinHandle<'_, Vec<String>>]) {
    let goal = seen.made.load(Relaxed) + BETWEEN;
    while seen.made.load(Relaxed) < goal {
        assert!(!writers.iter().any(ScopedJoinHandle::is_finished), "a writer gave up");
        thread::sleep(Duration::from_millis(5));
    }
}

fn writers<'scope>(
    scope: &'scope Scope<'scope, '_>,
    ana: &Browser,
    seen: &'scope Seen,
) -> Vec<ScopedJoinHandle<'scope, Vec<String>>> {
    let start = |writer| {
        let ana = ana.clone();
        scope.spawn(move || write(ana, writer, seen))
    };
    (0..WRITERS).map(start).collect()
}

/// Lets people work while `happen` does something in each round, and gives what failed meanwhile.
/// Afterwards everything that was acknowledged is there, once.
fn while_people_work(mut happen: impl FnMut(&mut World, usize, &dyn Fn())) -> Option<usize> {
    let mut world = World::start()?;
    let mut ana = Browser::new(world.nginx.address);
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    let (seen, address) = (Seen::default(), world.nginx.address);
    let (titles, visits) = thread::scope(|scope| {
        let writers = writers(scope, &ana, &seen);
        let readers: Vec<_> = (0..READERS)
            .map(|_| {
                let ana = ana.clone();
                scope.spawn(|| read(ana, &seen))
            })
            .collect();
        let visitor = scope.spawn(|| visit(address, &seen));
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for round in 0..ROUNDS {
                go_on(&seen, &writers);
                happen(&mut world, round, &|| go_on(&seen, &writers));
            }
        }));
        // Nobody goes on for ever when something failed.
        seen.over.store(true, Relaxed);
        let titles = writers.into_iter().flat_map(|writer| writer.join().unwrap());
        let titles: BTreeSet<String> = titles.collect();
        for reader in readers {
            assert!(reader.join().unwrap() > 0);
        }
        let visits = visitor.join().unwrap();
        outcome.unwrap();
        (titles, visits)
    });

    assert_eq!(titles.len(), seen.made.load(Relaxed));
    let quoted: Vec<_> = titles.iter().map(|title| format!("'{title}'")).collect();
    let kept = world.number(&format!(
        "SELECT count(DISTINCT title) FROM todos WHERE title IN ({})",
        quoted.join(", ")
    ));
    let all = world.number("SELECT count(*) FROM todos");
    let made = i64::try_from(seen.made.load(Relaxed)).unwrap();
    let failed = i64::try_from(seen.failed.load(Relaxed)).unwrap();
    assert_eq!(kept, made, "what was acknowledged");
    assert!((made..=made + failed).contains(&all), "{all} todos: {made} made, {failed} failed");
    assert!(world.number("SELECT count(*) FROM sessions") >= visits.min(900));
    world.settle();
    world.stop();
    Some(seen.failed.load(Relaxed))
}

#[test]
fn a_killed_process_fails_no_more_than_what_it_worked_on_on_postgres() {
    let failed = while_people_work(|world, round, go_on| {
        world.kill_api(round % APIS);
        go_on();
        if round % 3 == 1 {
            world.restart_worker(round % 2);
            go_on();
        }
        world.start_api(round % APIS);
    });
    let Some(failed) = failed else { return };
    // Each of those without a key was waiting for one answer. Another one may have gone into a connection
    // of which nginx hadn't heard yet that it has ended.
    assert!(failed <= ROUNDS * WRITERS, "{failed} failed: more than were under way");
}

#[test]
fn a_restart_in_order_fails_hardly_anything_on_postgres() {
    let failed = while_people_work(|world, round, go_on| {
        world.stop_api(round % APIS);
        go_on();
        world.start_api(round % APIS);
    });
    let Some(failed) = failed else { return };
    eprintln!("{failed} failed without a key");
    // What was sent at the moment at which a listener closed, which the system resets.
    assert!(failed < ROUNDS, "{failed} failed: one in each restart");
}
