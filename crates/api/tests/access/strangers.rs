//! Rows are there for those who may see them, and for nobody else.

use serde_json::{Value, json};
use umbra_domain::{Clock as _, factor::PasskeyName};
use umbra_store::passkey::{self, NewPasskey};
use umbra_testkit::{Person, Reply, TestApp, umbra_test};

use crate::{
    access::operations::Operation,
    connections::{self, ask, block, connect, list, names},
    contract::table::all,
    invitations::invite,
    projects::{VIEW, grant},
    shared_calendars,
};

/// Makes a row of the owner's for the path of an operation, and returns the ids in the path.
///
/// A resource of the contract's table is known by its row there. Another path that is missing here
/// fails the gate: say how to make a row for it.
pub async fn row(t: &TestApp, owner: &Person, path: &str) -> Option<Vec<i64>> {
    match path {
        "/api/auth/passkeys/{id}" => Some(vec![passkey(t, owner).await]),
        "/api/auth/sessions/{id}" => Some(vec![t.user(&owner.username).await.session.0]),
        "/api/todos/{id}/completions/latest" => Some(vec![completed_once(owner).await]),
        "/api/events/{id}/overrides/{recurrence_id}" => {
            let series = owner.event("Breakfast", "2026-03-01T09:00:00").rule("FREQ=DAILY");
            Some(vec![series.create().await.id])
        }
        path if path.starts_with("/api/events/{id}/invitations") => {
            let event = owner.event("Party", "2026-03-05T09:00:00Z").create().await;
            let gus = t.user("walter").await;
            if path.ends_with("/invitations") {
                return Some(vec![event.id]);
            }
            connect(&gus, owner).await;
            let invited = invite(owner, event.id, &[&gus], None).await;
            Some(vec![event.id, invited[0]["id"].as_i64().unwrap()])
        }
        "/api/event-invitations/{id}/respond" => {
            let hal = t.user("xenia").await;
            connect(&hal, owner).await;
            let event = hal.event("Party", "2026-03-05T09:00:00Z").create().await;
            let invited = invite(&hal, event.id, &[owner], None).await;
            Some(vec![invited[0]["id"].as_i64().unwrap()])
        }
        "/api/connections/{id}" => Some(vec![connect(&t.user("finn").await, owner).await]),
        "/api/connections/requests/{id}" => {
            Some(vec![ask(owner, "nobody").await["request"]["id"].as_i64().unwrap()])
        }
        "/api/connections/blocked/{user_id}" => {
            let cleo = t.user("cleo").await;
            ask(&cleo, &owner.username).await;
            block(owner, &cleo).await;
            Some(vec![cleo.id.0])
        }
        "/api/notifications/{id}/snooze" => {
            let today = t.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
            let todo = owner.todo("Pay").due(&today).create().await;
            t.execute("UPDATE todos SET created_at = '2026-01-01 00:00:00+00:00'").await;
            t.notify_due().await;
            let told: Vec<Value> = owner.get("/api/notifications?limit=200").await.json_as();
            let is_of_todo = |one: &&Value| one["path"] == todo.url();
            Some(vec![told.iter().find(is_of_todo).unwrap()["id"].as_i64().unwrap()])
        }
        path if path.starts_with("/api/notifications/{id}") => {
            let guest = if path.ends_with("read") { "gus" } else { "gina" };
            ask(&*t.user(guest).await, &owner.username).await;
            let told: Vec<Value> = owner.get("/api/notifications?limit=200").await.json_as();
            let of_guest = told.iter().find(|one| one["actor"]["username"] == guest);
            Some(vec![of_guest.unwrap()["id"].as_i64().unwrap()])
        }
        path if path.starts_with("/api/connections/requests/{id}/") => {
            // Another one each time: who was answered doesn't ask again.
            let dora = t.user(if path.ends_with("accept") { "dora" } else { "eve" }).await;
            let asked = ask(&dora, &owner.username).await;
            Some(vec![asked["request"]["id"].as_i64().unwrap()])
        }
        "/api/shared-calendars/{calendar_id}/members"
        | "/api/shared-calendars/{calendar_id}/preferences" => {
            Some(vec![owner.calendar("Family").create().await.id])
        }
        "/api/shared-calendars/{calendar_id}/members/{user_id}" => {
            let (uma, family) = (t.user("uma").await, owner.calendar("Family").create().await);
            if names(&list(owner, connections::PATH).await).iter().all(|name| *name != "uma") {
                connect(owner, &uma).await;
            }
            shared_calendars::share(owner, family.id, &uma, "read_only").await;
            Some(vec![family.id, uma.id.0])
        }
        path if path.starts_with("/api/shared-calendars/{calendar_id}") => {
            let hal = t.user("hal").await;
            if names(&list(owner, connections::PATH).await).iter().all(|name| *name != "hal") {
                connect(&hal, owner).await;
            }
            let calendar = hal.calendar("Club").create().await.id;
            let offer = shared_calendars::offering(&hal, calendar, owner, "read_only");
            offer.await.assert_status(201);
            if path == "/api/shared-calendars/{calendar_id}" {
                shared_calendars::accepting(owner, calendar).await.assert_status(200);
            }
            Some(vec![calendar])
        }
        path if path.starts_with("/api/projects/{id}/tasks/{task_id}") => {
            Some(in_project(owner).await)
        }
        "/api/projects/{id}/members/{user_id}" => {
            let (project, gwen) = (owner.project("Garden").create().await, t.user("gwen").await);
            grant(t, &project, &gwen, VIEW).await;
            Some(vec![project.id, gwen.id.0])
        }
        _ => {
            let mut table = all().into_iter();
            let resource =
                table.find(|resource| path.starts_with(&format!("{}/{{id}}", resource.path)))?;
            Some(vec![resource.draft(owner).create().await.id])
        }
    }
}

