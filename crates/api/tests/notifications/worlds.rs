//! In whatever world: a list is what can be read one by one, and nothing of it is what somebody may not
//! see.

use std::collections::BTreeSet;

use serde_json::Value;
use umbra_domain::{
    CommentId, EventId, ProjectId, TaskId,
    notification::{Answer, NotificationDraft},
};
use umbra_testkit::{Person, TestApp, umbra_test};

use super::{PATH, hold, notify, told, unread};
use crate::agenda::dice::Dice;

/// Whether somebody sees what a notification is about, by its own path.
async fn sees(who: &Person, one: &Value) -> bool {
    who.get(one["path"].as_str().unwrap()).await.status() == 200
}

#[umbra_test]
async fn a_list_is_what_can_be_read_one_by_one_of_what_can_be_seen(t: TestApp) {
    let mut before = 0;
    for seed in 1..=3 {
        let dice = &mut Dice::seeded(seed);
        let mut people = Vec::new();
        for name in ["ana", "ben", "cleo"] {
            people.push(t.user(&format!("{name}{seed}")).await);
        }
        let owner = &people[0];
        let project = owner.project("Garden").create().await;
        let task = owner.task(&project, "Dig").create().await;
        let calendar = owner.calendar("Family").create().await;
        let comment = owner.draft(&task.action("comments"), serde_json::json!({"content": "x"}));
        let comment = comment.create().await;
        let event = owner.event("Choir", "2026-03-03T19:00:00Z").with("calendar_id", calendar.id);
        let event = event.create().await;
        let at = (ProjectId(project.id), TaskId(task.id), CommentId(comment.id));
        for _ in 0..40 {
            let who = &people[1 + dice.below(2) as usize];
            match dice.below(6) {
                0 => hold_project(&t, project.id, who, Some(2)).await,
                1 => hold_project(&t, project.id, who, None).await,
                2 => set(&t, calendar.id, who, Some(1 + dice.below(4) as u8)).await,
                3 => set(&t, calendar.id, who, None).await,
                4 => notify(&t, &[NotificationDraft::commented(owner.id, at, [who.id])]).await,
                _ => {
                    let at = (EventId(event.id), None);
                    notify(
                        &t,
                        &[NotificationDraft::invitation_answered(
                            owner.id,
                            at,
                            Answer::Accepted,
                            [who.id],
                        )],
                    )
                    .await;
                }
            }
        }
        let mut ids = BTreeSet::new();
        for who in &people {
            for one in told(who).await {
                ids.insert(one["id"].as_i64().unwrap());
                assert!(sees(who, &one).await, "{seed}: {one}");
            }
        }
        // And nothing else is kept that could come alive with a right: each row is in its reader's list.
        let kept = t.database_dump().await.table("notifications").len();
        assert_eq!(kept, ids.len() + before, "{seed}");
        before = kept;
        for who in &people {
            unread(who).await;
            let listed: BTreeSet<_> =
                told(who).await.iter().map(|one| one["id"].as_i64().unwrap()).collect();
            let mut single = BTreeSet::new();
            for id in &ids {
                let reply = who.post(format!("{PATH}/{id}/read"), ()).await;
                if reply.status() == 200 {
                    single.insert(*id);
                } else {
                    reply.assert_problem(404, "not_found");
                }
            }
            assert_eq!(listed, single, "{seed}");
        }
    }
}

async fn hold_project(t: &TestApp, project: i64, who: &Person, right: Option<u8>) {
    let sql = match right {
        Some(right) => format!(
            "INSERT INTO project_members (project_id, user_id, held) VALUES ({project}, {}, {right}) \
             ON CONFLICT (project_id, user_id) DO UPDATE SET held = excluded.held",
            who.id
        ),
        None => format!(
            "DELETE FROM project_members WHERE project_id = {project} AND user_id = {}",
            who.id
        ),
    };
    t.execute(&sql).await;
}

async fn set(t: &TestApp, calendar: i64, who: &Person, right: Option<u8>) {
    match right {
        Some(_) => hold(t, calendar, who.id, right).await,
        None => {
            let sql = format!(
                "DELETE FROM calendar_members WHERE calendar_id = {calendar} AND user_id = {}",
                who.id
            );
            t.execute(&sql).await;
        }
    }
}
