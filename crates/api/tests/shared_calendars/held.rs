//! What somebody does in a calendar while another one takes their right away, or moves what is in it.
//!
//! One of the two is held in the middle, on PostgreSQL: SQLite lets one write at a time, and whoever comes
//! second sees what the first one did.

use sea_orm::sqlx::{self, AssertSqlSafe, PgPool};
use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, send_until_locked, umbra_test};

use super::{World, changing, personal, removing, share};
use crate::connections::{PATH as CONNECTIONS, connect};

/// Runs a statement in a transaction that the caller ends.
async fn hold(pool: &PgPool, sql: String) -> sqlx::Transaction<'static, sqlx::Postgres> {
    let mut held = pool.begin().await.unwrap();
    sqlx::query(AssertSqlSafe(sql)).execute(&mut *held).await.unwrap();
    held
}

async fn place(who: &Client, name: &str) -> i64 {
    who.draft("/api/locations", json!({"name": name})).create().await.id
}

fn new(calendar: i64, more: Value) -> Value {
    let mut body = json!({"title": "x", "start": "2026-03-02T10:00:00Z", "calendar_id": calendar});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[umbra_test]
async fn nothing_is_put_into_a_calendar_with_a_right_that_is_taken_away_meanwhile(t: TestApp) {
    let Some(pool) = t.store.postgres_pool() else { return };
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, .. } = &world;
    let template = ben.template("Run", "Run").with("reminders", json!([10])).create().await;
    let own = ben.event("Own", "2026-03-02T10:00:00Z").create().await;
    let school = place(ben, "School").await;
    let of_template = json!({"start": "2026-03-02T10:00:00Z", "calendar_id": calendar});
    let make = |more: Value| ben.post("/api/events", new(*calendar, more));
    for request in [
        make(json!({})),
        make(json!({})).header("idempotency-key", "x"),
        make(json!({"reminders": [10]})),
        make(json!({"location_id": school})),
        ben.post(template.action("instantiate"), of_template),
        ben.patch(own.url(), json!({"calendar_id": calendar})),
    ] {
        share(ana, *calendar, ben, "create_modify").await;
        let taken = format!(
            "DELETE FROM calendar_members WHERE calendar_id = {calendar} AND user_id = {}",
            ben.id
        );
        let taken = hold(&pool, taken).await;
        let request = send_until_locked(&pool, request, 1).await;
        taken.commit().await.unwrap();
        let refused = request.await.unwrap().assert_problem(422, "invalid");
        refused.assert_field("/calendar_id", "unknown_calendar");
        assert_eq!(personal(&t, ben).await, [0, 0]);
        assert_eq!(ana.events("2026-03-01", "2026-04-01").await, Vec::<Value>::new());
    }
}

#[umbra_test]
async fn who_loses_the_right_keeps_nothing_on_what_they_are_putting_there(t: TestApp) {
    let Some(pool) = t.store.postgres_pool() else { return };
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, .. } = &world;
    let mut connection = world.connection;
    for how in ["removed", "lowered", "parted"] {
        share(ana, *calendar, ben, "create_modify").await;
        let late = hold(&pool, "LOCK TABLE reminders IN SHARE ROW EXCLUSIVE MODE".to_owned()).await;
        let made = ben.post("/api/events", new(*calendar, json!({"reminders": [10]})));
        let made = send_until_locked(&pool, made, 1).await;
        let lost = match how {
            "removed" => removing(ana, *calendar, ben),
            "lowered" => changing(ana, *calendar, ben, "free_busy"),
            _ => ana.delete(format!("{CONNECTIONS}/{connection}")),
        };
        let lost = send_until_locked(&pool, lost, 2).await;
        late.rollback().await.unwrap();
        made.await.unwrap().assert_status(201);
        assert!(lost.await.unwrap().status() < 300, "{how}");
        assert_eq!(personal(&t, ben).await, [0, 0], "{how}");
        if how == "parted" {
            connection = connect(ana, ben).await;
        } else {
            removing(ana, *calendar, ben).await;
        }
    }
}

#[umbra_test]
async fn who_loses_the_right_is_not_followed_from_what_they_are_putting_there(t: TestApp) {
    let Some(pool) = t.store.postgres_pool() else { return };
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, connection } = &world;
    let school = place(ben, "School").await;
    for how in ["removed", "parted"] {
        share(ana, *calendar, ben, "create_modify").await;
        let held = format!("SELECT 1 FROM locations WHERE id = {school} FOR UPDATE");
        let held = hold(&pool, held).await;
        let made = ben.post("/api/events", new(*calendar, json!({"location_id": school})));
        let made = send_until_locked(&pool, made, 1).await;
        let lost = match how {
            "removed" => removing(ana, *calendar, ben),
            _ => ana.delete(format!("{CONNECTIONS}/{connection}")),
        };
        let lost = send_until_locked(&pool, lost, 2).await;
        held.rollback().await.unwrap();
        let made = made.await.unwrap().assert_status(201).json();
        lost.await.unwrap().assert_status(204);
        let shown = ana.get(format!("/api/events/{}", made["id"])).await.assert_status(200).json();
        assert_eq!(shown["location_id"], Value::Null, "{how}");
        assert_eq!(shown["location_text"], "School", "{how}");
    }
}

#[umbra_test]
async fn what_moves_meanwhile_is_found_by_who_may_change_it_in_both_calendars(t: TestApp) {
    let Some(pool) = t.store.postgres_pool() else { return };
    let world = World::shared(&t, "create_modify").await;
    let World { ben, .. } = &world;
    let home = ben.calendar("Home").create().await.id;
    for (status, change) in
        [(200, Some(json!({"title": "y"}))), (200, Some(json!({"is_starred": true}))), (204, None)]
    {
        let event = world.event("x", "2026-03-02T10:00:00Z").create().await;
        let moved = format!("UPDATE events SET calendar_id = {home} WHERE id = {}", event.id);
        let moved = hold(&pool, moved).await;
        let request = match change {
            Some(change) => ben.patch(event.url(), change),
            None => ben.delete(event.url()),
        };
        let request = send_until_locked(&pool, request, 1).await;
        moved.commit().await.unwrap();
        request.await.unwrap().assert_status(status);
    }
}
