//! Who is told of what happens in a project.

use serde_json::{Value, json};
use umbra_testkit::{Created, Person, TestApp, umbra_test};

use crate::{
    connections::connect,
    notifications::told,
    projects::{join, member_path, set_role},
};

struct World {
    ana: Person,
    ben: Person,
    cleo: Person,
    project: Created,
}

impl World {
    async fn begin(t: &TestApp) -> Self {
        let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
        let project = ana.project("Garden").create().await;
        for who in [&ben, &cleo] {
            connect(&ana, who).await;
            join(&ana, &project, who, "editor").await;
        }
        let world = Self { ana, ben, cleo, project };
        for who in [&world.ben, &world.cleo] {
            assert_eq!(kinds(who).await[0], "project_share");
        }
        world.forget().await;
        world
    }

    /// Lets everybody delete what they were told.
    async fn forget(&self) {
        for who in [&self.ana, &self.ben, &self.cleo] {
            for one in told(who).await {
                who.delete(format!("/api/notifications/{}", one["id"])).await.assert_status(204);
            }
        }
    }

    /// Lists of what kinds everybody was told, and forgets it.
    async fn news(&self) -> [Vec<Value>; 3] {
        let news = [kinds(&self.ana).await, kinds(&self.ben).await, kinds(&self.cleo).await];
        self.forget().await;
        news
    }
}

async fn kinds(who: &Person) -> Vec<Value> {
    told(who).await.into_iter().map(|one| one["kind"].clone()).collect()
}

fn news<const A: usize, const B: usize, const C: usize>(
    ana: [&str; A],
    ben: [&str; B],
    cleo: [&str; C],
) -> [Vec<Value>; 3] {
    let all = |kinds: &[&str]| kinds.iter().map(|kind| json!(kind)).collect();
    [all(&ana), all(&ben), all(&cleo)]
}

#[umbra_test]
async fn who_is_assigned_is_told_once_and_nobody_of_what_they_did(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, cleo, project } = &world;
    let task = ana.task(project, "Dig").with("assignee_ids", json!([ana.id, ben.id]));
    let task = task.create().await;
    assert_eq!(world.news().await, news([], ["task_assigned"], []));
    let three = json!({"assignee_ids": [ana.id, ben.id, cleo.id]});
    ben.patch(task.url(), &three).await.assert_status(200);
    assert_eq!(world.news().await, news([], [], ["task_assigned"]));
    ana.patch(task.url(), json!({"title": "Dig deep"})).await.assert_status(200);
    ana.patch(task.url(), json!({"assignee_ids": []})).await.assert_status(200);
    assert_eq!(world.news().await, news([], [], []));
}

#[umbra_test]
async fn who_has_to_do_with_a_task_is_told_of_comments_and_who_is_named_of_that(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, cleo, project } = &world;
    let task = ana.task(project, "Dig").with("assignee_ids", json!([ben.id])).create().await;
    world.forget().await;
    let say = async |who: &Person, text: &str| {
        who.draft(&task.action("comments"), json!({"content": text})).create().await
    };
    // She made it, he is to do it.
    say(cleo, "Where?").await;
    assert_eq!(world.news().await, news(["comment"], ["comment"], []));
    // And she has asked.
    let answer = say(ben, "Behind the shed").await;
    assert_eq!(world.news().await, news(["comment"], [], ["comment"]));
    say(ana, "@cleo, by the wall. @ana").await;
    assert_eq!(world.news().await, news([], ["comment"], ["mention"]));
    // A change tells those who weren't named before.
    let named = json!({"content": "Behind the shed, @cleo"});
    ben.patch(answer.url(), named).await.assert_status(200);
    assert_eq!(world.news().await, news([], [], ["mention"]));
    let more = json!({"content": "Behind the shed, @Cleo and @ana"});
    ben.patch(answer.url(), more).await.assert_status(200);
    assert_eq!(world.news().await, news(["mention"], [], []));
    // Whoever is out is told of nothing.
    ana.delete(member_path(project, ben)).await.assert_status(204);
    say(ana, "@ben?").await;
    assert_eq!(world.news().await, news([], [], ["comment"]));
}

#[umbra_test]
async fn who_gets_a_project_is_told(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, project, .. } = &world;
    set_role(ana, project, ben, "viewer").await.assert_status(200);
    assert_eq!(world.news().await, news([], [], []));
    set_role(ana, project, ben, "owner").await.assert_status(200);
    assert_eq!(world.news().await, news([], ["project_share"], []));
}
