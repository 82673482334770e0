//! Many people, and several who look at once.

use std::sync::Arc;

use umbra_app::App;
use umbra_testkit::{TestApp, umbra_test};

use super::{look, person, titles};

/// Makes accounts by the hundred, each with a todo that is due on 3 March and one that is due later.
async fn crowd(t: &TestApp, count: usize) {
    let numbers = if t.is_postgres() {
        format!("generate_series(1, {count}) AS n (n)")
    } else {
        format!(
            "(WITH RECURSIVE g (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {count}) \
             SELECT n FROM g) AS n"
        )
    };
    let at = "'2026-03-01T00:00:00+00:00'";
    let users = format!(
        "INSERT INTO users (username, username_key, username_order, password_hash, role, is_active, \
         must_change_password, created_at, updated_at) SELECT 'crowd' || n.n, 'crowd' || n.n, \
         'crowd' || n.n, 'x', 'standard', TRUE, FALSE, {at}, {at} FROM {numbers}"
    );
    t.execute(&users).await;
    let settings = format!(
        "INSERT INTO settings (user_id, version, timezone, first_day_of_week, upcoming_days, \
         created_at, updated_at, due_from) SELECT u.id, 1, 'UTC', 0, 7, {at}, {at}, '2026-03-01' \
         FROM users u WHERE u.username LIKE 'crowd%'"
    );
    t.execute(&settings).await;
    for (title, day) in [("Pay", "2026-03-03"), ("Later", "2026-03-20")] {
        let todos = format!(
            "INSERT INTO todos (user_id, version, title, title_key, priority, due_rank, search_text, \
             created_at, updated_at) SELECT u.id, 1, '{title}', '{title}', 0, '{day}T24:00:00', \
             '{title}', {at}, {at} FROM users u WHERE u.username LIKE 'crowd%'"
        );
        t.execute(&todos).await;
    }
}

async fn look_until_done(app: Arc<App>) -> usize {
    let mut told = 0;
    for _ in 0..200 {
        let looked = app.scan_due(20).await.unwrap();
        told += looked.told;
        if looked.people == 0 && !app.due_work().await.unwrap().scans {
            break;
        }
        tokio::task::yield_now().await;
    }
    told
}

#[umbra_test]
async fn many_are_told_in_batches_and_each_once_however_many_look(t: TestApp) {
    crowd(&t, 500).await;
    t.notify_due().await;
    assert!(!t.app.due_work().await.unwrap().scans);
    t.clock.set("2026-03-03T08:00:00Z".parse().unwrap());
    let first = t.app.scan_due(20).await.unwrap();
    assert_eq!((first.people, first.told), (20, 20));
    let other = t.second_process().await;
    let workers =
        [&t.app, &t.app, &other.app].map(|app| tokio::spawn(look_until_done(Arc::clone(app))));
    let mut told = first.told;
    for worker in workers {
        told += worker.await.unwrap();
    }
    assert_eq!(told, 500);
    assert_eq!(t.database_dump().await.table("notifications").len(), 500);
    assert_eq!(look(&t, "2026-03-03T09:00:00Z").await, 0);
}

#[umbra_test]
async fn a_process_that_ends_in_the_middle_has_told_nobody(t: TestApp) {
    let ana = person(&t, "ana", "UTC").await;
    ana.todo("Pay").due("2026-03-03").create().await;
    t.clock.set("2026-03-03T08:00:00Z".parse().unwrap());
    // It fails after it has claimed them, and all of it is undone.
    t.execute("ALTER TABLE notifications RENAME COLUMN is_gathered TO gone").await;
    t.app.scan_due(20).await.unwrap_err();
    t.execute("ALTER TABLE notifications RENAME COLUMN gone TO is_gathered").await;
    assert!(t.database_dump().await.table("notifications").is_empty());
    assert_eq!(t.notify_due().await, 1);
    assert_eq!(titles(&t, "ana").await, ["“Pay” is due"]);
}

#[umbra_test]
async fn who_is_changing_something_is_not_waited_for_and_told_afterwards(t: TestApp) {
    let ana = person(&t, "ana", "UTC").await;
    let (one, other) = (ana.todo("One").due("2026-03-03"), ana.todo("Other").due("2026-03-03"));
    let (one, _) = (one.create().await, other.create().await);
    t.clock.set("2026-03-03T08:00:00Z".parse().unwrap());
    if !t.is_postgres() {
        // There is one writer, who is waited for.
        assert_eq!(t.notify_due().await, 2);
        return;
    }
    let store = &t.store;
    let changing = store.write(async |tx| {
        let found = umbra_store::resource::lock::<umbra_domain::todo::Todo, umbra_store::Edit>(
            tx,
            ana.id,
            umbra_domain::TodoId(one.id),
        );
        assert!(found.await?.granted().is_ok());
        t.app.scan_due(20).await?;
        Ok::<_, umbra_store::StoreError>(())
    });
    changing.await.unwrap();
    assert_eq!(titles(&t, "ana").await, ["“Other” is due"]);
    t.clock.advance(std::time::Duration::from_secs(1));
    t.notify_due().await;
    assert_eq!(titles(&t, "ana").await, ["“One” is due", "“Other” is due"]);
}

#[umbra_test]
async fn looking_for_whose_turn_it_is_reads_an_index(t: TestApp) {
    if !t.is_postgres() {
        return;
    }
    crowd(&t, 2000).await;
    t.execute("UPDATE settings SET due_look_at = now() + interval '1 day' * user_id").await;
    t.execute("ANALYZE settings").await;
    for what in [
        "SELECT user_id FROM settings WHERE due_look_at <= now() ORDER BY due_look_at LIMIT 50",
        "SELECT EXISTS (SELECT 1 FROM settings WHERE due_look_at <= now())",
    ] {
        let plan = t.texts(&format!("EXPLAIN {what}")).await.join("\n");
        assert!(plan.contains("settings_due_look"), "{what}: {plan}");
    }
}