/// A project, a task in it that recurs and was completed, and a comment on that.
async fn in_project(owner: &Person) -> Vec<i64> {
    let project = owner.project("Garden").create().await;
    let task = owner.task(&project, "Water the plants").due("2026-03-05").rule("FREQ=DAILY");
    let task = task.create().await;
    owner.patch(task.url(), json!({"status": "done"})).await.assert_status(200);
    let comment = owner.draft(&task.action("comments"), json!({"content": "Not too much"}));
    vec![project.id, task.id, comment.create().await.id]
}

async fn completed_once(owner: &Person) -> i64 {
    let todo = owner.todo("Water the plants").due("2026-03-05");
    let todo = todo.with("recurrence_rule", "FREQ=DAILY").create().await;
    owner.patch(todo.action("toggle"), ()).await.assert_status(200);
    todo.id
}

async fn passkey(t: &TestApp, owner: &Person) -> i64 {
    let mut chance = [0; 16];
    t.app.entropy().fill(&mut chance);
    let new = NewPasskey {
        name: PasskeyName::parse("Phone").unwrap(),
        credential_id: chance.to_vec(),
        credential: "{}".to_owned(),
        sign_count: 0,
        backup_eligible: None,
        backup_state: false,
    };
    let (store, now) = (&t.store, t.app.now());
    let made = store.write(async move |tx| passkey::create(tx, owner.id, new, now).await).await;
    made.unwrap().id.0
}

/// Returns the body of an operation that needs more than one of the right shape: the id of another
/// row of the owner's, or of somebody whom they know.
async fn body(t: &TestApp, owner: &Person, operation: &Operation) -> Option<Value> {
    match &*operation.name() {
        "POST /api/people/{id}/merge" => {
            let other = row(t, owner, "/api/people/{id}").await?;
            Some(json!({"person_id": other[0]}))
        }
        "POST /api/projects/{id}/members" => {
            let hugo = t.user("hugo").await;
            connect(&hugo, owner).await;
            Some(json!({"user_id": hugo.id, "role": "viewer"}))
        }
        "POST /api/shared-calendars/{calendar_id}/members" => {
            let ivy = t.user("ivy").await;
            connect(owner, &ivy).await;
            Some(json!({"user_id": ivy.id, "permission": "read_only"}))
        }
        "POST /api/events/{id}/invitations" => {
            let yara = t.user("yara").await;
            connect(&yara, owner).await;
            Some(json!({"user_ids": [yara.id]}))
        }
        _ => None,
    }
}

/// Everything that an answer says, without what names the request.
fn said(reply: &Reply) -> (u16, String) {
    let problem = reply.assert_problem(404, "not_found");
    let id = problem.body()["request_id"].as_str().unwrap();
    (reply.status(), reply.text().replace(id, ""))
}

#[umbra_test]
async fn every_operation_on_a_row_answers_a_stranger_404(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    // What is for admins is refused to strangers before any row is looked for: see `admins`.
    let on_rows = Operation::all()
        .into_iter()
        .filter(|operation| operation.has_id() && !operation.path.starts_with("/api/admin"));
    for operation in on_rows {
        let name = operation.name();
        let ids = row(&t, &ana, &operation.path).await;
        let ids = ids.unwrap_or_else(|| panic!("strangers.rs has no row for {name}"));
        let nowhere = vec![i64::MAX; ids.len()];
        let body = body(&t, &ana, &operation).await;
        let send = |who: &Person, ids: &[i64]| {
            let request = operation.on(who, ids);
            body.iter().fold(request, |request, body| request.json(body))
        };
        let missing = said(&send(&ana, &nowhere).await);
        for stranger in [&ben, &admin] {
            assert_eq!(said(&send(stranger, &ids).await), missing, "{name}");
        }
        // The row is really there, and was left alone.
        let own = send(&ana, &ids).await;
        assert!((200..300).contains(&own.status()), "{name} of the owner: {own:?}");
    }
}
