//! Deleting one's own account.

use serde_json::{Value, json};
use umbra_testkit::{PASSWORD, Person, Reply, TestApp, at_once, umbra_test};

use crate::{
    admin::kit::{assert_audited, newest, url},
    notifications::hold,
    projects::{EDIT, grant},
};

const PATH: &str = "/api/auth/me";

async fn ask(who: &Person) -> Value {
    let body = json!({"password": PASSWORD});
    who.request("DELETE", PATH, body).await.assert_status(200).json()
}

async fn confirm(who: &Person) -> Reply {
    let body = json!({"password": PASSWORD, "confirm": true});
    who.request("DELETE", PATH, body).await
}

#[umbra_test]
async fn a_first_call_says_what_others_lose_and_deletes_nothing(t: TestApp) {
    let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
    ana.calendar("Alone").create().await;
    let family = ana.calendar("Family").create().await;
    let garden = ana.project("Garden").create().await;
    let band = ben.project("Band").create().await;
    let team = ben.calendar("Team").create().await;
    for who in [&ben, &cleo] {
        hold(&t, family.id, who.id, Some(2)).await;
    }
    grant(&t, &garden, &ben, EDIT).await;
    grant(&t, &band, &ana, EDIT).await;
    hold(&t, team.id, ana.id, Some(2)).await;
    // Of this one she sees when somebody is busy: neither what is in it nor who.
    let work = ben.calendar("Work").create().await;
    hold(&t, work.id, ana.id, Some(1)).await;
    hold(&t, work.id, cleo.id, Some(4)).await;
    let before = t.database_dump().await;
    let thing =
        |id: i64, name: &str, others: u64| json!([{"id": id, "name": name, "others": others}]);
    let expected = json!({
        "calendars": thing(family.id, "Family", 2),
        "projects": thing(garden.id, "Garden", 1),
        "member_of_calendars": [
            {"id": team.id, "name": "Team", "others": 1},
            {"id": work.id, "name": "Work", "others": null},
        ],
        "member_of_projects": thing(band.id, "Band", 1),
    });
    assert_eq!(ask(&ana).await, expected);
    let after = t.database_dump().await;
    for table in ["users", "calendars", "projects", "calendar_members", "project_members"] {
        assert_eq!(after.table(table), before.table(table), "{table}");
    }
    let nothing = json!({
        "calendars": [], "projects": [], "member_of_projects": [],
        "member_of_calendars": [
            {"id": family.id, "name": "Family", "others": 2},
            {"id": work.id, "name": "Work", "others": 2},
        ],
    });
    assert_eq!(ask(&cleo).await, nothing);
}

#[umbra_test]
async fn what_is_ones_own_goes_and_what_one_made_elsewhere_stays(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    let (family, team) =
        (ana.calendar("Family").create().await, ben.calendar("Team").create().await);
    let (garden, band) = (ana.project("Garden").create().await, ben.project("Band").create().await);
    hold(&t, family.id, ben.id, Some(4)).await;
    hold(&t, team.id, ana.id, Some(4)).await;
    grant(&t, &garden, &ben, EDIT).await;
    grant(&t, &band, &ana, EDIT).await;
    let mine = ben.event("Lunch", "2026-03-03").with("calendar_id", family.id).create().await;
    let event = ana.event("Match", "2026-03-03").with("calendar_id", team.id).create().await;
    let task = ana.task(&band, "Tune").with("assignee_ids", json!([ana.id])).create().await;
    let comment = ana.draft(&task.action("comments"), json!({"content": "A?"})).create().await;
    let both = json!([ana.id, ben.id]);
    ana.task(&garden, "Weed").with("assignee_ids", both).create().await;
    crate::connections::connect(&ana, &ben).await;
    ana.todo("Own").create().await;
    ana.reminder("Own", "2026-03-03T08:00:00Z").create().await;
    let again = t.user("ana").await;
    let reply = confirm(&ana).await.assert_status(204);
    assert!(reply.header("set-cookie").unwrap().contains("Max-Age=0"), "{reply:?}");
    for gone in [&ana, &again] {
        gone.get("/api/settings").await.assert_problem(401, "unauthenticated");
    }
    let credentials = json!({"username": "ana", "password": PASSWORD});
    let refused = t.anonymous().post("/api/auth/login", credentials).await;
    refused.assert_problem(401, "invalid_credentials");
    ben.get(mine.url()).await.assert_problem(404, "not_found");
    ben.get(garden.url()).await.assert_problem(404, "not_found");
    ben.get(family.url()).await.assert_problem(404, "not_found");
    let seen = ben.get(event.url()).await.assert_status(200).json();
    assert_eq!((&seen["title"], &seen["created_by"]), (&json!("Match"), &json!(null)));
    let seen = ben.get(task.url()).await.assert_status(200).json();
    assert_eq!((&seen["created_by"], &seen["assignee_ids"]), (&json!(null), &json!([])));
    let said = ben.get(format!("{}/{}", task.action("comments"), comment.id)).await;
    assert_eq!(said.assert_status(200).json()["created_by"], json!(null));
    let left: Vec<Value> = ben.get("/api/connections").await.json_as();
    assert!(left.is_empty(), "{left:?}");
    // Nothing of theirs is left but what the audit log has.
    let dump = t.database_dump().await;
    assert_eq!((dump.table("todos").len(), dump.table("reminders").len()), (0, 0));
    let entry = newest(&admin, "auth.delete_account").await;
    assert_eq!((&entry["actor_id"], &entry["target_id"]), (&json!(ana.id), &json!(ana.id)));
    assert_eq!((&entry["outcome"], &entry["detail"]), (&json!("success"), &json!("username=ana")));
    // The name is free.
    t.user("ana").await.get("/api/settings").await.assert_status(200);
}

