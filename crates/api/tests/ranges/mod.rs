//! Ranges of time: `start` and `end` mean the same in every list that has them, and the names that
//! some lists had before are still understood.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, TestApp, umbra_test};

use crate::access::operations::Operation;

/// Names that `start` and `end` had before.
const FORMER: [(&str, &str); 2] = [("from", "to"), ("due_from", "due_to")];

/// Lists that have a range, with the project in their path.
fn lists(project: &Created) -> Vec<(String, &'static Value)> {
    let reads = Operation::all().into_iter().filter(|one| one.method == "GET");
    let ranges = reads.filter(|one| parameter(one.described, "start").is_some());
    let id = project.id.to_string();
    let all: Vec<_> = ranges.map(|one| (one.path.replace("{id}", &id), one.described)).collect();
    assert!(all.len() >= 6, "{all:?}");
    all
}

fn parameter<'a>(operation: &'a Value, name: &str) -> Option<&'a Value> {
    operation["parameters"].as_array()?.iter().find(|one| one["name"] == name)
}

#[umbra_test]
async fn every_list_reads_the_ends_of_its_range_alike(t: TestApp) {
    let admin = t.admin().await;
    let project = admin.project("Kitchen").create().await;
    for (path, _) in lists(&project) {
        let get = |query: &str| admin.get(format!("{path}?{query}"));
        for fine in [
            "start=2026-03-05&end=2026-03-06",
            "start=2026-03-05T09:00&end=2026-03-06",
            "start=2026-03-05T09:00:00Z&end=2026-03-05T18:00:00%2B01:00",
        ] {
            let reply = get(fine).await;
            assert_eq!(reply.status(), 200, "{path} {fine}: {reply:?}");
        }
        for (query, pointer, code) in [
            ("start=2026-03-05&end=2026-03-05", "/end", "end_before_start"),
            ("start=2026-03-05&end=2026-03-04", "/end", "end_before_start"),
            ("start=2026-03-05T10:00&end=2026-03-05T09:00", "/end", "end_before_start"),
            ("start=tomorrow&end=2026-03-05", "/start", "invalid_date"),
            ("start=2026-03-05&end=2026-02-30", "/end", "invalid_date"),
            ("start=2026-03-05T25:00&end=2026-03-07", "/start", "invalid_instant"),
        ] {
            println!("{path} {query}");
            get(query).await.assert_problem(422, "invalid").assert_field(pointer, code);
        }
    }
}

#[umbra_test]
async fn former_names_are_deprecated_and_do_not_go_with_the_present_ones(t: TestApp) {
    let admin = t.admin().await;
    let project = admin.project("Kitchen").create().await;
    for operation in Operation::all() {
        for (first, last) in FORMER {
            for name in [first, last] {
                let Some(former) = parameter(operation.described, name) else { continue };
                assert_eq!(former["deprecated"], true, "{} {name}", operation.name());
                assert!(parameter(operation.described, "start").is_some(), "{}", operation.name());
            }
        }
    }
    let mut checked = 0;
    for (path, described) in lists(&project) {
        for (first, last) in FORMER {
            if parameter(described, first).is_none() {
                continue;
            }
            checked += 1;
            let value = if first == "from" { "2026-03-05T00:00:00Z" } else { "2026-03-05" };
            for (query, pointer) in [
                (format!("start=2026-03-05&{first}={value}"), first),
                (format!("end=2026-03-06&{last}={value}"), last),
                (format!("start=2026-03-05&{last}={value}"), last),
            ] {
                let refused = admin.get(format!("{path}?{query}")).await;
                let problem = refused.assert_problem(422, "invalid");
                problem.assert_field(&format!("/{pointer}"), "conflicting_parameters");
            }
            let both = format!("{path}?{first}={value}&{last}={value}");
            admin.get(both).await.assert_status(200);
        }
    }
    assert_eq!(checked, 4);
}

