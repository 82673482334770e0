//! Jobs in a process of their own.

use crate::http::Browser;
use crate::umbra::Umbra;

on_both! {
    a_worker_does_the_jobs_of_a_server_without_workers
}

fn a_worker_does_the_jobs_of_a_server_without_workers(umbra: &Umbra) {
    let server = umbra.start(&["serve", "--no-workers"], &[]);
    let address = server.address("ready");
    let worker = umbra.start(&["worker"], &[]);
    worker.entry("working");

    let answer = Browser::new(address).set_up("ana", "correct horse battery");
    assert_eq!(answer.status, 200, "{answer:?}");
    // A job mirrors the audit log to the log.
    let entry = worker.entry("audit");
    assert_eq!(entry["outcome"], "success", "{entry}");

    assert_eq!(worker.stop().last().unwrap(), "stopped");
    let told = server.stop();
    assert_eq!(told.last().unwrap(), "stopped");
    assert!(!told.contains(&"audit".to_owned()), "{told:?}");
}
