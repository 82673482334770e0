use serde_json::{Value, json};
use umbra_testkit::{Created, PASSWORD, Person, TestApp, umbra_test};

use super::{Files, exported, json, list};
use crate::{
    connections::{ask, block, connect},
    invitations::invite,
    ntfy::with_ntfy,
    projects::{EDIT, grant},
    shared_calendars,
};

/// Something of each kind, each with a word in it, and in which file it has to be.
struct Kept {
    things: Vec<(&'static str, String)>,
    calendar: Created,
    event: Created,
    project: Created,
}

async fn keep(who: &Person, word: &str) -> Kept {
    let calendar = who.calendar(&format!("{word} calendar")).create().await;
    let inside = |event: umbra_testkit::Draft| event.with("calendar_id", calendar.id);
    let event = inside(who.event(&format!("{word} party"), "2026-03-05T09:00:00Z"));
    let event = event.with("reminders", json!([15])).create().await;
    let series = inside(who.event(&format!("{word} breakfast"), "2026-03-01T09:30:00"));
    let series = series.rule("FREQ=DAILY").create().await;
    let moved = json!({"title": format!("{word} brunch")});
    let changed = who.put(series.scoped("this", "2026-03-03T09:30:00"), moved).await;
    changed.assert_status(200);
    let star = json!({"is_starred": true});
    let starred = who.put(series.scoped("this", "2026-03-04T09:30:00"), star).await;
    starred.assert_status(200);
    let recurring = who.todo(&format!("{word} plants")).due("2026-03-05").rule("FREQ=DAILY");
    let recurring = recurring.create().await;
    who.patch(recurring.action("toggle"), ()).await.assert_status(200);
    let todo = who.todo(&format!("{word} milk")).create().await;
    let template = who.template(&format!("{word} template"), "Tea").create().await;
    let reminder = who.reminder(&format!("{word} tablets"), "2026-03-05T08:00:00Z").create().await;
    let person = json!({"first_name": word});
    let person = who.draft("/api/people", person).create().await;
    let place = json!({"name": format!("{word} cafe"), "latitude": 48.2, "longitude": 16.37});
    let place = who.draft("/api/locations", place).create().await;
    let project = who.project(&format!("{word} garden")).create().await;
    let task = who.task(&project, &format!("{word} weed")).create().await;
    let part = who.task(&project, &format!("{word} dig")).with("parent_task_id", task.id);
    let part = part.with("assignee_ids", json!([who.id])).create().await;
    let comment = json!({"content": format!("{word}, not too deep")});
    let comment = who.draft(&task.action("comments"), comment).create().await;
    let things = vec![
        ("todos.json", todo.url()),
        ("todos.json", recurring.url()),
        ("calendars.json", calendar.url()),
        ("events.json", event.url()),
        ("events.json", series.url()),
        ("event_templates.json", template.url()),
        ("reminders.json", reminder.url()),
        ("people.json", person.url()),
        ("locations.json", place.url()),
        ("projects.json", project.url()),
        ("tasks.json", task.url()),
        ("tasks.json", part.url()),
        ("comments.json", format!("{}/{}", task.action("comments"), comment.id)),
    ];
    Kept { things, calendar, event, project }
}

/// Finds a thing in a file, and leaves out what only the archive has.
fn found(files: &Files, file: &str, wanted: &Value) -> Option<Value> {
    let mut thing = list(files, file).into_iter().find(|one| one["id"] == wanted["id"])?;
    let fields = thing.as_object_mut().unwrap();
    for more in ["overrides", "invitations", "members"] {
        if wanted.get(more).is_none() {
            fields.remove(more);
        }
    }
    Some(thing)
}

#[umbra_test]
async fn everything_of_a_person_is_there_and_nothing_of_anybody_else(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    connect(&ana, &ben).await;
    let mine = keep(&ana, "heron").await;
    let theirs = keep(&ben, "quokka").await;
    // Each has a part in what is the other one's.
    shared_calendars::share(&ben, theirs.calendar.id, &ana, "create_modify").await;
    grant(&t, &theirs.project, &ana, EDIT).await;
    invite(&ben, theirs.event.id, &[&ana], None).await;
    let elsewhere = ana.event("numbat", "2026-03-06").with("calendar_id", theirs.calendar.id);
    elsewhere.create().await;
    ana.task(&theirs.project, "numbat").create().await;
    shared_calendars::share(&ana, mine.calendar.id, &ben, "create_modify").await;
    grant(&t, &mine.project, &ben, EDIT).await;
    invite(&ana, mine.event.id, &[&ben], None).await;
    // What others make in what is hers is hers.
    let guest = ben.event("heron by Ben", "2026-03-06").with("calendar_id", mine.calendar.id);
    let guest = guest.create().await;
    t.drain_jobs().await;

    let files = exported(&ana).await;
    for (file, url) in &mine.things {
        let wanted = ana.get(url).await.assert_status(200).json();
        assert_eq!(found(&files, file, &wanted), Some(wanted), "{url} in {file}");
    }
    let made_by_ben = ana.get(guest.url()).await.json();
    assert_eq!(found(&files, "events.json", &made_by_ben), Some(made_by_ben));

    // What they were told of others is told to them; all else of others is absent.
    for (file, text) in files.iter().filter(|(file, _)| *file != "notifications.json") {
        for foreign in ["quokka", "numbat"] {
            assert!(!text.contains(foreign), "{foreign} in {file}: {text}");
        }
    }
    for (file, url) in &theirs.things {
        let foreign = ben.get(url).await.assert_status(200).json();
        assert_eq!(found(&files, file, &foreign), None, "{url} in {file}");
    }
    let ids = |name: &str| -> Vec<Value> {
        list(&files, name).iter().map(|one| one["id"].clone()).collect()
    };
    assert_eq!(ids("projects.json"), [json!(mine.project.id)]);
    assert_eq!(ids("calendars.json").len(), 2, "hers, and the first one");
}

#[umbra_test]
async fn what_belongs_to_a_thing_is_with_it(t: TestApp) {
    let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
    connect(&ana, &ben).await;
    let mine = keep(&ana, "heron").await;
    let offer = shared_calendars::offering(&ana, mine.calendar.id, &ben, "read_only").await;
    offer.assert_status(201);
    grant(&t, &mine.project, &ben, EDIT).await;
    invite(&ana, mine.event.id, &[&ben], None).await;
    ask(&ana, "nobody").await;
    ask(&cleo, "ana").await;
    let dora = t.user("dora").await;
    ask(&dora, "ana").await;
    block(&ana, &dora).await;
    let files = exported(&ana).await;

    let calendars = list(&files, "calendars.json");
    let calendar = calendars.iter().find(|one| one["id"] == mine.calendar.id).unwrap();
    let offered = &calendar["members"][1];
    assert_eq!((&offered["username"], &offered["status"]), (&json!("ben"), &json!("pending")));
    let events = list(&files, "events.json");
    let event = events.iter().find(|one| one["id"] == mine.event.id).unwrap();
    assert_eq!(event["reminders"], json!([15]));
    assert_eq!(event["invitations"][0]["username"], "ben");
    let series = events.iter().find(|one| !one["recurrence_rule"].is_null()).unwrap();
    let overrides: Vec<_> = series["overrides"].as_array().unwrap().iter().collect();
    let names: Vec<_> = overrides.iter().map(|one| &one["recurrence_id"]).collect();
    assert_eq!(names, [&json!("2026-03-03T09:30:00"), &json!("2026-03-04T09:30:00")]);
    assert_eq!(overrides[0]["title"], "heron brunch");
    assert_eq!(overrides[1]["is_starred"], true);
    for one in overrides {
        let at = one["recurrence_id"].as_str().unwrap();
        let shown = ana.get(format!("/api/events/{}?recurrence_id={at}", series["id"])).await;
        assert_eq!(*one, shown.assert_status(200).json());
    }
    let members = &list(&files, "projects.json")[0]["members"];
    assert_eq!(members.as_array().unwrap().len(), 2, "{members}");
    assert_eq!(list(&files, "connections.json")[0]["username"], "ben");
    let requests = list(&files, "connection_requests.json");
    let directions: Vec<_> = requests.iter().map(|one| &one["direction"]).collect();
    assert_eq!(directions, [&json!("incoming"), &json!("outgoing")], "{requests:?}");
    assert_eq!(list(&files, "blocked.json")[0]["username"], "dora");
}

#[umbra_test]
async fn the_manifest_says_what_it_is_and_how_many_there_are(t: TestApp) {
    let ana = t.user("ana").await;
    keep(&ana, "heron").await;
    let reply = ana.get(super::PATH).await.assert_status(200);
    assert_eq!(reply.header("content-type"), Some("application/zip"));
    let today = t.app.now().to_string();
    let name = format!("attachment; filename=\"umbra-ana-{}.zip\"", &today[..10]);
    assert_eq!(reply.header("content-disposition"), Some(&*name));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let files = super::files(&reply);
    let manifest = json(&files, "manifest.json");
    assert_eq!(
        (&manifest["format"], &manifest["format_version"]),
        (&json!("umbra-export"), &json!(1))
    );
    assert_eq!(manifest["account"], json!({"id": ana.id, "username": "ana"}));
    let counted = manifest["files"].as_array().unwrap();
    for one in counted {
        let file = one["file"].as_str().unwrap();
        assert_eq!(one["count"], list(&files, file).len(), "{file}");
    }
    // The text says of every file what it is.
    for file in files.keys().filter(|file| *file != "README.txt") {
        assert!(files["README.txt"].contains(&format!("  {file} ")), "{file}");
    }
    let objects = ["account.json", "settings.json", "manifest.json", "README.txt"];
    assert_eq!(counted.len() + objects.len(), files.len());
}

#[umbra_test(with = with_ntfy)]
async fn nothing_in_it_signs_anybody_in(t: TestApp) {
    let ana = t.user("ana").await;
    let token = "tk_canary_of_an_access_token";
    let push = json!({"ntfy_topic": "herons", "ntfy_auth_token": token});
    ana.put("/api/settings", push).await.assert_status(200);
    let totp = ana.post("/api/auth/totp/setup", ()).await.assert_status(200).json();
    let mut secrets = vec![token.to_owned(), PASSWORD.to_owned(), "$argon2".to_owned()];
    secrets.push(totp["secret"].as_str().unwrap().to_owned());
    secrets.extend(ana.cookie("session").unwrap().split('.').map(str::to_owned));
    let files = exported(&ana).await;
    for (file, text) in &files {
        for secret in secrets.iter().filter(|secret| secret.len() >= 6) {
            assert!(!text.contains(secret.as_str()), "{secret} in {file}: {text}");
        }
    }
    assert_eq!(json(&files, "settings.json")["ntfy_has_token"], true);
    let sessions = list(&files, "sessions.json");
    assert!(sessions[0].get("ip_address").is_none(), "{sessions:?}");
}

#[umbra_test]
async fn the_audit_log_of_an_account_tells_nothing_of_others(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let reset = format!("/api/admin/users/{}/role", ana.id);
    admin.put(&reset, json!({"role": "admin"})).await.assert_status(200);
    // The change ended her session.
    let ana = t.user("ana").await;
    let of_ana = list(&exported(&ana).await, "audit_log.json");
    let promoted = of_ana.iter().find(|one| one["action"] == "admin.change_role").unwrap();
    assert_eq!((&promoted["by"], &promoted["address"]), (&json!("somebody_else"), &Value::Null));
    // The export itself is on record.
    assert!(of_ana.iter().any(|one| one["action"] == "auth.export" && one["by"] == "you"));
    let of_admin = list(&exported(&admin).await, "audit_log.json");
    let promoting = of_admin.iter().find(|one| one["action"] == "admin.change_role").unwrap();
    assert_eq!((&promoting["by"], &promoting["on_another_account"]), (&json!("you"), &json!(true)));
    assert_eq!(promoting["detail"], Value::Null);
}

#[umbra_test]
async fn of_a_deleted_account_nothing_is_left_of_what_an_export_has(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    connect(&ana, &ben).await;
    let mine = keep(&ana, "heron").await;
    shared_calendars::share(&ana, mine.calendar.id, &ben, "full_access").await;
    invite(&ana, mine.event.id, &[&ben], None).await;
    t.drain_jobs().await;
    assert!(t.database_dump().await.holds("heron"));
    let confirmed = json!({"password": PASSWORD, "confirm": true});
    ana.request("DELETE", "/api/auth/me", confirmed).await.assert_status(204);
    t.drain_jobs().await;
    let dump = t.database_dump().await;
    for table in dump.tables() {
        let left: Vec<_> = dump.table(table).iter().filter(|row| row.contains("heron")).collect();
        assert!(left.is_empty(), "{table}: {left:?}");
    }
}
