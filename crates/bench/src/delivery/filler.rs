//! People with phones, and what they are to be told.

use std::time::Duration;

use jiff::Timestamp;
use umbra_domain::user::Username;
use umbra_store::{
    DatabaseSettings, DatabaseUrl, Store,
    user::{self, NewUser},
};

use crate::calendar::filler::{at, execute};
use crate::failure::{Failure, Outcome};
use crate::http::block_on;
use crate::server::Home;

/// How long a statement that fills may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// Numbers from 0 up to a bound.
fn numbers(bound: usize) -> String {
    format!(
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {bound})"
    )
}

/// Changes the database of a home while nothing else does.
pub(super) fn in_database(home: &Home, change: impl AsyncFnOnce(&Store) -> Outcome) -> Outcome {
    let url = DatabaseUrl::parse(&home.database_url());
    let url = url.ok_or_else(|| Failure::new("the database has no URL"))?;
    let settings = DatabaseSettings { statement_timeout: PATIENCE, ..DatabaseSettings::new(url) };
    block_on(async {
        let store = Store::connect(&settings).await?;
        change(&store).await?;
        // PostgreSQL's own vacuum would come some time later, in the middle of a measurement.
        let analyze = if store.is_postgres() { "VACUUM (ANALYZE)" } else { "ANALYZE" };
        execute(&store, analyze.to_owned()).await?;
        store.close().await;
        Ok(())
    })
}

/// Makes accounts of people who want to be told on their phones.
pub(super) async fn people(store: &Store, count: usize, now: Timestamp) -> Outcome {
    for number in 0..count {
        let username = Username::parse(&format!("person{number}"));
        let username = username.map_err(Failure::when("an invented name"))?;
        let new = NewUser::standard(&username, "x");
        store.write(async |tx| user::create(tx, &new, now).await).await?;
    }
    let phones = "INSERT INTO settings (user_id, version, timezone, first_day_of_week, \
        upcoming_days, created_at, updated_at, locale, ntfy_enabled, ntfy_topic) \
        SELECT u.id, 1, 'UTC', 0, 7, u.created_at, u.created_at, 'en', TRUE, 'topic' || u.id \
        FROM users u WHERE NOT EXISTS (SELECT 1 FROM settings s WHERE s.user_id = u.id)";
    execute(store, phones.to_owned()).await
}

/// Writes reminders that rang for everybody, `each` times, and tells them: all of it is to be sent at once.
pub(super) async fn told(store: &Store, each: usize, now: Timestamp) -> Outcome {
    let (at, local) = (at(now), now.strftime("'%Y-%m-%dT%H:%M:%S'"));
    let reminders = format!(
        "INSERT INTO reminders (user_id, version, title, timezone, remind_at, remind_local, \
         is_active, fired_at, fired_occurrence, is_dismissed, snooze_generation, search_text, \
         created_at, updated_at) {} SELECT s.user_id, 1, \
         'Number ' || n.i || ' of ' || s.user_id, 'UTC', {at}, {local}, TRUE, {at}, {local}, FALSE, \
         0, '', {at}, {at} FROM n, settings s WHERE s.ntfy_enabled ORDER BY n.i, s.user_id",
        numbers(each)
    );
    execute(store, reminders).await?;
    let notifications = format!(
        "INSERT INTO notifications (user_id, notice, count, group_key, once_key, is_deleted, \
         created_at, updated_at, occurrence, reminder_id) SELECT r.user_id, 'reminded', 1, \
         'reminder:' || r.id, r.id || ':' || r.fired_occurrence || ':0', FALSE, {at}, {at}, \
         r.fired_occurrence, r.id FROM reminders r WHERE r.fired_at IS NOT NULL ORDER BY r.id"
    );
    execute(store, notifications).await
}

/// Has everything sent again that was sent, as if it were new.
pub(super) async fn again(store: &Store) -> Outcome {
    execute(store, "DELETE FROM action_links".to_owned()).await?;
    let text = "UPDATE deliveries SET state = 0, reason = NULL, status = NULL, claim = NULL, \
        attempts = 0, sequence_id = NULL, sent_at = NULL, next_at = created_at";
    execute(store, text.to_owned()).await
}

