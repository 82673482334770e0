//! The zone of the machine, which changes nothing.

use serde_json::{Value, json};

use crate::http::Browser;
use crate::umbra::Umbra;

on_both! {
    the_zone_of_the_machine_changes_nothing
}

/// One goes by half hours, the other is where most servers are. All other tests run in a third in CI.
const ZONES: [&str; 2] = ["America/St_Johns", "Europe/Berlin"];

fn the_zone_of_the_machine_changes_nothing(umbra: &Umbra) {
    let mut ana: Option<Browser> = None;
    for zone in ZONES {
        let running = umbra.serve(&[("TZ", zone)]);
        let ready = running.entry("ready");
        assert!(ready["timestamp"].as_str().unwrap().ends_with('Z'), "{zone}: {ready}");
        let address = ready["address"].as_str().unwrap().parse().unwrap();
        let browser = ana.get_or_insert_with(|| {
            let mut browser = Browser::new(address);
            assert_eq!(browser.set_up("ana", "correct horse battery").status, 200);
            browser
        });
        browser.moved_to(address);

        // Without a zone of its own or in the settings, a time is in UTC.
        let night =
            json!({"title": "Night train", "start": "2027-03-28T00:30", "end": "2027-03-28T04:00"});
        let night = made(browser, "/api/events", &night);
        assert_eq!(night["start"], "2027-03-28T00:30:00Z", "{zone}: {night}");
        assert_eq!(night["end"], "2027-03-28T04:00:00Z", "{zone}: {night}");
        // An hour is left out there in between.
        let there = json!({"title": "Ferry", "timezone": "Europe/Athens",
            "start": "2027-03-28T01:00", "end": "2027-03-28T07:00"});
        let there = made(browser, "/api/events", &there);
        assert_eq!(there["start"], "2027-03-27T23:00:00Z", "{zone}: {there}");
        assert_eq!(there["end"], "2027-03-28T04:00:00Z", "{zone}: {there}");
        let todo = json!({"title": "Rent", "due_date": "2027-01-31", "due_time": "23:30",
            "recurrence_rule": "FREQ=MONTHLY"});
        let todo = made(browser, "/api/todos", &todo);
        assert_eq!(
            (&todo["due_date"], &todo["due_time"]),
            (&json!("2027-01-31"), &json!("23:30:00"))
        );
        running.stop();
    }
}

fn made(browser: &mut Browser, path: &str, what: &Value) -> Value {
    let answer = browser.post(path, what);
    assert_eq!(answer.status, 201, "{path}: {answer:?}");
    answer.body
}
