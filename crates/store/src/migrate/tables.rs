//! Having all tables to oneself while migrating on PostgreSQL, where others go on working.
//!
//! A migration that took one table after the other would meet transactions that have the next one and wait for one
//! before: a deadlock, which PostgreSQL ends after a second by failing either. And while it waited for a table that a
//! backup reads, everybody else would wait behind it.
//!
//! So all tables are taken first, in less time than PostgreSQL lets pass before it looks for a deadlock. Who can't
//! have them in that time gives back what they have, lets others go on and tries again, with the table that they
//! couldn't have as the first: for that one they wait longer, as who has nothing can't be in anybody's way for good.

use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr, FromQueryResult, RuntimeErr,
    sqlx::{self, AssertSqlSafe, PgConnection},
};
use tokio::time::{Instant, sleep};

use crate::{StoreError, sql};

/// How long to wait for the first table: PostgreSQL stops an autovacuum for whoever has waited for a second.
const FIRST_TABLE: Duration = Duration::from_millis(1500);

/// How long the first try may take from then on, and each further one twice as long as the one before.
const FIRST_TRY: Duration = Duration::from_millis(100);

/// How long a try may take at most, on a machine that is busy, too: well below the second after which PostgreSQL looks
/// for a deadlock for whoever waits (`deadlock_timeout`).
const LONGEST_TRY: Duration = Duration::from_millis(400);

/// How long others are left alone after a try: those who were met have finished by then.
const PAUSE: Duration = Duration::from_millis(200);

/// The same after somebody kept the first table, and each further time twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest pause: what takes longer than some seconds, such as a backup, takes minutes.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// How long all tries may take together.
const PATIENCE: Duration = Duration::from_mins(10);

#[derive(FromQueryResult)]
struct Name {
    /// As statements write it.
    name: String,
}

/// Lists this account's tables in a schema, or where there is none in that of the store; migrations change no others.
const TABLES: &str = "SELECT c.oid::regclass::text AS name FROM pg_class c \
    WHERE c.relnamespace = COALESCE($1::text, quote_ident(current_schema()))::regnamespace \
    AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE') ORDER BY c.oid";

/// Names the other processes that have a table.
const HOLDERS: &str = "SELECT COALESCE(string_agg(DISTINCT format('%s (%s)', a.pid, \
    COALESCE(NULLIF(a.application_name, ''), a.backend_type, a.usename)), ', '), 'nobody any more') AS name \
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
    WHERE l.relation = $1::text::regclass AND l.granted AND l.pid <> pg_backend_pid()";

/// A transaction that migrates.
pub(super) enum Migrating<'t> {
    /// The store's.
    Store(&'t DatabaseTransaction),
    /// That of tables which others make.
    Other(&'t mut PgConnection),
}

impl Migrating<'_> {
    /// Runs statements.
    async fn run(&mut self, text: String) -> Result<(), StoreError> {
        match self {
            Self::Store(tx) => tx.execute_unprepared(&text).await.map(drop)?,
            Self::Other(connection) => {
                let sql = sqlx::raw_sql(AssertSqlSafe(text));
                sql.execute(&mut **connection).await.map(drop).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Reads what a statement names that takes one value.
    async fn names(
        &mut self,
        text: &'static str,
        value: Option<&str>,
    ) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Store(tx) => {
                let statement = sql::statement(*tx, text, [value.into()]);
                let rows = Name::find_by_statement(statement).all(*tx).await?;
                Ok(rows.into_iter().map(|row| row.name).collect())
            }
            Self::Other(connection) => {
                let found = sqlx::query_scalar(text).bind(value).fetch_all(&mut **connection);
                found.await.map_err(|error| failed(error).into())
            }
        }
    }
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

/// Takes all tables of a schema, or of the store's own, until the end of the transaction.
///
/// # Errors
/// [`StoreError::InUse`] when others have had one all the time, [`StoreError`] when the database fails.
pub(super) async fn take(mut tx: Migrating<'_>, schema: Option<&str>) -> Result<(), StoreError> {
    let mut tables = tx.names(TABLES, schema).await?;
    let began = Instant::now();
    let (mut longest, mut pause) = (FIRST_TRY, FIRST_PAUSE);
    loop {
        // What it has taken goes with it.
        tx.run("SAVEPOINT taking".to_owned()).await?;
        let Err((place, error)) = take_within(&mut tx, &tables, longest).await else {
            tx.run("RELEASE SAVEPOINT taking".to_owned()).await?;
            break;
        };
        let StoreError::Unavailable(error) = error else { return Err(error) };
        tx.run("ROLLBACK TO SAVEPOINT taking".to_owned()).await?;
        let table = tables[place].clone();
        if began.elapsed() > PATIENCE {
            return Err(StoreError::InUse(table, error));
        }
        longest = LONGEST_TRY.min(longest * 2);
        if place > 0 {
            // Whoever has it may wait for one that was taken before it.
            tables[..=place].rotate_right(1);
            sleep(PAUSE).await;
            continue;
        }
        let holders = tx.names(HOLDERS, Some(&table)).await?.concat();
        tracing::warn!(table, holders, "waiting for others to finish before migrating");
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
    // Nobody is met any more.
    tx.run("SET LOCAL lock_timeout = 0".to_owned()).await
}

/// Takes the tables in this order, or tells at which one it failed, and why.
async fn take_within(
    tx: &mut Migrating<'_>,
    tables: &[String],
    longest: Duration,
) -> Result<(), (usize, StoreError)> {
    let mut deadline = None;
    for (place, table) in tables.iter().enumerate() {
        let left = deadline.map_or(FIRST_TABLE, |deadline: Instant| deadline - Instant::now());
        // 0 would be no limit.
        let left = left.as_millis().max(1);
        let lock =
            format!("SET LOCAL lock_timeout = {left}; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
        tx.run(lock).await.map_err(|error| (place, error))?;
        deadline.get_or_insert_with(|| Instant::now() + longest);
    }
    Ok(())
}
