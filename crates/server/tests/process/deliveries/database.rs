//! The database of the program, behind its back.

use std::time::Duration;

use sea_orm::sqlx::{
    self, AssertSqlSafe, Connection, Decode, PgConnection, Postgres, Sqlite, SqliteConnection,
    Type, query_scalar,
};
use umbra_domain::{Clock as _, SystemClock};

use crate::postgres::block_on;
use crate::umbra::Umbra;

/// The program's database, behind its back.
pub enum Database {
    Postgres(String),
    Sqlite(String),
}

impl Database {
    pub fn of(umbra: &Umbra) -> Self {
        umbra.postgres_url().map_or_else(|| Self::Sqlite(umbra.sqlite_url()), Self::Postgres)
    }

    pub fn execute(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        block_on(async {
            match self {
                Self::Postgres(url) => {
                    let mut connection = PgConnection::connect(url).await.unwrap();
                    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
                }
                Self::Sqlite(url) => {
                    let mut connection = SqliteConnection::connect(url).await.unwrap();
                    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
                }
            }
        });
    }

    pub fn count(&self, what: &str) -> usize {
        let count: i64 = self.value(&format!("SELECT COUNT(*) FROM {what}"));
        usize::try_from(count).unwrap()
    }

    /// Reads the one value that a query gives.
    fn value<T>(&self, sql: &str) -> T
    where
        T: Send + Unpin + Type<Postgres> + Type<Sqlite>,
        for<'r> T: Decode<'r, Postgres> + Decode<'r, Sqlite>,
    {
        let sql = AssertSqlSafe(sql.to_owned());
        block_on(async {
            match self {
                Self::Postgres(url) => {
                    let mut connection = PgConnection::connect(url).await.unwrap();
                    query_scalar(sql).fetch_one(&mut connection).await.unwrap()
                }
                Self::Sqlite(url) => {
                    let mut connection = SqliteConnection::connect(url).await.unwrap();
                    query_scalar(sql).fetch_one(&mut connection).await.unwrap()
                }
            }
        })
    }

    /// Prints what isn't done, shown when a test fails.
    pub fn tell_what_waits(&self) {
        let in_seconds = |column: &str| match self {
            Self::Postgres(_) => format!("ROUND(EXTRACT(EPOCH FROM {column} - now()))::bigint"),
            Self::Sqlite(_) => format!("CAST(strftime('%s', {column}) AS INTEGER) - unixepoch()"),
        };
        let list = match self {
            Self::Postgres(_) => "string_agg(row, '\n')",
            Self::Sqlite(_) => "group_concat(row, '\n')",
        };
        let sql = format!(
            "SELECT {list} FROM (SELECT 'p' || user_id || ': ' || COUNT(*) || ' in state ' || state || ', ' || attempts \
             || ' attempts, claimed: ' || (claim IS NOT NULL) || ', in seconds: ' || MAX({}) AS row FROM deliveries \
             WHERE next_at IS NOT NULL GROUP BY user_id, state, attempts, claim IS NOT NULL UNION ALL \
             SELECT 'p' || user_id || ' left alone, in seconds: ' || {} || ', failures: ' || failures \
             FROM delivery_pauses) AS rows",
            in_seconds("next_at"),
            in_seconds("until"),
        );
        let waiting: Option<String> = self.value(&sql);
        println!("{}", waiting.unwrap_or_default());
    }

    /// Makes what has been written as old or as new as if the clock had been set by so many minutes since: where
    /// no library sets it.
    pub fn shift(&self, minutes: i64) {
        let moved = |column: &str| match self {
            Self::Postgres(_) => format!("{column} = {column} - interval '{minutes} minutes'"),
            Self::Sqlite(_) => format!(
                "{column} = strftime('%Y-%m-%dT%H:%M:%f+00:00', {column}, '{} minutes')",
                -minutes
            ),
        };
        let columns = ["next_at", "created_at", "updated_at", "sent_at"].map(moved).join(", ");
        self.execute(&format!("UPDATE deliveries SET {columns}"));
        let columns = ["until", "updated_at"].map(moved).join(", ");
        self.execute(&format!("UPDATE delivery_pauses SET {columns}"));
    }

    /// Lets people move in who want to be told on their phones, with calendars that became theirs, of which
    /// each is told, and with reminders that come due in the next seconds.
    pub fn furnish(&self, people: usize, each: usize, reminders: usize) {
        let now = SystemClock.now();
        let at = |seconds: i64| {
            (now + Duration::from_secs(seconds.unsigned_abs())).strftime("%Y-%m-%dT%H:%M:%S+00:00")
        };
        let now = at(0);
        let mut sql = String::from("BEGIN;");
        for person in 2..=people + 1 {
            sql += &format!(
                "INSERT INTO users (id, username, username_key, username_order, role, is_active, \
                 password_hash, must_change_password, created_at, updated_at, mfa_enforce_pending, \
                 passwordless_enabled, credential_version, code_failures) \
                 SELECT {person}, 'p{person}', 'p{person}', 'p{person}', 'standard', TRUE, 'x', FALSE, \
                 '{now}', '{now}', FALSE, FALSE, 1, 0; \
                 INSERT INTO settings (user_id, version, timezone, first_day_of_week, upcoming_days, \
                 created_at, updated_at, locale, ntfy_enabled, ntfy_topic) \
                 VALUES ({person}, 1, 'UTC', 0, 7, '{now}', '{now}', 'en', TRUE, 'p{person}');"
            );
            for item in 0..each {
                let id = person * 1000 + item;
                sql += &format!(
                    "INSERT INTO calendars (id, user_id, version, name, name_key, color, is_default, \
                     is_visible, sort_order, created_at, updated_at) VALUES ({id}, {person}, 1, \
                     'C{id}', 'c{id}', '#000000', FALSE, TRUE, 0, '{now}', '{now}'); \
                     INSERT INTO notifications (user_id, notice, count, group_key, is_deleted, \
                     created_at, updated_at, calendar_id) VALUES ({person}, 'calendar-handed-over', \
                     1, 'c{id}', FALSE, '{now}', '{now}', {id});"
                );
            }
            for item in 0..reminders {
                let due = at(i64::try_from(item).unwrap());
                let local = due.to_string().replace("+00:00", "");
                sql += &format!(
                    "INSERT INTO reminders (user_id, version, title, timezone, remind_at, \
                     remind_local, is_active, next_at, next_occurrence, is_dismissed, \
                     snooze_generation, due_at, search_text, created_at, updated_at) VALUES ({person}, \
                     1, 'Reminder {person}.{item}', 'UTC', '{due}', '{local}', TRUE, '{due}', \
                     '{local}', FALSE, 0, '{due}', '', '{now}', '{now}');"
                );
            }
        }
        self.execute(&(sql + "COMMIT;"));
    }
}
