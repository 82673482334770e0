//! Reminders that fired when the program was killed: whoever comes next tells of them.

use rustix::process::Signal;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use serde_json::json;

use crate::http::Browser;
use crate::postgres::block_on;
use crate::umbra::Umbra;

on_both! {
    a_reminder_that_fired_is_told_of_once_though_the_program_was_killed
}

fn a_reminder_that_fired_is_told_of_once_though_the_program_was_killed(umbra: &Umbra) {
    // Killed between the commit and the relay: facts can't become jobs.
    let running = umbra.serve(&[]);
    let mut ana = Browser::new(running.address("ready"));
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    running.entry("audit");
    refuse(umbra, "INSERT");
    let overdue = json!({"title": "Call the dentist", "remind_at": "2026-03-02T08:00:00Z"});
    let made = ana.post("/api/reminders", &overdue);
    assert_eq!(made.status, 201, "{made:?}");
    running.entry("facts can't be turned into jobs");
    running.signal(Signal::KILL);
    assert_eq!(running.exit_code(), None);
    allow(umbra);

    // Killed between the relay and the job: jobs can't be claimed.
    refuse(umbra, "UPDATE");
    let running = umbra.serve(&[]);
    running.entry("jobs can't be claimed; trying again");
    running.signal(Signal::KILL);
    assert_eq!(running.exit_code(), None);
    allow(umbra);

    let running = umbra.serve(&[]);
    let told = running.entry("a reminder is due");
    assert_eq!(told["reminder"], made.body["id"], "{told}");
    assert_eq!(
        (&told["occurrence"], &told["generation"]),
        (&json!("2026-03-02T08:00:00"), &json!(0))
    );
    assert!(!told.to_string().contains("dentist"), "{told}");
    let more = running.stop();
    assert!(!more.contains(&"a reminder is due".to_owned()), "{more:?}");
}

/// Lets every change of this kind to the queue's jobs fail.
fn refuse(umbra: &Umbra, change: &str) {
    let postgres = format!(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql \
         AS $$ BEGIN RAISE 'a failure that the test expects'; END $$; \
         CREATE TRIGGER refuse BEFORE {change} ON apalis.jobs \
         FOR EACH ROW EXECUTE FUNCTION refuse()"
    );
    let sqlite = format!(
        "CREATE TRIGGER refuse BEFORE {change} ON Jobs \
         BEGIN SELECT RAISE(ABORT, 'a failure that the test expects'); END"
    );
    execute(umbra, &postgres, &sqlite);
}

/// Lets it succeed again.
fn allow(umbra: &Umbra) {
    let postgres = "DROP TRIGGER refuse ON apalis.jobs; DROP FUNCTION refuse";
    execute(umbra, postgres, "DROP TRIGGER refuse");
}

/// Runs statements of this module on the program's database, behind its back.
fn execute(umbra: &Umbra, postgres: &str, sqlite: &str) {
    let sql = |text: &str| sqlx::raw_sql(AssertSqlSafe(text.to_owned()));
    block_on(async {
        if let Some(url) = umbra.postgres_url() {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            sql(postgres).execute(&mut connection).await.unwrap();
        } else {
            let mut connection = SqliteConnection::connect(&umbra.sqlite_url()).await.unwrap();
            sql(sqlite).execute(&mut connection).await.unwrap();
        }
    });
}
