//! `umbra seed`

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use umbra_domain::{Clock as _, SystemClock};

use crate::http::Browser;
use crate::umbra::{Umbra, said};

on_both! {
    a_demo_household_is_made_once
}

fn a_demo_household_is_made_once(umbra: &Umbra) {
    let_nothing_happen();
    let told = umbra.done(&["seed", "--demo"]);
    assert!(told.starts_with("4 people with "), "{told}");
    let password = told.split('"').nth(1).unwrap();

    let running = umbra.serve(&[]);
    let address = running.address("ready");
    let household = ["ana", "ben", "mia", "piet"];
    let mut people = household.map(|name| {
        let mut person = Browser::new(address);
        let signed_in = person.sign_in(name, password);
        assert_eq!(signed_in.status, 200, "{name}: {signed_in:?}");
        person
    });
    people.iter_mut().for_each(is_well_kept);
    let before = people.each_mut().map(everything);
    for ([todos, events, calendars, people], name) in before.iter().zip(household) {
        assert!(!todos.as_array().unwrap().is_empty(), "{name} has todos");
        assert!(!events.as_array().unwrap().is_empty(), "{name} has events");
        assert!(calendars.as_array().unwrap().len() > 1, "{name} has calendars: {calendars}");
        assert!(people.as_array().unwrap().len() > 2, "{name} knows people: {people}");
    }
    share(&mut people);

    let again = umbra.run(&["seed", "--demo"]);
    assert_eq!(again.status.code(), Some(3));
    assert!(said(&again).contains("`umbra migrate fresh --force` empties it"), "{}", said(&again));
    assert!(people.each_mut().map(everything) == before, "nothing changed");
    running.stop();
}

/// Waits a moment where something may ring or become late in the household before the test has looked at it: that
/// is only at whole five minutes.
#[expect(clippy::disallowed_methods, reason = "the time of another process")]
fn let_nothing_happen() {
    let left = 300 - SystemClock.now().as_second().unsigned_abs() % 300;
    if left <= 40 {
        thread::sleep(Duration::from_secs(left));
    }
}

/// What somebody sees: todos, events of the year ahead, calendars, and people.
fn everything(person: &mut Browser) -> [Value; 4] {
    ["/api/todos?limit=100", "/api/events", "/api/calendars", "/api/people"]
        .map(|path| person.list(path))
}

/// The texts of a field in a list, in the order of the alphabet. Busy times have none.
fn texts(list: &Value, field: &str) -> Vec<String> {
    let rows = list.as_array().unwrap().iter();
    let mut all: Vec<_> = rows.filter_map(|row| Some(row[field].as_str()?.to_owned())).collect();
    all.sort_unstable();
    all
}

/// Whoever looks at Umbra for the first time sees a day as one wants to have it.
fn is_well_kept(person: &mut Browser) {
    assert_eq!(person.list("/api/todos?overdue=true"), json!([]), "nothing is overdue");
    let open = texts(&person.list("/api/todos?completed=false"), "title");
    assert!(!open.is_empty(), "there is something to do");
    assert!(open.windows(2).all(|two| two[0] != two[1]), "nothing is there twice: {open:?}");
    let due = person.list("/api/reminders/due");
    assert!(due.as_array().unwrap().len() < 2, "what rang is done: {due}");
    let unread = person.list("/api/notifications?unread=true");
    assert!(unread.as_array().unwrap().len() < 8, "what happened is read: {unread}");
}

/// Finds the row of a list in which a field is this.
fn of<'a>(list: &'a Value, field: &str, text: &str) -> &'a Value {
    let found = list.as_array().unwrap().iter().find(|row| row[field] == text);
    assert!(found.is_some(), "no {text} in {list}");
    found.unwrap()
}

/// The family shares a lot, and the neighbour sees little of it.
fn share([ana, ben, mia, piet]: &mut [Browser; 4]) {
    assert_eq!(texts(&ana.list("/api/connections"), "username"), ["ben", "mia", "piet"]);
    assert_eq!(texts(&piet.list("/api/connections"), "username"), ["ana"]);
    let asked = ben.list("/api/connections/requests/incoming");
    assert_eq!(texts(&asked, "username"), ["piet"]);

    let shared = "/api/shared-calendars";
    let of_ben = ben.list(shared);
    assert_eq!(of(&of_ben, "name", "Family")["permission"], "full_access");
    assert_eq!(of(&of_ben, "name", "Work")["permission"], "free_busy");
    assert_eq!(of(&mia.list(shared), "name", "Family")["permission"], "create_modify");
    let offered = ana.list(shared);
    assert_eq!(of(&offered, "name", "University")["status"], "accepted");
    assert_eq!(of(&offered, "name", "Allotment")["status"], "pending");
    let of_piet = piet.list(shared);
    assert_eq!(texts(&of_piet, "permission"), ["free_busy"]);

    let (family, weekend) = (of_piet[0]["calendar_id"].clone(), "Weekend in the mountains");
    let path = format!("/api/events?calendar_id={family}");
    assert!(texts(&mia.list(&path), "title").contains(&weekend.to_owned()));
    let surprise = "Surprise party for Ben".to_owned();
    assert!(texts(&ana.list(&path), "title").contains(&surprise));
    assert!(!texts(&ben.list(&path), "title").contains(&surprise), "it is private");
    let times = piet.list(&path);
    assert!(times.as_array().unwrap().iter().all(|row| row.get("title").is_none()), "{times}");
    assert!(!times.as_array().unwrap().is_empty(), "the neighbour sees when they are away");

    let kitchen = ben.list("/api/projects");
    let kitchen = of(&kitchen, "name", "New kitchen");
    assert_eq!(kitchen["role"], "editor");
    assert_eq!(of(&mia.list("/api/projects"), "name", "New kitchen")["role"], "commenter");
    let tasks = ben.list(&format!("/api/projects/{}/tasks?assignee_id={}", kitchen["id"], 2));
    assert!(texts(&tasks, "title").contains(&"New sockets".to_owned()), "{tasks}");
    let of_piet = piet.list("/api/projects");
    assert_eq!(texts(&of_piet, "name"), ["Family tree", "Street party"]);
    assert_eq!(of(&of_piet, "name", "Street party")["role"], "viewer");

    let told = |person: &mut Browser| texts(&person.list("/api/notifications"), "kind");
    assert!(told(ben).contains(&"mention".to_owned()));
    assert!(told(piet).contains(&"task_assigned".to_owned()));
}

#[test]
fn production_takes_no_demo_household() {
    let umbra = Umbra::new();
    let settings =
        [("ENVIRONMENT", "production"), ("SECRET_KEY", "9f2c4b7e1a0d83566b1ce9247f0a5d38")];
    let refused = umbra.command(&["seed", "--demo"]).envs(settings).output().unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("no place in production"), "{}", said(&refused));
    assert_eq!(umbra.folder.path().read_dir().unwrap().count(), 0, "nothing was made");
}
