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

use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, TransactionTrait};
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

/// Lists this account's tables; migrations change no others.
const TABLES: &str = "SELECT format('%I', c.relname) AS name FROM pg_class c \
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') \
    AND pg_has_role(c.relowner, 'USAGE') ORDER BY c.oid";

/// Names the other processes that have a table.
const HOLDERS: &str = "SELECT COALESCE(string_agg(DISTINCT format('%s (%s)', a.pid, \
    COALESCE(NULLIF(a.application_name, ''), a.backend_type, a.usename)), ', '), 'nobody any more') AS name \
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
    WHERE l.relation = $1::regclass AND l.granted AND l.pid <> pg_backend_pid()";

/// Takes all tables until the end of the transaction.
///
/// # Errors
/// [`StoreError::InUse`] when others have had one all the time, [`StoreError`] when the database fails.
pub(super) async fn take(tx: &DatabaseTransaction) -> Result<(), StoreError> {
    let found = Name::find_by_statement(sql::statement(tx, TABLES, [])).all(tx).await?;
    let mut tables: Vec<_> = found.into_iter().map(|row| row.name).collect();
    let began = Instant::now();
    let (mut longest, mut pause) = (FIRST_TRY, FIRST_PAUSE);
    loop {
        // What it has taken goes with it.
        let part = tx.begin().await?;
        let Err((place, error)) = take_within(&part, &tables, longest).await else {
            part.commit().await?;
            break;
        };
        let StoreError::Unavailable(error) = error else { return Err(error) };
        part.rollback().await?;
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
        let holders = holders(tx, &table).await?;
        tracing::warn!(table, holders, "waiting for others to finish before migrating");
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
    // Nobody is met any more.
    sql::execute(tx, "SET LOCAL lock_timeout = 0", []).await.map(drop)
}

/// Takes the tables in this order, or tells at which one it failed, and why.
async fn take_within(
    tx: &DatabaseTransaction,
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
        tx.execute_unprepared(&lock).await.map_err(|error| (place, error.into()))?;
        deadline.get_or_insert_with(|| Instant::now() + longest);
    }
    Ok(())
}

async fn holders(tx: &DatabaseTransaction, table: &str) -> Result<String, StoreError> {
    let found = sql::one::<Name, 1>(tx, HOLDERS, [table.into()]).await?;
    Ok(found.map(|row| row.name).unwrap_or_default())
}
