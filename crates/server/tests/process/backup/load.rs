//! Backups of a database that people work on.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};

use serde_json::json;

use super::{Key, PASSWORD, like};
use crate::http::Browser;
use crate::umbra::Umbra;

/// How many write at the same time.
const WRITERS: usize = 4;

on_both! {
    a_backup_under_load_is_the_database_at_one_moment
}

fn a_backup_under_load_is_the_database_at_one_moment(umbra: &Umbra) {
    let running = umbra.serve(&[]);
    let address = running.address("ready");
    let mut ana = Browser::new(address);
    assert_eq!(ana.set_up("ana", PASSWORD).status, 200);
    let key = Key::make(umbra);

    let load = Load::begin(&ana, address);
    let before = load.take(40);
    key.create(umbra, "busy.backup");
    let _after = load.take(20);
    load.end();
    key.verify(umbra, "busy.backup");
    running.stop();

    let elsewhere = like(umbra);
    let copy = umbra.folder.path().join("busy.backup");
    key.restore(&elsewhere, &copy, &[]);
    std::fs::create_dir_all(elsewhere.folder.path().join("data")).unwrap();
    let secret_key = "data/secret.key";
    std::fs::copy(umbra.folder.path().join(secret_key), elsewhere.folder.path().join(secret_key))
        .unwrap();
    let running = elsewhere.serve(&[]);
    let mut ana = Browser::new(running.address("ready"));
    assert_eq!(ana.sign_in("ana", PASSWORD).status, 200);
    for (project, task) in before {
        assert_eq!(ana.get(&format!("/api/projects/{project}")).status, 200, "{project} is lost");
        let task = format!("/api/projects/{project}/tasks/{task}");
        assert_eq!(ana.get(&task).status, 200, "{task} is lost");
    }
    assert_eq!(ana.post("/api/projects", &json!({"name": "Next"})).status, 201);
    running.stop();
    assert!(elsewhere.done(&["admin", "verify-audit"]).contains(" entries, up to "));
}

/// People at work: each makes a project, and then a task in it.
struct Load {
    told: Receiver<(i64, i64)>,
    goes_on: Arc<AtomicBool>,
    writers: Vec<JoinHandle<()>>,
}

impl Load {
    fn begin(ana: &Browser, address: SocketAddr) -> Self {
        let (tell, told) = mpsc::channel();
        let goes_on = Arc::new(AtomicBool::new(true));
        let write = |_| {
            let (mut browser, tell, goes_on) = (ana.clone(), tell.clone(), goes_on.clone());
            browser.moved_to(address);
            thread::spawn(move || {
                while goes_on.load(Ordering::Relaxed) {
                    let project = made(&mut browser, "/api/projects", "name");
                    let tasks = format!("/api/projects/{project}/tasks");
                    let task = made(&mut browser, &tasks, "title");
                    let _ = tell.send((project, task));
                }
            })
        };
        Self { told, writers: (0..WRITERS).map(write).collect(), goes_on }
    }

    /// Waits for the next few, and gives the numbers of the projects and tasks.
    fn take(&self, count: usize) -> Vec<(i64, i64)> {
        let taken: Vec<_> = self.told.iter().take(count).collect();
        assert_eq!(taken.len(), count);
        taken
    }

    fn end(self) {
        self.goes_on.store(false, Ordering::Relaxed);
        self.writers.into_iter().for_each(|writer| writer.join().unwrap());
    }
}

fn made(browser: &mut Browser, path: &str, name: &str) -> i64 {
    let answer = browser.post(path, &json!({name: "Paint the shed"}));
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.body["id"].as_i64().unwrap()
}
