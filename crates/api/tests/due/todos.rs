//! Todos that are due.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{look, person, titles};
use crate::notifications::{told, unread};

#[umbra_test]
async fn a_todo_is_told_in_the_morning_of_the_day_on_which_it_is_due(t: TestApp) {
    let ana = person(&t, "ana", "Europe/Vienna").await;
    let todo = ana.todo("Pay the rent").due("2026-03-03").create().await;
    ana.todo("Later").due("2026-03-04").create().await;
    ana.todo("Some day").create().await;
    assert_eq!(look(&t, "2026-03-03T06:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-03T07:00:00Z").await, 1);
    assert_eq!(look(&t, "2026-03-03T07:00:01Z").await, 0);
    let ana = t.user("ana").await;
    let all = told(&ana).await;
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0]["kind"], "todo_due");
    assert_eq!(all[0]["title"], "“Pay the rent” is due");
    assert_eq!(all[0]["body"], "Tuesday, 3 March 2026");
    assert_eq!((&all[0]["path"], &all[0]["is_late"]), (&json!(todo.url()), &json!(false)));
    assert_eq!(all[0]["subject"], json!({"type": "todo", "id": todo.id, "recurrence_id": null}));
    // Whoever deletes it isn't told again.
    let url = format!("/api/notifications/{}", all[0]["id"]);
    ana.delete(url).await.assert_status(204);
    assert_eq!(look(&t, "2026-03-03T20:00:00Z").await, 0);
    assert_eq!(look(&t, "2026-03-04T07:00:00Z").await, 1);
    assert_eq!(titles(&t, "ana").await, ["“Later” is due"]);
}

#[umbra_test]
async fn a_todo_with_a_time_is_told_at_that_time(t: TestApp) {
    let ana = person(&t, "ana", "Europe/Vienna").await;
    // Known before the morning, and made after it.
    ana.todo("Known").due("2026-03-02").with("due_time", "18:30").create().await;
    assert_eq!(look(&t, "2026-03-02T08:00:01Z").await, 0);
    let made = ana.todo("Made").due("2026-03-02").with("due_time", "15:00").create().await;
    assert_eq!(look(&t, "2026-03-02T13:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-02T14:00:00Z").await, 1);
    assert_eq!(titles(&t, "ana").await, ["“Made” is due"]);
    let ana = t.user("ana").await;
    assert_eq!(told(&ana).await[0]["body"], "Monday, 2 March 2026 at 15:00");
    assert_eq!(look(&t, "2026-03-02T17:29:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-02T17:30:00Z").await, 1);
    // Put off until a quarter past, it is told again.
    let ana = t.user("ana").await;
    let later = json!({"due_time": "18:45"});
    ana.patch(made.url(), later).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-02T17:44:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-02T17:45:00Z").await, 1);
    assert_eq!(look(&t, "2026-03-03T07:00:00Z").await, 0);
}

#[umbra_test]
async fn what_is_written_down_after_the_morning_is_told_in_the_next_one_if_it_is_open(t: TestApp) {
    let ana = person(&t, "ana", "UTC").await;
    look(&t, "2026-03-02T10:00:00Z").await;
    ana.todo("Left").due("2026-03-02").create().await;
    let done = ana.todo("Done").due("2026-03-02").create().await;
    ana.todo("Past").due("2026-03-02").with("due_time", "09:00").create().await;
    // Overdue when it was written down.
    ana.todo("Old").due("2026-03-01").create().await;
    assert_eq!(look(&t, "2026-03-02T10:00:01Z").await, 0);
    ana.patch(done.action("toggle"), ()).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-03T07:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-03T08:00:00Z").await, 2);
    assert_eq!(titles(&t, "ana").await, ["“Left” is due", "“Past” is due"]);
    let ana = t.user("ana").await;
    assert_eq!(told(&ana).await[0]["is_late"], false, "it is told when it was to be");
}

#[umbra_test]
async fn it_is_told_as_many_days_before_as_the_person_has_set(t: TestApp) {
    let ana = person(&t, "ana", "UTC").await;
    ana.put("/api/settings", json!({"ntfy_todo_lead_days": 3, "daily_notice_time": "06:30"}))
        .await
        .assert_status(200);
    ana.todo("Whole").due("2026-03-08").create().await;
    ana.todo("Timed").due("2026-03-08").with("due_time", "21:00").create().await;
    assert_eq!(look(&t, "2026-03-05T06:29:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-05T06:30:00Z").await, 1);
    assert_eq!(look(&t, "2026-03-05T20:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-05T21:00:00Z").await, 1);
    for day in 6..12 {
        assert_eq!(look(&t, &format!("2026-03-{day:02}T21:30:00Z")).await, 0, "{day}");
    }
    assert_eq!(titles(&t, "ana").await, ["“Timed” is due", "“Whole” is due"]);
}

#[umbra_test]
async fn what_is_done_or_moved_is_read_and_told_again_when_it_is_due_again(t: TestApp) {
    let ana = person(&t, "ana", "UTC").await;
    let daily = ana.todo("Water").due("2026-03-03").rule("FREQ=DAILY").create().await;
    let moved = ana.todo("Call").due("2026-03-03").create().await;
    assert_eq!(look(&t, "2026-03-03T08:00:00Z").await, 2);
    let ana = t.user("ana").await;
    assert_eq!(unread(&ana).await, 2);
    ana.patch(daily.action("toggle"), ()).await.assert_status(200);
    assert_eq!(unread(&ana).await, 1);
    ana.patch(moved.url(), json!({"due_date": "2026-03-05"})).await.assert_status(200);
    assert_eq!(unread(&ana).await, 0);
    // Taking back the completion doesn't tell it anew, and neither does moving it back.
    ana.patch(moved.url(), json!({"due_date": "2026-03-03"})).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-03T09:00:00Z").await, 0);
    ana.patch(moved.url(), json!({"due_date": "2026-03-05"})).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-04T08:00:00Z").await, 1);
    assert_eq!(look(&t, "2026-03-05T08:00:00Z").await, 1);
    let ana = t.user("ana").await;
    let water: Vec<_> = told(&ana).await;
    let days = water.iter().filter(|one| one["title"] == "“Water” is due");
    let days: Vec<_> = days.map(|one| one["body"].clone()).collect();
    assert_eq!(days, ["Wednesday, 4 March 2026", "Tuesday, 3 March 2026"]);
}

#[umbra_test]
async fn who_is_switched_off_is_told_nothing_and_nobody_waits_for_what_cannot_be_read(t: TestApp) {
    let (ana, ben) = (person(&t, "ana", "UTC").await, person(&t, "ben", "UTC").await);
    for who in [&ana, &ben] {
        who.todo("Pay").due("2026-03-03").create().await;
    }
    let cleo = person(&t, "cleo", "UTC").await;
    cleo.todo("Broken").due("2026-03-03").create().await;
    t.execute("UPDATE todos SET due_rank = '2026-03-03Tsoon' WHERE title = 'Broken'").await;
    t.execute(&format!("UPDATE users SET is_active = FALSE WHERE id = {}", ana.id)).await;
    assert_eq!(look(&t, "2026-03-03T08:00:00Z").await, 1);
    assert_eq!(titles(&t, "ben").await, ["“Pay” is due"]);
    assert_eq!(t.database_dump().await.table("notifications").len(), 1);
}
