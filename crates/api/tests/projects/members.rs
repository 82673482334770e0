//! Who is in a project: taking people in, changing what they are, leaving, handing over.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Person, Reply, TestApp, umbra_test};

use crate::{
    connections::{PATH as CONNECTIONS, block, connect},
    projects::{join, member_path, now, set_role, tasks},
};

/// Ana's project, with Ben and Cleo in it, who know Ana and not each other.
struct World {
    ana: Person,
    ben: Person,
    cleo: Person,
    project: Created,
}

impl World {
    async fn begin(t: &TestApp, ben_is: &str, cleo_is: &str) -> Self {
        let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
        let project = ana.project("Garden").create().await;
        for (who, role) in [(&ben, ben_is), (&cleo, cleo_is)] {
            connect(&ana, who).await;
            join(&ana, &project, who, role).await;
        }
        Self { ana, ben, cleo, project }
    }

    /// Names who is in the project, and as what, as somebody sees it.
    async fn roles(&self, who: &Client) -> Vec<(String, String)> {
        let path = self.project.action("members");
        let members: Vec<Value> = who.get(path).await.assert_status(200).json_as();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        members.iter().map(|one| (text(&one["username"]), text(&one["role"]))).collect()
    }
}

fn roles<const N: usize>(of: [(&str, &str); N]) -> Vec<(String, String)> {
    of.map(|(name, role)| (name.to_owned(), role.to_owned())).into()
}

async fn tag(who: &Client, path: &str) -> String {
    who.get(path).await.assert_status(200).etag().to_owned()
}

#[umbra_test]
async fn people_are_taken_in_made_something_else_and_put_out(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    ben.put("/api/settings", json!({"preferred_name": "Benno"})).await.assert_status(200);
    let project = ana.project("Garden").create().await;
    assert_eq!(project.body["role"], "owner");
    assert_eq!(
        (&project.body["owner_id"], &project.body["member_count"]),
        (&json!(ana.id), &json!(1))
    );
    connect(&ana, &ben).await;
    let body = json!({"user_id": ben.id, "role": "viewer"});
    let made = ana.post(project.action("members"), body).await.assert_status(201).json();
    let expected = json!({
        "user_id": ben.id, "username": "ben", "preferred_name": "Benno", "role": "viewer",
        "created_at": made["created_at"],
    });
    assert_eq!(made, expected);
    let seen = now(&ben, &project).await;
    assert_eq!((&seen["role"], &seen["member_count"]), (&json!("viewer"), &json!(2)));
    assert_eq!((&seen["owner_id"], &seen["name"]), (&json!(ana.id), &json!("Garden")));
    let list = ben.get("/api/projects").await.assert_status(200).json();
    assert_eq!(list, json!([seen]));
    for role in ["commenter", "editor", "viewer"] {
        let (before, of_ana) = (tag(&ben, &project.url()).await, tag(&ana, &project.url()).await);
        let changed = set_role(&ana, &project, &ben, role).await.assert_status(200).json();
        assert_eq!(changed["role"], role);
        assert_eq!(now(&ben, &project).await["role"], role);
        assert_ne!(tag(&ben, &project.url()).await, before);
        let now = tag(&ana, &project.url()).await;
        // What somebody is already changes nothing.
        set_role(&ana, &project, &ben, role).await.assert_status(200);
        assert_eq!(tag(&ana, &project.url()).await, now);
        assert_ne!(now, of_ana);
    }
    let list: Vec<Value> = ben.get(project.action("members")).await.assert_status(200).json_as();
    let who: Vec<_> = list.iter().map(|one| (&one["username"], &one["role"])).collect();
    assert_eq!(who, [(&json!("ana"), &json!("owner")), (&json!("ben"), &json!("viewer"))]);
    let before = tag(&ana, &project.url()).await;
    ana.delete(member_path(&project, &ben)).await.assert_status(204);
    ana.delete(member_path(&project, &ben)).await.assert_problem(404, "not_found");
    ben.get(project.url()).await.assert_problem(404, "not_found");
    assert_eq!(now(&ana, &project).await["member_count"], 1);
    assert_ne!(tag(&ana, &project.url()).await, before);
}

