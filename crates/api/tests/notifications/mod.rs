//! `/api/notifications` over HTTP, on both databases.

mod connections;
mod grouping;
mod lost;
mod reading;
mod reminders;
mod retention;
mod security;
mod statements;
mod worlds;

use serde_json::{Value, json};
use umbra_domain::{CommentId, ProjectId, TaskId, UserId, notification::NotificationDraft};
use umbra_store::{StoreError, notification};
use umbra_testkit::{Client, Created, Person, TestApp};

pub const PATH: &str = "/api/notifications";

/// Lists what somebody was told.
pub async fn told(who: &Client) -> Vec<Value> {
    who.get(PATH).await.assert_status(200).json_as()
}

/// Lists the titles of what somebody was told.
pub async fn titles(who: &Client) -> Vec<String> {
    told(who).await.iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

/// Counts what somebody hasn't read, by the count and by the dashboard.
pub async fn unread(who: &Client) -> u64 {
    let count = who.get(format!("{PATH}/unread-count")).await.assert_status(200).json();
    let dashboard = who.get("/api/dashboard").await.assert_status(200).json();
    assert_eq!(count["unread"], dashboard["unread_notifications"]);
    let list: Vec<Value> =
        who.get(format!("{PATH}?unread=true")).await.assert_status(200).json_as();
    assert_eq!(count["unread"], json!(list.len()));
    count["unread"].as_u64().unwrap()
}

/// Tells people, as a use case does.
pub async fn notify(t: &TestApp, all: &[NotificationDraft]) {
    let now = t.app.now();
    let told = t.store.write(async |tx| notification::notify(tx, all, now).await);
    told.await.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
}

/// Where a comment is.
pub type At = (ProjectId, TaskId, CommentId);

/// Ana's project, in which Ben holds a right, with a task and a comment.
pub struct World {
    pub ana: Person,
    pub ben: Person,
    pub project: Created,
    pub task: Created,
}

impl World {
    pub async fn begin(t: &TestApp) -> Self {
        let (ana, ben) = (t.user("ana").await, t.user("ben").await);
        let project = ana.project("Garden").create().await;
        crate::projects::grant(t, &project, &ben, crate::projects::VIEW).await;
        let task = ana.task(&project, "Dig").create().await;
        Self { ana, ben, project, task }
    }

    /// Lets Ana comment on a task.
    pub async fn say(&self, task: &Created, content: &str) -> At {
        let comment = self.ana.draft(&task.action("comments"), json!({"content": content}));
        let comment = comment.create().await;
        (ProjectId(self.project.id), TaskId(task.id), CommentId(comment.id))
    }

    /// Lets Ana make a task.
    pub async fn task(&self, title: &str) -> Created {
        self.ana.task(&self.project, title).create().await
    }

    /// Tells Ben that Ana assigned a task to him.
    pub fn assigned(&self, task: &Created) -> NotificationDraft {
        let at = (ProjectId(self.project.id), TaskId(task.id));
        NotificationDraft::task_assigned(self.ana.id, at, [self.ben.id])
    }

    /// Tells Ben that Ana commented.
    pub fn commented(&self, at: At) -> NotificationDraft {
        NotificationDraft::commented(self.ana.id, at, [self.ben.id])
    }
}

/// Lets somebody hold a right on a calendar, or none.
pub async fn hold(t: &TestApp, calendar: i64, who: UserId, right: Option<u8>) {
    let sql = match right {
        Some(right) => format!(
            "INSERT INTO calendar_members (calendar_id, user_id, held) \
             VALUES ({calendar}, {who}, {right}) \
             ON CONFLICT (calendar_id, user_id) DO UPDATE SET held = excluded.held"
        ),
        None => format!(
            "DELETE FROM calendar_members WHERE calendar_id = {calendar} AND user_id = {who}"
        ),
    };
    assert_eq!(t.execute(&sql).await, 1);
}
