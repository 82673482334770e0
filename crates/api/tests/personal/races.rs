//! What one does to an event while another takes or changes what somebody has on it.

use sea_orm::sqlx::{self, AssertSqlSafe};
use serde_json::json;
use umbra_testkit::{Request, TestApp, send_until_locked, umbra_test};

use super::{BUSY, EDIT, VIEW, World, grant, set};

/// Runs statements in one transaction on PostgreSQL, which is held after the first one until a request waits for it or
/// is answered, and returns the status of the answer.
async fn meanwhile(t: &TestApp, first: &str, second: Option<&str>, request: Request) -> u16 {
    let pool = t.store.postgres_pool().unwrap();
    let mut held = pool.begin().await.unwrap();
    sqlx::query(AssertSqlSafe(first.to_owned())).execute(&mut *held).await.unwrap();
    let request = send_until_locked(&pool, request, 1).await;
    if let Some(second) = second {
        sqlx::query(AssertSqlSafe(second.to_owned())).execute(&mut *held).await.unwrap();
    }
    held.commit().await.unwrap();
    request.await.unwrap().status()
}

#[umbra_test]
async fn who_loses_the_right_while_somebody_edits_gets_nothing_back(t: TestApp) {
    let world = World::begin(&t, VIEW).await;
    let World { ana, ben, calendar } = &world;
    let series = world.daily().await;
    let url = format!("{}?scope=all", series.url());
    for round in 0..2 {
        world.grant(&t, VIEW).await;
        set(ben, &url, json!({"is_starred": true, "reminders": [60, 30]})).await;
        let take = format!(
            "UPDATE calendar_members SET held = {BUSY} \
             WHERE calendar_id = {calendar} AND user_id = {}",
            ben.id
        );
        let moved = ana.patch(&url, json!({"start": format!("2026-03-1{round}T12:00:00Z")}));
        if t.is_postgres() {
            assert_eq!(meanwhile(&t, &take, None, moved).await, 200);
        } else {
            let (_, reply) = tokio::join!(t.execute(&take), async { moved.await });
            reply.assert_status(200);
        }
        let dump = t.database_dump().await;
        for table in ["event_personal", "reminders"] {
            assert_eq!(dump.table(table).len(), 1, "only Ana has something: {table}");
        }
    }
}

#[umbra_test]
async fn an_event_is_hidden_while_somebody_who_loses_sight_of_it_moves(t: TestApp) {
    // SQLite lets one write at a time.
    if !t.is_postgres() {
        return;
    }
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, calendar } = &world;
    let other = ana.calendar("Other").create().await.id;
    grant(&t, other, ben.id.0, BUSY).await;
    for hide in [json!({"visibility": "private"}), json!({"calendar_id": other})] {
        let event = world.event("Present", "2026-03-02T20:00:00Z").create().await;
        set(ana, event.url(), json!({"reminders": [10]})).await;
        set(ben, event.url(), json!({"reminders": [10]})).await;
        // As a change of the zone does it: the settings come first.
        let settings = format!("SELECT 1 FROM settings WHERE user_id = {} FOR UPDATE", ben.id);
        let reminders =
            format!("UPDATE reminders SET version = version + 1 WHERE user_id = {}", ben.id);
        let hidden = ana.patch(event.url(), hide);
        assert_eq!(meanwhile(&t, &settings, Some(&reminders), hidden).await, 200);
        assert_eq!(ben.get(event.url()).await.status(), 404);
        assert_eq!(t.database_dump().await.table("reminders").len(), 1);
        ana.delete(event.url()).await.assert_status(204);
    }
    assert_eq!(ben.events("2026-03-01", "2026-04-01").await.len(), 0, "{calendar}");
}