#[umbra_test]
async fn only_connected_people_are_taken_in_and_only_once(t: TestApp) {
    let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
    let project = ana.project("Garden").create().await;
    let path = project.action("members");
    connect(&ana, &ben).await;
    let connection = connect(&ana, &cleo).await;
    ana.delete(format!("{CONNECTIONS}/{connection}")).await.assert_status(204);
    let before = t.database_dump().await;
    for stranger in [cleo.id.0, 4_711, i64::MAX] {
        let body = json!({"user_id": stranger, "role": "viewer"});
        let refused = ana.post(&path, body).await.assert_problem(422, "invalid");
        refused.assert_field("/user_id", "unknown_user");
    }
    for (body, pointer) in [
        (json!({"user_id": ben.id, "role": "owner"}), "/role"),
        (json!({"user_id": ben.id, "role": "boss"}), "/role"),
        (json!({"user_id": ben.id}), "/role"),
        (json!({"user_id": 0, "role": "viewer"}), "/user_id"),
        (json!({"role": "viewer"}), "/user_id"),
    ] {
        let refused = ana.post(&path, body).await.assert_problem(422, "invalid");
        let pointers = refused.body()["errors"].to_string();
        assert!(pointers.contains(pointer), "{pointers}");
    }
    let own = json!({"user_id": ana.id, "role": "viewer"});
    ana.post(&path, own).await.assert_problem(409, "already_a_member");
    assert_eq!(t.database_dump().await, before);
    join(&ana, &project, &ben, "viewer").await;
    let again = json!({"user_id": ben.id, "role": "editor"});
    ana.post(&path, again).await.assert_problem(409, "already_a_member");
    assert_eq!(now(&ben, &project).await["role"], "viewer");
    // A key says it once.
    connect(&ana, &cleo).await;
    let body = json!({"user_id": cleo.id, "role": "viewer"});
    let send = || ana.post(&path, &body).header("Idempotency-Key", "k");
    let first = send().await.assert_status(201);
    assert_eq!(send().await.assert_status(201).json(), first.json());
    assert_eq!(now(&ana, &project).await["member_count"], 3);
}

#[umbra_test]
async fn nobody_but_the_owner_says_who_is_in_it_and_everybody_else_may_leave(t: TestApp) {
    let world = World::begin(&t, "editor", "viewer").await;
    let World { ana, ben, cleo, project } = &world;
    let dora = t.user("dora").await;
    connect(ben, &dora).await;
    for (role, code) in
        [("viewer", "read_only"), ("commenter", "comment_only"), ("editor", "not_yours")]
    {
        set_role(ana, project, ben, role).await.assert_status(200);
        let before = t.database_dump().await;
        let body = json!({"user_id": dora.id, "role": "viewer"});
        for refused in [
            ben.post(project.action("members"), body).await,
            set_role(ben, project, cleo, "editor").await,
            set_role(ben, project, ben, "owner").await,
            set_role(ben, project, cleo, "owner").await,
            set_role(ben, project, ana, "viewer").await,
            ben.delete(member_path(project, cleo)).await,
            ben.delete(member_path(project, ana)).await,
            ben.delete(member_path(project, &dora)).await,
        ] {
            refused.assert_problem(403, code);
        }
        assert_eq!(t.database_dump().await, before, "{role}");
    }
    for missing in [
        dora.get(project.action("members")).await,
        dora.post(project.action("members"), json!({"user_id": ben.id, "role": "viewer"})).await,
        set_role(&dora, project, ben, "owner").await,
        dora.delete(member_path(project, ben)).await,
        dora.delete(member_path(project, &dora)).await,
        set_role(ana, project, &dora, "owner").await,
        set_role(ana, project, &dora, "viewer").await,
        ana.delete(member_path(project, &dora)).await,
    ] {
        missing.assert_problem(404, "not_found");
    }
    for refused in
        [set_role(ana, project, ana, "editor").await, ana.delete(member_path(project, ana)).await]
    {
        refused.assert_problem(409, "owner_of_project");
    }
    set_role(ana, project, ana, "owner").await.assert_status(200);
    cleo.delete(member_path(project, cleo)).await.assert_status(204);
    cleo.get(project.url()).await.assert_problem(404, "not_found");
    assert_eq!(world.roles(ben).await, roles([("ana", "owner"), ("ben", "editor")]));
    let after = t.database_dump().await;
    assert_eq!(after.table("project_members").len(), 2);
}

