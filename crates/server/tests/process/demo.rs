//! `umbra seed`

use serde_json::Value;

use crate::http::Browser;
use crate::umbra::{Umbra, said};

on_both! {
    a_demo_household_is_made_once
}

fn a_demo_household_is_made_once(umbra: &Umbra) {
    let told = umbra.done(&["seed", "--demo"]);
    assert!(told.starts_with("4 people with "), "{told}");
    let password = told.split('"').nth(1).unwrap();

    let running = umbra.serve(&[]);
    let address = running.address("ready");
    let household = ["ana", "ben", "mia", "grandpa"];
    let mut people = household.map(|name| {
        let mut person = Browser::new(address);
        let signed_in = person.sign_in(name, password);
        assert_eq!(signed_in.status, 200, "{name}: {signed_in:?}");
        person
    });
    let before = people.each_mut().map(everything);
    for ([todos, events, calendars, people], name) in before.iter().zip(household) {
        assert!(!todos.as_array().unwrap().is_empty(), "{name} has todos");
        assert!(!events.as_array().unwrap().is_empty(), "{name} has events");
        assert!(calendars.as_array().unwrap().len() > 1, "{name} has calendars: {calendars}");
        assert!(people.as_array().unwrap().len() > 2, "{name} knows people: {people}");
    }

    let again = umbra.run(&["seed", "--demo"]);
    assert_eq!(again.status.code(), Some(3));
    assert!(said(&again).contains("`umbra migrate fresh --force` empties it"), "{}", said(&again));
    assert!(people.each_mut().map(everything) == before, "nothing changed");
    running.stop();
}

/// What somebody sees: todos, events of the year ahead, calendars, and people.
fn everything(person: &mut Browser) -> [Value; 4] {
    ["/api/todos?limit=100", "/api/events", "/api/calendars", "/api/people"]
        .map(|path| person.list(path))
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