async fn titles(client: &Client, path: &str) -> Vec<String> {
    let all: Vec<Value> = client.get(path).await.assert_status(200).json_as();
    let mut titles: Vec<_> =
        all.iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

#[umbra_test]
async fn what_is_due_on_a_day_is_due_at_its_end(t: TestApp) {
    let ana = t.user("ana").await;
    let vienna = json!({"timezone": "Europe/Vienna"});
    ana.put("/api/settings", vienna).await.assert_status(200);
    let project = ana.project("Kitchen").create().await;
    for (title, date, time) in [
        ("4th", "2026-03-04", None),
        ("at midnight", "2026-03-05", Some("00:00")),
        ("at nine", "2026-03-05", Some("09:00")),
        ("5th", "2026-03-05", None),
        ("6th", "2026-03-06", None),
    ] {
        let todo = ana.todo(title).due(date);
        match time {
            Some(time) => todo.with("due_time", time).create().await,
            None => {
                ana.task(&project, title).due(date).create().await;
                todo.create().await
            }
        };
    }
    ana.todo("never").create().await;
    ana.task(&project, "never").create().await;
    let tasks = project.action("tasks");
    for (query, of_todos, of_tasks) in [
        ("start=2026-03-05&end=2026-03-06", &["5th", "at midnight", "at nine"][..], &["5th"][..]),
        ("start=2026-03-05", &["5th", "6th", "at midnight", "at nine"], &["5th", "6th"]),
        ("end=2026-03-05", &["4th"], &["4th"]),
        // The same days by instants: midnight in Vienna.
        (
            "start=2026-03-04T23:00:00Z&end=2026-03-05T23:00:00Z",
            &["5th", "at midnight", "at nine"],
            &["5th"],
        ),
        // 09:00 in Vienna.
        ("start=2026-03-05T08:00:00Z&end=2026-03-06", &["5th", "at nine"], &["5th"]),
        ("start=2026-03-05&end=2026-03-05T08:00:00Z", &["at midnight"], &[]),
        ("start=2026-03-05T09:00&end=2026-03-05T09:00:01", &["at nine"], &[]),
        ("start=2026-03-05T09:00:00.5&end=2026-03-05T23:59:59.5", &[], &[]),
        ("start=2026-03-05T23:59:59.5&end=2026-03-06", &["5th"], &["5th"]),
    ] {
        assert_eq!(titles(&ana, &format!("/api/todos?{query}")).await, of_todos, "{query}");
        assert_eq!(titles(&ana, &format!("{tasks}?{query}")).await, of_tasks, "{query}");
    }
}

#[umbra_test]
async fn days_begin_on_the_callers_clock(t: TestApp) {
    let admin = t.admin().await;
    admin.reminder("late", "2026-03-05T23:30:00Z").create().await;
    admin.reminder("early", "2026-03-05T22:30:00Z").create().await;
    let audited = async |query: &str| -> usize {
        let path = format!("/api/admin/audit-log?{query}");
        admin.get(path).await.assert_status(200).json_as::<Vec<Value>>().len()
    };
    // It is 08:00 in UTC.
    t.user("ana").await;
    admin.post("/api/admin/users", json!({"username": "ben"})).await.assert_status(201);
    assert_eq!(audited("start=2026-03-02&end=2026-03-03").await, 1);
    for (zone, of_5th, of_6th, of_2nd) in [
        ("Etc/UTC", &["early", "late"][..], &[][..], 1),
        ("Europe/Vienna", &["early"], &["late"], 1),
        ("Pacific/Kiritimati", &[], &["early", "late"], 1),
        ("Pacific/Pago_Pago", &["early", "late"], &[], 0),
    ] {
        admin.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
        for (query, expected) in [
            ("start=2026-03-05&end=2026-03-06", of_5th),
            ("start=2026-03-06&end=2026-03-07", of_6th),
        ] {
            let path = format!("/api/reminders?{query}");
            assert_eq!(titles(&admin, &path).await, expected, "{zone} {query}");
        }
        assert_eq!(audited("start=2026-03-02&end=2026-03-03").await, of_2nd, "{zone}");
    }
}