#[umbra_test]
async fn a_project_is_handed_over_to_a_member(t: TestApp) {
    let world = World::begin(&t, "viewer", "editor").await;
    let World { ana, ben, cleo, project } = &world;
    let task = ana.task(project, "Dig").with("assignee_ids", json!([ana.id])).create().await;
    let handed = set_role(ana, project, ben, "owner").await.assert_status(200).json();
    assert_eq!((&handed["user_id"], &handed["role"]), (&json!(ben.id), &json!("owner")));
    let all = roles([("ana", "editor"), ("ben", "owner"), ("cleo", "editor")]);
    assert_eq!(world.roles(ana).await, all);
    for (who, role) in [(ana, "editor"), (ben, "owner"), (cleo, "editor")] {
        let seen = now(who, project).await;
        assert_eq!((&seen["role"], &seen["owner_id"]), (&json!(role), &json!(ben.id)));
    }
    assert_eq!(now(ana, &task).await["assignee_ids"], json!([ana.id]));
    ana.delete(project.url()).await.assert_problem(403, "not_yours");
    set_role(ana, project, cleo, "viewer").await.assert_problem(403, "not_yours");
    ben.delete(member_path(project, ben)).await.assert_problem(409, "owner_of_project");
    // It is no longer among what goes with the account of who had it.
    ana.delete(member_path(project, ana)).await.assert_status(204);
    t.execute(&format!("DELETE FROM users WHERE id = {}", ana.id)).await;
    assert_eq!(world.roles(ben).await, roles([("ben", "owner"), ("cleo", "editor")]));
    t.execute(&format!("DELETE FROM users WHERE id = {}", ben.id)).await;
    cleo.get(project.url()).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn who_blocks_the_new_owner_or_is_blocked_by_them_is_no_longer_in_it(t: TestApp) {
    let world = World::begin(&t, "editor", "editor").await;
    let World { ana, ben, cleo, project } = &world;
    // They know of each other by the project.
    block(cleo, ben).await;
    assert_eq!(world.roles(ana).await.len(), 3);
    set_role(ana, project, ben, "owner").await.assert_status(200);
    assert_eq!(world.roles(ana).await, roles([("ana", "editor"), ("ben", "owner")]));
    // Those who aren't connected can block each other, which ends it as well.
    let dora = t.user("dora").await;
    connect(ben, &dora).await;
    join(ben, project, &dora, "viewer").await;
    set_role(ben, project, ana, "owner").await.assert_status(200);
    block(&dora, ana).await;
    dora.get(project.url()).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn what_is_a_members_own_is_theirs_to_change_and_nobody_elses(t: TestApp) {
    let world = World::begin(&t, "viewer", "commenter").await;
    let World { ana, ben, cleo, project } = &world;
    let due = ana.task(project, "Dig").due("2026-03-02").create().await;
    let dashboard = async |who: &Person| {
        let all = who.get("/api/upcoming").await.assert_status(200).json();
        all["tasks"].as_array().unwrap().iter().any(|task| task["id"] == due.id)
    };
    let (of_ana, of_cleo) = (now(ana, project).await, now(cleo, project).await);
    let of_ben = ben.get(project.url()).await;
    assert!(dashboard(ben).await);
    let change = json!({"is_archived": true, "sort_order": 7});
    let changed = ben.patch(project.url(), &change).header("If-Match", of_ben.etag()).await;
    let changed = changed.assert_status(200);
    assert_ne!(changed.etag(), of_ben.etag());
    let seen = now(ben, project).await;
    assert_eq!(changed.json(), seen);
    assert_eq!((&seen["is_archived"], &seen["sort_order"]), (&json!(true), &json!(7)));
    let stale = ben.patch(project.url(), json!({"sort_order": 1}));
    stale.header("If-Match", of_ben.etag()).await.assert_problem(412, "precondition_failed");
    // The same again is no change.
    assert_eq!(ben.put(project.url(), &change).await.etag(), changed.etag());
    assert!(!dashboard(ben).await && dashboard(ana).await && dashboard(cleo).await);
    assert_eq!(now(ana, project).await, of_ana);
    assert_eq!(now(cleo, project).await, of_cleo);
    let archived = |who: &Person| who.get("/api/projects?is_archived=true");
    assert_eq!(archived(ben).await.json().as_array().unwrap().len(), 1);
    assert_eq!(archived(ana).await.json(), json!([]));
    // All of a change, or nothing.
    for (who, code) in [(ben, "read_only"), (cleo, "comment_only")] {
        let before = t.database_dump().await;
        let mixed = json!({"is_archived": false, "name": "Mine"});
        who.patch(project.url(), mixed).await.assert_problem(403, code);
        assert_eq!(t.database_dump().await, before);
    }
    set_role(ana, project, ben, "editor").await.assert_status(200);
    let mixed = json!({"is_archived": false, "name": "Ours"});
    ben.patch(project.url(), mixed).await.assert_status(200);
    assert_eq!(now(ana, project).await["name"], "Ours");
    // Whoever comes back begins anew, and no tag stands for two answers.
    let mut tags = vec![tag(ben, &project.url()).await, changed.etag().to_owned()];
    ben.patch(project.url(), json!({"sort_order": 3})).await.assert_status(200);
    tags.push(tag(ben, &project.url()).await);
    ben.delete(member_path(project, ben)).await.assert_status(204);
    join(ana, project, ben, "viewer").await;
    assert_eq!(now(ben, project).await["sort_order"], 0);
    assert!(!tags.contains(&tag(ben, &project.url()).await));
}

#[umbra_test]
async fn who_is_out_is_no_longer_assigned_however_it_came_about(t: TestApp) {
    let world = World::begin(&t, "editor", "editor").await;
    let World { ana, ben, cleo, project } = &world;
    let admin = t.admin().await;
    let assigned = json!([ben.id, cleo.id]);
    let task = ana.task(project, "Dig").with("assignee_ids", assigned).create().await;
    let other = ana.task(project, "Rake").create().await;
    ben.delete(member_path(project, ben)).await.assert_status(204);
    let read = ana.get(task.url()).await.assert_status(200);
    assert_eq!((&read.json()["assignee_ids"], read.etag()), (&json!([cleo.id]), "\"2\""));
    let refused = ana.patch(other.url(), json!({"assignee_ids": [ben.id]})).await;
    refused.assert_problem(422, "invalid").assert_field("/assignee_ids", "unknown_member");
    assert!(tasks(ana, project, &format!("assignee_id={}", ben.id)).await.is_empty());
    let before = tag(ana, &project.url()).await;
    admin.delete(format!("/api/admin/users/{}", cleo.id)).await.assert_status(204);
    let read = ana.get(task.url()).await.assert_status(200);
    assert_eq!((&read.json()["assignee_ids"], read.etag()), (&json!([]), "\"3\""));
    assert_ne!(tag(ana, &project.url()).await, before);
    assert_eq!(ana.get(other.url()).await.etag(), other.etag);
}

#[umbra_test]
async fn members_are_listed_by_name_in_pages(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Garden").create().await;
    for name in ["Zoe", "ben", "Émile", "dora"] {
        let who = t.user(name).await;
        connect(&ana, &who).await;
        join(&ana, &project, &who, "viewer").await;
    }
    let mut seen = Vec::new();
    let mut next = Some(format!("{}?limit=2", project.action("members")));
    while let Some(path) = next {
        let reply: Reply = ana.get(path).await.assert_status(200);
        let page: Vec<Value> = reply.json_as();
        assert!(page.len() <= 2);
        seen.extend(page.iter().map(|one| one["username"].as_str().unwrap().to_owned()));
        next = reply.next_page();
    }
    assert_eq!(seen, ["ana", "ben", "dora", "Émile", "Zoe"]);
}
