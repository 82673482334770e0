//! Tasks that are part of others.

use serde_json::json;
use umbra_testkit::{Created, Person, TestApp, at_once, umbra_test};

use crate::projects::{now, titles};

async fn chain(who: &Person, project: &Created, count: usize) -> Vec<Created> {
    let mut chain: Vec<Created> = Vec::new();
    for level in 1..=count {
        let mut task = who.task(project, &format!("Level {level}"));
        if let Some(above) = chain.last() {
            task = task.with("parent_task_id", above.id);
        }
        chain.push(task.create().await);
    }
    chain
}

#[umbra_test]
async fn there_are_five_levels_and_no_circle(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Deep").create().await;
    let levels = chain(&ana, &project, 5).await;
    let refused = ana.task(&project, "Level 6").with("parent_task_id", levels[4].id).send().await;
    refused.assert_problem(422, "invalid").assert_field("/parent_task_id", "too_deep");
    // What is below counts, too.
    let tall = chain(&ana, &project, 3).await;
    let below = |task: &Created, parent: &Created| {
        ana.patch(task.url(), json!({"parent_task_id": parent.id}))
    };
    let refused = below(&tall[0], &levels[2]).await;
    refused.assert_problem(422, "invalid").assert_field("/parent_task_id", "too_deep");
    below(&tall[0], &levels[1]).await.assert_status(200);
    for (task, parent) in [(0, 0), (0, 1), (0, 4), (3, 4)] {
        let refused = below(&levels[task], &levels[parent]).await;
        refused.assert_problem(422, "invalid").assert_field("/parent_task_id", "circular");
    }
    below(&levels[4], &levels[1]).await.assert_status(200);
    assert_eq!(now(&ana, &levels[4]).await["parent_task_id"], levels[1].id);
}

#[umbra_test]
async fn two_that_become_part_of_each_other_at_once_make_no_circle(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let project = ana.project("Race").create().await;
    for round in 0..4 {
        let one = ana.task(&project, &format!("one {round}")).create().await;
        let other = ana.task(&project, &format!("other {round}")).create().await;
        let replies = at_once([
            ana.patch(one.url(), json!({"parent_task_id": other.id})),
            second.patch(other.url(), json!({"parent_task_id": one.id})),
        ]);
        let mut statuses: Vec<_> = replies.await.iter().map(|reply| reply.status()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
    }
}

#[umbra_test]
async fn a_deleted_task_takes_its_parts_and_nothing_else(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Deep").create().await;
    let levels = chain(&ana, &project, 4).await;
    let waiting = ana.task(&project, "Waiting").with("depends_on", json!([levels[3].id]));
    let waiting = waiting.create().await;
    assert_eq!(waiting.body["is_blocked"], true);
    ana.delete(levels[1].url()).await.assert_status(204);
    assert_eq!(titles(&ana, &project, "").await, ["Level 1", "Waiting"]);
    // What was waiting for it has another version, for it shows something else.
    let after = ana.get(waiting.url()).await.assert_status(200);
    assert_ne!(after.etag(), waiting.etag);
    assert_eq!(
        (&after.json()["is_blocked"], &after.json()["depends_on"]),
        (&json!(false), &json!([]))
    );
}
