//! `umbra copy`: the same answers from the other database.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};
use umbra_domain::{Clock as _, SystemClock};

use crate::http::Browser;
use crate::umbra::{Running, Umbra, printed, said};

/// The household of `umbra seed --demo`.
const PEOPLE: [&str; 4] = ["ana", "ben", "mia", "piet"];

#[test]
fn the_api_answers_the_same_from_each_copy_on_postgres() {
    let home = Umbra::new();
    let told = home.done(&["seed", "--demo"]);
    let password = told.split('"').nth(1).unwrap();
    let running = serve(&home);
    let address = running.address("ready");
    let mut people = PEOPLE.map(|name| {
        let mut person = Browser::new(address);
        assert_eq!(person.sign_in(name, password).status, 200, "{name}");
        person
    });
    let paths = people.each_mut().map(paths);
    let before = answers(&mut people, &paths);
    assert!(before.len() > 100, "{}", before.len());
    let in_use = copy(&home, &file(&home), &Umbra::on_postgres().postgres_url().unwrap());
    assert_eq!(in_use.0, Some(3), "{}", in_use.1);
    assert!(in_use.1.contains("stop all servers"), "{}", in_use.1);
    running.stop();

    let there = Umbra::on_postgres();
    let url = there.postgres_url().unwrap();
    let copied = copy(&home, &file(&home), &url);
    assert_eq!(copied.0, Some(0), "{}", copied.1);
    take_key(&home, &there);
    let running = serve(&there);
    let address = running.address("ready");
    people.iter_mut().for_each(|person| person.moved_to(address));
    assert_same(&before, &answers(&mut people, &paths));
    let back = Umbra::new();
    fs::create_dir(back.folder.path().join("data")).unwrap();
    let in_use = copy(&there, &url, &file(&back));
    assert!(in_use.1.contains("stop all servers"), "{}", in_use.1);
    running.stop();
    assert!(there.done(&["admin", "verify-audit"]).contains(" entries, up to "));
    let again = copy(&home, &file(&home), &url);
    assert!(again.1.contains("is not empty"), "{}", again.1);

    let copied = copy(&there, &url, &file(&back));
    assert_eq!(copied.0, Some(0), "{}", copied.1);
    take_key(&home, &back);
    let running = serve(&back);
    let address = running.address("ready");
    people.iter_mut().for_each(|person| person.moved_to(address));
    assert_same(&before, &answers(&mut people, &paths));
    goes_on(&mut people[0]);
    running.stop();
    assert!(back.done(&["admin", "verify-audit"]).contains(" entries, up to "));

    // PostgreSQL goes on, too: the numbers, the triggers and the jobs are as they were.
    let running = there.serve(&[]);
    people[0].moved_to(running.address("ready"));
    goes_on(&mut people[0]);
    running.stop();
}

#[test]
fn what_is_no_copy_is_refused() {
    let umbra = Umbra::new();
    umbra.done(&["migrate", "up"]);
    let same = copy(&umbra, &file(&umbra), "sqlite:///other.db");
    assert_eq!(same.0, Some(3));
    assert!(same.1.contains("of the same kind"), "{}", same.1);
    let nonsense = copy(&umbra, &file(&umbra), "mysql://somewhere/else");
    assert_eq!(nonsense.0, Some(3));
    assert!(nonsense.1.contains("`--from` and `--to` take"), "{}", nonsense.1);
}

/// Copies, and gives the exit code and what was said.
fn copy(umbra: &Umbra, from: &str, to: &str) -> (Option<i32>, String) {
    let output = umbra.run(&["copy", "--from", from, "--to", to]);
    (output.status.code(), said(&output) + &printed(&output))
}

/// Names the SQLite file of a folder as the command line does.
fn file(umbra: &Umbra) -> String {
    format!("sqlite:///{}", umbra.folder.path().join("data/umbra.db").display())
}

/// Takes the secret key along, which belongs to the database.
fn take_key(from: &Umbra, to: &Umbra) {
    let key = "data/secret.key";
    fs::create_dir_all(to.folder.path().join("data")).unwrap();
    fs::copy(from.folder.path().join(key), to.folder.path().join(key)).unwrap();
}

