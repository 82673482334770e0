//! What has to be done before.

use serde_json::json;
use umbra_testkit::{Created, TestApp, at_once, umbra_test};

use crate::projects::now;

#[umbra_test]
async fn a_task_is_blocked_exactly_as_long_as_something_before_it_is_open(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Kitchen").create().await;
    let plan = ana.task(&project, "Plan").create().await;
    let order = ana.task(&project, "Order").create().await;
    let build = ana.task(&project, "Build").with("depends_on", json!([order.id, plan.id]));
    let build = build.create().await;
    assert_eq!(build.body["depends_on"], json!([plan.id, order.id]));
    let mut etag = build.etag.clone();
    let set = |task: &Created, status| ana.patch(task.url(), json!({"status": status}));
    for (task, status, blocked) in [
        (&plan, "done", true),
        (&order, "done", false),
        (&plan, "review", true),
        (&plan, "done", false),
    ] {
        set(task, status).await.assert_status(200);
        let after = ana.get(build.url()).header("If-None-Match", &etag).await.assert_status(200);
        assert_eq!(after.json()["is_blocked"], blocked, "{status}");
        assert_eq!(after.json()["updated_at"], build.body["updated_at"]);
        etag = after.etag().to_owned();
    }
    // A status that keeps it open is nobody else's business.
    set(&order, "todo").await.assert_status(200);
    let waits = ana.get(build.url()).await.etag().to_owned();
    set(&order, "in_progress").await.assert_status(200);
    assert_eq!(ana.get(build.url()).await.etag(), waits);
    // What is blocked may be done all the same: people know better.
    set(&build, "done").await.assert_status(200);
    assert_eq!(now(&ana, &build).await["is_blocked"], true);
}

#[umbra_test]
async fn no_task_has_to_be_done_before_itself(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Circle").create().await;
    let mut chain: Vec<Created> = Vec::new();
    for number in 0..5 {
        let before: Vec<_> = chain.last().map(|task| task.id).into_iter().collect();
        let task = ana.task(&project, &format!("{number}")).with("depends_on", json!(before));
        chain.push(task.create().await);
    }
    for last in 0..5 {
        let refused = ana.patch(chain[0].url(), json!({"depends_on": [chain[last].id]})).await;
        refused.assert_problem(422, "invalid").assert_field("/depends_on", "circular");
    }
    let shortcut = json!({"depends_on": [chain[0].id, chain[2].id, chain[3].id]});
    ana.patch(chain[4].url(), &shortcut).await.assert_status(200);
}

#[umbra_test]
async fn two_that_depend_on_each_other_at_once_make_no_circle(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let project = ana.project("Race").create().await;
    for round in 0..4 {
        let mut made = Vec::new();
        for number in 0..3 {
            made.push(ana.task(&project, &format!("{round}.{number}")).create().await);
        }
        let on = |from: usize, to: usize| {
            let browser = if from == 0 { &*ana } else { &second };
            browser.patch(made[from].url(), json!({"depends_on": [made[to].id]}))
        };
        let replies = at_once([on(0, 1), on(1, 2), on(2, 0)]).await;
        let mut statuses: Vec<_> = replies.iter().map(|reply| reply.status()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 200, 422]);
    }
}