/// Forgets all of it.
pub(super) async fn nothing(store: &Store) -> Outcome {
    for table in ["deliveries", "notifications", "reminders"] {
        execute(store, format!("DELETE FROM {table}")).await?;
    }
    Ok(())
}

/// Writes `count` reminders that come due, `in_a_second` of them in each second from `first` on. Which one it
/// is follows from its title (see [`second`]).
pub(super) async fn coming(
    store: &Store,
    count: usize,
    in_a_second: usize,
    first: Timestamp,
) -> Outcome {
    let mut rows = Vec::with_capacity(count);
    for number in 0..count {
        let second = number / in_a_second;
        let due = i64::try_from(second)
            .ok()
            .and_then(|second| first.checked_add(jiff::SignedDuration::from_secs(second)).ok());
        let due = due.ok_or_else(|| Failure::new("a time is out of range"))?;
        let (due, local) = (at(due), due.strftime("'%Y-%m-%dT%H:%M:%S'"));
        rows.push(format!("({number}, 'Due {second} as {number}', {due}, {local})"));
    }
    let made = at(first);
    for rows in rows.chunks(1_000) {
        // One after the other, so that each second is somebody else's.
        let text = format!(
            "INSERT INTO reminders (user_id, version, title, timezone, remind_at, remind_local, \
             is_active, next_at, next_occurrence, is_dismissed, snooze_generation, due_at, \
             search_text, created_at, updated_at) \
             WITH who AS (SELECT user_id, ROW_NUMBER() OVER (ORDER BY user_id) - 1 AS place, \
             COUNT(*) OVER () AS people FROM settings WHERE ntfy_enabled), \
             due (number, title, due_at, local) AS (VALUES {}) \
             SELECT who.user_id, 1, due.title, 'UTC', {typed}, due.local, TRUE, {typed}, due.local, \
             FALSE, 0, {typed}, '', {made}, {made} FROM due JOIN who ON who.place = due.number % who.people",
            rows.join(", "),
            typed = if store.is_postgres() { "due.due_at::timestamptz" } else { "due.due_at" },
        );
        execute(store, text).await?;
    }
    Ok(())
}

/// Tells from what a message says in which second its reminder was due.
pub(super) fn second(says: &str) -> Option<u32> {
    says.strip_prefix("Due ")?.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use umbra_store::delivery;

    use super::*;
    use crate::testing::store_with_account;

    #[test]
    fn all_that_is_told_is_to_be_sent_and_all_that_comes_is_a_reminder() {
        block_on(async {
            let now = Timestamp::constant(1_770_000_000, 0);
            let (_folder, store) = store_with_account(now).await?;
            people(&store, 3, now).await?;
            told(&store, 5, now).await?;
            assert_eq!(delivery::depth(store.reader(), now).await?, 15 + 5);
            let claimed = umbra_store::delivery::claim(
                store.autocommit(),
                delivery::Claim {
                    token: "t",
                    sequence: "s",
                    now,
                    until: now,
                    after: umbra_domain::UserId(0),
                    busy: &[],
                    slow_servers: &[],
                    default_server: "",
                    limit: 100,
                },
            );
            let claimed = claimed.await?;
            assert_eq!(claimed.len(), 20);
            assert!(claimed.iter().all(|one| one.reminder.is_some() && one.occurrence.is_some()));
            again(&store).await?;
            assert_eq!(delivery::depth(store.reader(), now).await?, 20);
            nothing(&store).await?;
            coming(&store, 7, 3, now).await?;
            let due = umbra_store::reminder::any_due(store.reader(), now).await?;
            assert!(due && delivery::depth(store.reader(), now).await? == 0);
            store.close().await;
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn a_message_says_when_it_was_due() {
        assert_eq!(second("Due 12 as 123"), Some(12));
        assert_eq!(second("Number 12"), None);
    }
}
