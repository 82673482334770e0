//! Reminders that fired when the program was killed: whoever comes next tells of them.

use rustix::process::Signal;
use serde_json::json;

use crate::http::Browser;
use crate::queue::{allow, refuse};
use crate::umbra::Umbra;

on_both! {
    a_reminder_that_fired_is_told_of_once_though_the_program_was_killed
}

fn a_reminder_that_fired_is_told_of_once_though_the_program_was_killed(umbra: &Umbra) {
    // Killed between the commit and the relay: facts can't become jobs.
    let running = umbra.serve(&[]);
    let mut ana = Browser::new(running.address("ready"));
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    running.entry("audit");
    refuse(umbra, "INSERT");
    let overdue = json!({"title": "Call the dentist", "remind_at": "2026-03-02T08:00:00Z"});
    let made = ana.post("/api/reminders", &overdue);
    assert_eq!(made.status, 201, "{made:?}");
    running.entry("facts can't be turned into jobs");
    running.signal(Signal::KILL);
    assert_eq!(running.exit_code(), None);
    allow(umbra, "INSERT");

    // Killed between the relay and the job: jobs can't be claimed.
    refuse(umbra, "UPDATE");
    let running = umbra.serve(&[]);
    running.entry("jobs can't be claimed; trying again");
    running.signal(Signal::KILL);
    assert_eq!(running.exit_code(), None);
    allow(umbra, "UPDATE");

    let running = umbra.serve(&[]);
    let told = running.entry("a reminder is due");
    assert_eq!(told["reminder"], made.body["id"], "{told}");
    assert_eq!(
        (&told["occurrence"], &told["generation"]),
        (&json!("2026-03-02T08:00:00"), &json!(0))
    );
    assert!(!told.to_string().contains("dentist"), "{told}");
    let more = running.stop();
    assert!(!more.contains(&"a reminder is due".to_owned()), "{more:?}");
}
