//! Reminders on events: rows of the same table, which the event keeps up.

use jiff::Timestamp;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use serde_json::{Value, json};
use umbra_domain::{
    EventId, ReminderId,
    recurrence::Occurrence,
    reminder::{NewReminder, OnEvent, State, Subject},
};
use umbra_store::{StoreError, reminder};
use umbra_testkit::{Person, TestApp, umbra_test};

use crate::{at, due, due_moments, moment, rows};

const NEXT: &str = "2026-03-02T08:45:00Z";

/// Runs a statement that both databases understand.
async fn execute(t: &TestApp, sql: &'static str) {
    let url = t.database().url.expose();
    if t.is_postgres() {
        let mut database = PgConnection::connect(url).await.unwrap();
        sqlx::query(AssertSqlSafe(sql)).execute(&mut database).await.unwrap();
    } else {
        let mut database = SqliteConnection::connect(url).await.unwrap();
        sqlx::query(AssertSqlSafe(sql)).execute(&mut database).await.unwrap();
    }
}

/// Writes down an event of that person's and a reminder on it, 15 minutes before it starts.
async fn on_event(t: &TestApp, ana: &Person) -> ReminderId {
    execute(
        t,
        "INSERT INTO events (id, calendar_id, version, title, is_starred, reminders, dtstart, \
         dtend, exdates, starts_at, ends_at, span, search_text, created_at, updated_at) \
         SELECT 17, min(id), 1, 'Dentist', FALSE, '15', '2026-03-02T09:00:00+00:00', \
         '2026-03-02T10:00:00+00:00', '', '2026-03-02T09:00:00+00:00', \
         '2026-03-02T10:00:00+00:00', 1, 'dentist', '2026-03-02T08:00:00+00:00', \
         '2026-03-02T08:00:00+00:00' FROM calendars",
    )
    .await;
    let (local, at) = ("2026-03-02T09:00".parse().unwrap(), NEXT.parse().unwrap());
    let on = OnEvent {
        event: EventId(17),
        minutes_before: 15,
        title: "Dentist".to_owned(),
        recurs: false,
    };
    let state = State::begin(Some(Occurrence { local, at }), true);
    let new = NewReminder { subject: Subject::Event(on), state };
    let now: Timestamp = t.app.clock.now();
    reminder::create(t.app.store.autocommit(), ana.id, new, now).await.unwrap().id
}

#[umbra_test]
async fn a_reminder_on_an_event_is_due_with_the_others_but_listed_with_its_event(t: TestApp) {
    let ana = t.user("ana").await;
    let id = on_event(&t, &ana).await;
    assert!(rows(&ana.get("/api/reminders").await).is_empty());
    let read = ana.get(format!("/api/reminders/{id}")).await.assert_status(200).json();
    assert_eq!((&read["event_id"], &read["minutes_before"]), (&17.into(), &15.into()));
    assert_eq!((&read["title"], &read["next_at"]), (&"Dentist".into(), &NEXT.into()));
    for field in ["remind_at", "timezone", "recurrence_rule", "description"] {
        assert_eq!(read[field], Value::Null, "{field}");
    }
    let ana = at(&t, "ana", NEXT).await;
    let expected = [moment("2026-03-02T09:00:00", 0, NEXT)];
    assert_eq!(due_moments(&ana).await, expected);
    let fired = t.fire_reminders().await;
    assert_eq!((fired.len(), fired[0].event), (1, Some(EventId(17))));
    assert_eq!(due_moments(&ana).await, expected);
}

#[umbra_test]
async fn it_can_be_dismissed_and_snoozed_but_not_changed(t: TestApp) {
    let ana = t.user("ana").await;
    let url = format!("/api/reminders/{}", on_event(&t, &ana).await);
    for refused in [
        ana.put(&url, json!({"title": "Mine"})),
        ana.patch(&url, json!({"is_active": false})),
        ana.delete(&url),
    ] {
        refused.await.assert_problem(409, "belongs_to_event");
    }
    ana.put(&url, json!({}))
        .header("If-Match", "\"7\"")
        .await
        .assert_problem(412, "precondition_failed");
    // Also beyond the start of the event.
    let snooze = json!({"until": "2026-03-02T09:30:00Z"});
    ana.patch(format!("{url}/snooze"), snooze).await.assert_status(200);
    let ana = at(&t, "ana", "2026-03-02T09:30:00Z").await;
    assert_eq!(due_moments(&ana).await, [moment("2026-03-02T09:00:00", 1, "2026-03-02T09:30:00Z")]);
    ana.patch(format!("{url}/dismiss"), ()).await.assert_status(200);
    assert!(due(&ana).await.is_empty());
}

#[umbra_test]
async fn its_event_finds_moves_and_forgets_it(t: TestApp) {
    let ana = t.user("ana").await;
    let id = on_event(&t, &ana).await;
    let at: Timestamp = "2026-03-02T10:45:00Z".parse().unwrap();
    let moved = t.app.store.write(async |tx| {
        let mut all = reminder::of_event(tx, EventId(17)).await?;
        assert_eq!((all.len(), all[0].owner, all[0].reminder.id), (1, ana.id, id));
        assert!(reminder::of_event(tx, EventId(18)).await?.is_empty());
        let next = Occurrence { local: "2026-03-02T11:00".parse().unwrap(), at };
        all[0].reminder.state = State::begin(Some(next), true);
        reminder::write_states(tx, &[&all[0].reminder]).await
    });
    moved.await.unwrap();
    let read = ana.get(format!("/api/reminders/{id}")).await;
    assert_eq!(
        (read.json()["next_at"].as_str(), read.etag()),
        (Some("2026-03-02T10:45:00Z"), "\"2\"")
    );
    let own = ana.reminder("Own", NEXT).create().await;
    let forgotten = t.app.store.write(async |tx| {
        reminder::forget(tx, &[id, ReminderId(own.id)]).await?;
        Ok::<_, StoreError>(())
    });
    forgotten.await.unwrap();
    ana.get(format!("/api/reminders/{id}")).await.assert_problem(404, "not_found");
    ana.get(own.url()).await.assert_status(200);
}

#[umbra_test]
async fn it_goes_with_its_event(t: TestApp) {
    let ana = t.user("ana").await;
    on_event(&t, &ana).await;
    execute(&t, "DELETE FROM events WHERE id = 17").await;
    assert_eq!(t.database_dump().await.table("reminders").len(), 0);
}
