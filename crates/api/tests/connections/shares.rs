//! What ends with a connection: everything that either of the two shares with the other.

use serde_json::{Value, json};
use umbra_testkit::{Created, Person, TestApp, umbra_test};

use super::{PATH, block, connect};
use crate::projects::{EDIT, VIEW, grant, now};

async fn share(t: &TestApp, calendar: &Created, who: &Person) {
    let (calendar, who) = (calendar.id, who.id);
    let sql = format!(
        "INSERT INTO calendar_members (calendar_id, user_id, held) VALUES ({calendar}, {who}, 2)"
    );
    assert_eq!(t.execute(&sql).await, 1);
}

async fn listed(who: &Person, path: &str) -> Vec<Value> {
    let all: Vec<Value> = who.get(path).await.assert_status(200).json_as();
    let mut names: Vec<_> = all.into_iter().map(|one| one["name"].clone()).collect();
    names.sort_by_key(Value::to_string);
    names
}

#[umbra_test]
async fn ending_a_connection_ends_what_the_two_share_with_each_other(t: TestApp) {
    let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
    for ends in ["by one", "by the other", "by a block"] {
        let connection = connect(&ana, &ben).await;
        let mut made = Vec::new();
        for owner in [&ana, &ben, &cleo] {
            let name = &owner.username;
            let calendar = owner.calendar(name).create().await;
            let project = owner.project(name).create().await;
            for member in [&ana, &ben, &cleo].into_iter().filter(|one| one.id != owner.id) {
                share(&t, &calendar, member).await;
                grant(&t, &project, member, if owner.id == ana.id { EDIT } else { VIEW }).await;
            }
            let task =
                owner.task(&project, "Dig").with("assignee_ids", json!([ana.id, ben.id, cleo.id]));
            made.push((calendar, project, task.create().await));
        }
        let all = ["ana", "ben", "cleo"].map(|name| json!(name));
        let with_personal = |names: &[&str]| {
            ["Personal"].iter().chain(names).map(|name| json!(name)).collect::<Vec<_>>()
        };
        for who in [&ana, &ben, &cleo] {
            assert_eq!(listed(who, "/api/projects").await, all);
            assert_eq!(listed(who, "/api/calendars").await, with_personal(&["ana", "ben", "cleo"]));
        }
        match ends {
            "by one" => ana.delete(format!("{PATH}/{connection}")).await.assert_status(204),
            "by the other" => ben.delete(format!("{PATH}/{connection}")).await.assert_status(204),
            _ => {
                block(&ana, &ben).await;
                ana.delete(format!("{PATH}/blocked/{}", ben.id)).await.assert_status(204)
            }
        };
        // What Cleo shares with both stays, and so does what they share with her.
        for (who, left) in [(&ana, ["ana", "cleo"]), (&ben, ["ben", "cleo"])] {
            assert_eq!(listed(who, "/api/projects").await, left.map(|name| json!(name)), "{ends}");
            assert_eq!(listed(who, "/api/calendars").await, with_personal(&left), "{ends}");
        }
        assert_eq!(listed(&cleo, "/api/projects").await, all, "{ends}");
        // Nobody is assigned who isn't there, and that is a new version of the task.
        for (owner, at, left) in [
            (&ana, 0, vec![ana.id, cleo.id]),
            (&ben, 1, vec![ben.id, cleo.id]),
            (&cleo, 2, vec![ana.id, ben.id, cleo.id]),
        ] {
            let (calendar, project, task) = &made[at];
            let read = owner.get(task.url()).await.assert_status(200);
            assert_eq!(read.json()["assignee_ids"], json!(left), "{ends}");
            assert_eq!(read.etag(), if left.len() == 3 { "\"1\"" } else { "\"2\"" }, "{ends}");
            assert_eq!(now(owner, project).await["name"], json!(owner.username));
            owner.delete(project.url()).await.assert_status(204);
            owner.delete(calendar.url()).await.assert_status(204);
        }
    }
}
