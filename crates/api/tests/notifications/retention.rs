//! What is kept, and how long.

use std::time::Duration;

use umbra_testkit::{TestApp, umbra_test};

use super::{PATH, World, notify, told};
use crate::connections::{REQUESTS, ask};

const DAY: Duration = Duration::from_hours(24);

#[umbra_test]
async fn what_was_read_goes_after_90_days_and_the_rest_after_a_year(t: TestApp) {
    let world = World::begin(&t).await;
    let (one, other) = (world.task("One").await, world.task("Other").await);
    notify(&t, &[world.commented(world.say(&one, "x").await)]).await;
    let id = told(&world.ben).await[0]["id"].clone();
    notify(&t, &[world.commented(world.say(&other, "x").await)]).await;
    t.clock.advance(DAY * 10);
    let ben = t.user("ben").await;
    ben.post(format!("{PATH}/{id}/read"), ()).await.assert_status(200);
    let purge = async || t.app.purge_expired().await.unwrap().notifications;
    t.clock.advance(DAY * 90);
    assert_eq!(purge().await, 0, "90 days, not yet more");
    t.clock.advance(Duration::from_secs(1));
    assert_eq!(purge().await, 1);
    t.clock.advance(DAY * 265 - Duration::from_secs(1));
    assert_eq!(purge().await, 0, "a year, not yet more");
    t.clock.advance(Duration::from_secs(1));
    assert_eq!(purge().await, 1);
    assert!(t.database_dump().await.table("notifications").is_empty());
}

#[umbra_test]
async fn what_was_deleted_is_remembered_for_a_week(t: TestApp) {
    let world = World::begin(&t).await;
    notify(&t, &[world.assigned(&world.task)]).await;
    let url = format!("{PATH}/{}", told(&world.ben).await[0]["id"]);
    world.ben.delete(url).await.assert_status(204);
    t.clock.advance(DAY * 7);
    assert_eq!(t.app.purge_expired().await.unwrap().notifications, 0);
    t.clock.advance(Duration::from_secs(1));
    assert_eq!(t.app.purge_expired().await.unwrap().notifications, 1);
}

#[umbra_test]
async fn what_was_about_a_request_that_is_gone_goes_with_the_next_purge(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let asked = ask(&ana, "ben").await;
    assert_eq!(t.app.purge_expired().await.unwrap().notifications, 0);
    ana.delete(format!("{REQUESTS}/{}", asked["request"]["id"])).await.assert_status(204);
    assert!(told(&ben).await.is_empty());
    assert_eq!(t.app.purge_expired().await.unwrap().notifications, 1);
}

#[umbra_test]
async fn nobody_has_more_than_a_thousand(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    for (who, count) in [(&ana, 1005), (&ben, 1000)] {
        let row = |number: usize| {
            let at = format!("'2026-01-01 00:00:00.{number:06}+00:00'");
            format!("({}, 'role-changed', 1, 'k{number}', FALSE, {at}, {at})", who.id)
        };
        let rows: Vec<_> = (0..count).map(row).collect();
        let sql = format!(
            "INSERT INTO notifications \
             (user_id, notice, count, group_key, is_deleted, created_at, updated_at) VALUES {}",
            rows.join(", ")
        );
        t.execute(&sql).await;
    }
    assert_eq!(t.app.purge_expired().await.unwrap().notifications, 5);
    let count = ana.get(format!("{PATH}/unread-count")).await.assert_status(200).json();
    assert_eq!(count["unread"], 1000);
    let newest = told(&ana).await[0]["updated_at"].as_str().unwrap().to_owned();
    assert!(newest.contains(".001004"), "the oldest go: {newest}");
}