#[umbra_test]
async fn what_becomes_nobodys_has_another_version(t: TestApp) {
    let (ben, admin) = (t.user("ben").await, t.admin().await);
    let team = ben.calendar("Team").create().await;
    let band = ben.project("Band").create().await;
    for by_admin in [false, true] {
        let ana = t.user(if by_admin { "anna" } else { "ana" }).await;
        hold(&t, team.id, ana.id, Some(4)).await;
        grant(&t, &band, &ana, EDIT).await;
        let event = ana.event("Match", "2026-03-03").with("calendar_id", team.id).create().await;
        let made = ana.task(&band, "Tune").create().await;
        let assigned = ben.task(&band, "Sing").with("assignee_ids", json!([ana.id])).create().await;
        let comment = ana.draft(&made.action("comments"), json!({"content": "A?"})).create().await;
        let comment = format!("{}/{}", made.action("comments"), comment.id);
        let other = ben.task(&band, "Listen").create().await;
        let text = json!({"content": if by_admin { "@anna" } else { "@ana" }});
        let naming = ben.draft(&other.action("comments"), text).create().await;
        assert_eq!(naming.body["mentions"][0]["user_id"], json!(ana.id));
        let naming = format!("{}/{}", other.action("comments"), naming.id);
        let urls = [event.url(), made.url(), assigned.url(), comment, naming, other.url()];
        let read = async || {
            let mut all = Vec::new();
            for url in &urls {
                let reply = ben.get(url).await.assert_status(200);
                all.push((reply.header("etag").unwrap().to_owned(), reply.text().to_owned()));
            }
            all
        };
        let before = read().await;
        if by_admin {
            admin.delete(url(ana.id, "")).await.assert_status(204);
        } else {
            confirm(&ana).await.assert_status(204);
        }
        for (number, (before, after)) in before.iter().zip(read().await).enumerate() {
            assert_eq!(before.0 == after.0, before.1 == after.1, "{}", urls[number]);
            assert_eq!(before.0 == after.0, urls[number] == other.url(), "{}", urls[number]);
        }
    }
}

#[umbra_test]
async fn it_takes_the_password_which_may_be_wrong_ten_times(t: TestApp) {
    let ana = t.user("ana").await;
    for attempt in 1..=10 {
        let wrong = json!({"password": "wrong wrong wrong", "confirm": true});
        let refused = ana.request("DELETE", PATH, wrong).await;
        assert_eq!(refused.status(), 401, "{attempt}");
    }
    confirm(&ana).await.assert_problem(401, "unauthenticated");
    assert_eq!(t.user("ana").await.id, ana.id, "the account is there");
    let ana = t.user("ana").await;
    ana.request("DELETE", PATH, json!({"confirm": true})).await.assert_problem(422, "invalid");
}

#[umbra_test]
async fn the_last_admin_stays_and_of_two_at_once_one_does(t: TestApp) {
    let admin = t.admin().await;
    let body = json!({"password": PASSWORD});
    admin.request("DELETE", PATH, body).await.assert_problem(409, "last_admin");
    confirm(&admin).await.assert_problem(409, "last_admin");
    assert_audited(&admin, admin.id, "auth.delete_account", "failure", json!("last_admin")).await;
    let ana = t.user("ana").await;
    admin.put(url(ana.id, "/role"), json!({"role": "admin"})).await.assert_status(200);
    let ana = t.user("ana").await;
    let body = json!({"password": PASSWORD, "confirm": true});
    let both = [&admin, &ana].map(|who| who.request("DELETE", PATH, &body));
    let mut statuses: Vec<_> = at_once(both).await.iter().map(Reply::status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
}
