//! Ends that nobody asked for: of the program, of its database, of the room on the disk.

use std::net::SocketAddr;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use sea_orm::sqlx::{Connection, Executor, PgConnection, SqliteConnection, query_scalar};
use serde_json::json;
use tokio::time::sleep;
use umbra_testkit_postgres::Cluster;

use crate::http::{Answer, Browser};
use crate::postgres::block_on;
use crate::umbra::Umbra;

/// How often the program is killed on each database.
const KILLS: usize = 100;

/// How many write at the same time.
const WRITERS: usize = 4;

/// How long PostgreSQL may take to recover.
const PATIENCE: Duration = Duration::from_secs(60);

on_both! {
    what_was_acknowledged_outlives_a_killed_program
}

fn what_was_acknowledged_outlives_a_killed_program(umbra: &Umbra) {
    let mut ana: Option<Browser> = None;
    let mut acknowledged = Vec::new();
    for round in 0..KILLS {
        let running = umbra.serve(&[]);
        let address = running.address("ready");
        let ana = ana.get_or_insert_with(|| signed_in(address));
        ana.moved_to(address);

        let (tell, told) = mpsc::channel();
        let writers = writers(ana, &tell);
        drop(tell);
        // Not always at the same moment of a write.
        acknowledged.extend(told.iter().take(1 + round % 7).map(made));
        running.signal(Signal::KILL);
        acknowledged.extend(told.iter().map(made));
        join(writers);
    }

    assert!(acknowledged.len() >= KILLS, "{acknowledged:?}");
    let running = umbra.serve(&[]);
    let mut ana = ana.unwrap();
    ana.moved_to(running.address("ready"));
    assert_kept(&mut ana, &acknowledged);
    running.stop();
}

fn signed_in(address: SocketAddr) -> Browser {
    let mut browser = Browser::new(address);
    let set_up = browser.set_up("ana", "correct horse battery");
    assert_eq!(set_up.status, 200, "{set_up:?}");
    browser
}

/// Lets some create todos until the server is gone or nobody wants to know, and tell of each answer.
fn writers(browser: &Browser, tell: &Sender<Answer>) -> Vec<JoinHandle<()>> {
    let write = |_| {
        let (mut browser, tell) = (browser.clone(), tell.clone());
        thread::spawn(move || {
            while let Some(answer) = browser.try_post("/api/todos", &json!({"title": "Buy milk"}))
                && tell.send(answer).is_ok()
            {}
        })
    };
    (0..WRITERS).map(write).collect()
}

fn join(writers: Vec<JoinHandle<()>>) {
    for writer in writers {
        writer.join().unwrap();
    }
}

/// Returns the id of the todo that an answer acknowledges.
fn made(answer: Answer) -> i64 {
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.body["id"].as_i64().unwrap()
}

fn assert_kept(ana: &mut Browser, ids: &[i64]) {
    for id in ids {
        assert_eq!(ana.get(&format!("/api/todos/{id}")).status, 200, "{id} is lost");
    }
}

#[test]
fn a_database_that_crashes_is_a_503_and_used_again_on_postgres_binaries() {
    let cluster = Cluster::start().unwrap();
    // The kit's clusters forget what they were told last, for speed.
    administer(&cluster, "ALTER DATABASE postgres SET synchronous_commit = on");
    let umbra = Umbra::new();
    let running = umbra.serve(&[("DATABASE_URL", cluster.url())]);
    let address = running.address("ready");
    let mut ana = signed_in(address);

    let mut acknowledged = Vec::new();
    for _ in 0..5 {
        let (tell, told) = mpsc::channel();
        let writers = writers(&ana, &tell);
        drop(tell);
        let stranger = thread::spawn(move || {
            let mut stranger = Browser::new(address);
            (0..200).map(|_| stranger.get("/api/todos").status).collect::<Vec<_>>()
        });
        acknowledged.extend(told.iter().take(20).map(made));
        crash(&cluster);
        // What was answered before it was back doesn't count.
        let before = told.try_iter().filter(|answer| answer.status != 503);
        acknowledged.extend(before.map(made));
        // Until it has been back for a while.
        let mut served = 0;
        while served < 50 {
            let answer = told.recv().unwrap();
            if answer.status == 503 {
                served = 0;
            } else {
                served += 1;
                acknowledged.push(made(answer));
            }
        }
        drop(told);
        join(writers);
        let let_in = stranger.join().unwrap();
        assert!(let_in.iter().all(|status| [401, 503].contains(status)), "{let_in:?}");
    }
    assert_kept(&mut ana, &acknowledged);
    running.stop();
}

/// Kills one process of the server, upon which it ends all others and recovers from its log, as
/// after `pg_ctl stop -m immediate`, and waits until it is back.
fn crash(cluster: &Cluster) {
    block_on(async {
        let mut connection = PgConnection::connect(cluster.url()).await.unwrap();
        let mut other = PgConnection::connect(cluster.url()).await.unwrap();
        let pid: i32 =
            query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await.unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
        assert!(connection.execute("SELECT 1").await.is_err());
        let deadline = Instant::now() + PATIENCE;
        // Once it has noticed, it lets nobody in until it has recovered.
        while other.execute("SELECT 1").await.is_ok() {
            assert!(Instant::now() < deadline, "it ends nobody else");
        }
        while let Err(error) = PgConnection::connect(cluster.url()).await {
            assert!(Instant::now() < deadline, "it doesn't come back: {error}");
            sleep(Duration::from_millis(20)).await;
        }
    });
}

fn administer(cluster: &Cluster, sql: &'static str) {
    block_on(async {
        PgConnection::connect(cluster.url()).await.unwrap().execute(sql).await.unwrap();
    });
}

#[test]
fn a_full_disk_refuses_writes_and_damages_nothing() {
    let umbra = Umbra::new();
    // No file may grow beyond two mebibytes: `ulimit` counts in 512 bytes. The schema needs one.
    let running = umbra.serve_within("trap '' XFSZ; ulimit -f 4096");
    let address = running.address("ready");
    let mut ana = signed_in(address);
    let todo = json!({"title": "Buy milk", "description": "x".repeat(9_000)});
    let mut kept = Vec::new();
    let refused = loop {
        let answer = ana.post("/api/todos", &todo);
        if answer.status != 201 {
            break answer;
        }
        kept.push(made(answer));
        assert!(kept.len() < 10_000, "there is room without end");
    };
    assert_eq!(refused.status, 503, "{refused:?}");
    assert_kept(&mut ana, &kept);
    running.stop();

    let running = umbra.serve(&[]);
    ana.moved_to(running.address("ready"));
    assert_kept(&mut ana, &kept);
    made(ana.post("/api/todos", &todo));
    running.stop();
    let sound: String = block_on(async {
        let mut connection = SqliteConnection::connect(&umbra.sqlite_url()).await.unwrap();
        query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.unwrap()
    });
    assert_eq!(sound, "ok");
}