/// Serves without jobs, which change what is answered as time goes by.
fn serve(umbra: &Umbra) -> Running {
    umbra.start(&["serve", "--no-workers"], &[])
}

/// Names what somebody can read: lists, and the first things in them.
fn paths(person: &mut Browser) -> Vec<String> {
    let mut paths: Vec<String> = [
        "/api/auth/me",
        "/api/auth/passkeys",
        "/api/auth/totp/status",
        "/api/calendars",
        "/api/connections",
        "/api/connections/blocked",
        "/api/connections/requests/incoming",
        "/api/connections/requests/outgoing",
        "/api/event-invitations",
        "/api/event-templates",
        "/api/locations",
        "/api/notifications",
        "/api/notifications/deliveries",
        "/api/notifications/unread-count",
        "/api/people",
        "/api/people?search=an",
        "/api/projects",
        "/api/reminders",
        "/api/settings",
        "/api/shared-calendars",
        "/api/todos?limit=100",
    ]
    .map(str::to_owned)
    .to_vec();
    // Today, what comes next depends on the time of day.
    let later = (SystemClock.now() + Duration::from_secs(2 * 86_400)).to_string();
    let from = ["/api/events?search=a&start=", "/api/people/birthdays?start="];
    paths.extend(from.map(|path| format!("{path}{}", &later[..10])));
    if person.get("/api/admin/users").status == 200 {
        paths.extend(["/api/admin/users", "/api/admin/audit-log"].map(str::to_owned));
    }
    for list in
        ["calendars", "event-templates", "events", "locations", "people", "reminders", "todos"]
    {
        let list = format!("/api/{list}");
        paths.extend(ids(&person.list(&list)).take(6).map(|id| format!("{list}/{id}")));
    }
    for id in ids(&person.list("/api/projects")) {
        for part in ["", "/board", "/members", "/stats", "/tasks"] {
            paths.push(format!("/api/projects/{id}{part}"));
        }
    }
    paths
}

/// The ids of a list. Busy times have none.
fn ids(list: &Value) -> impl Iterator<Item = i64> {
    let ids: Vec<_> =
        list.as_array().unwrap().iter().filter_map(|row| row["id"].as_i64()).collect();
    ids.into_iter()
}

/// What everybody reads under their paths.
fn answers(people: &mut [Browser; 4], paths: &[Vec<String>; 4]) -> Vec<(String, String)> {
    let mut answers = Vec::new();
    for (person, paths) in people.iter_mut().zip(paths) {
        answers.extend(paths.iter().map(|path| (path.clone(), person.text(path))));
    }
    answers
}

fn assert_same(before: &[(String, String)], after: &[(String, String)]) {
    for ((path, before), (_, after)) in before.iter().zip(after) {
        assert_eq!(before, after, "{path}");
    }
    assert_eq!(before.len(), after.len());
}

/// Makes something in most tables: numbers go on, and triggers are awake.
fn goes_on(ana: &mut Browser) {
    let made = |ana: &mut Browser, path: &str, body: Value| {
        let answer = ana.post(path, &body);
        assert_eq!(answer.status, 201, "{path}: {answer:?}");
        answer.body["id"].as_i64().unwrap()
    };
    let todos = ana.list("/api/todos?limit=100");
    let todo = made(ana, "/api/todos", json!({"title": "Buy milk"}));
    assert!(ids(&todos).all(|earlier| earlier < todo), "{todo}");
    // The database itself writes down who owns these.
    let calendar = made(ana, "/api/calendars", json!({"name": "Moved"}));
    assert_eq!(ana.get(&format!("/api/calendars/{calendar}")).status, 200);
    let project = made(ana, "/api/projects", json!({"name": "Moved"}));
    assert_eq!(ana.get(&format!("/api/projects/{project}")).status, 200);
    made(ana, "/api/people", json!({"first_name": "Zacharias"}));
    let found = ana.list("/api/people?search=zachar");
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
}
