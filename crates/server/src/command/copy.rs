//! `umbra copy`

use std::time::Duration;

use tokio::time::{Instant, sleep};
use umbra_jobs::Queue;
use umbra_store::{Store, copy, snapshot};

use crate::backup::{BackupError, Progress};
use crate::config::{Config, Database};
use crate::database::{self, Opening};
use crate::failure::Failure;
use crate::output::{print, tell};
use crate::start;

/// How long to wait for servers to end that are being stopped: their connections do so a moment later.
const PATIENCE: Duration = Duration::from_secs(2);

/// Time between two looks at whether they have.
const PAUSE: Duration = Duration::from_millis(100);

/// Copies everything from one database to another one of the other kind, which is empty or doesn't exist.
pub(super) async fn run(config: &Config, from: &str, to: &str) -> Result<(), Failure> {
    let from = parsed(from)?;
    let to = parsed(to)?;
    tell(&format!("From: {}\nTo: {}", from.located(), to.located()));
    if matches!(from, Database::Sqlite(_)) == matches!(to, Database::Sqlite(_)) {
        return Err(Failure::Copy(copy::CopyError::SameKind));
    }
    // Both have this version's schema: the source already, the target from now on.
    let source = database::open_for_command(config, &from, Opening::Existing).await?;
    let checked = start::require_schema(&from, Opening::Existing, &source).await;
    let checked = match checked {
        Ok(()) => start::refuse_newer(&source).await,
        Err(failure) => Err(failure),
    };
    source.close().await;
    checked?;
    refuse_servers(&from, PATIENCE).await?;
    let target = database::open_for_command(config, &to, Opening::Make).await?;
    let prepared = prepare(&to, &target).await;
    target.close().await;
    prepared?;
    refuse_servers(&to, PATIENCE).await?;

    let mut progress = Progress::new("copying");
    let (source, target) = (database::url(&from)?, database::url(&to)?);
    let copied =
        copy::copy(&source, &target, &[Queue::moved()], &mut |rows| progress.rows(rows)).await;
    drop(progress);
    let copied = copied.map_err(|error| refused(error, &from, &to))?;
    // Who is there now, if only for a moment, may have written something.
    if let Err(failure) = refuse_servers(&from, Duration::ZERO).await {
        tell(
            "What was written there since the copy began isn't in it: copy again, to an empty database.",
        );
        return Err(failure);
    }
    let rows: u64 = copied.values().map(|table| table.rows).sum();
    print(format_args!(
        "{rows} rows in {} tables were copied, and both databases hold the same.\n\nIt belongs to the \
         same secret key. Let DATABASE_URL name the {}, run\n`umbra admin verify-audit`, and start \
         Umbra.\n",
        copied.len(),
        to.located(),
    ))
}

/// Gives the target this version's schema, unless it has somebody's data.
async fn prepare(to: &Database, target: &Store) -> Result<(), Failure> {
    if database::accounts(target).await? > 0 {
        return Err(BackupError::NotEmpty(to.located()).into());
    }
    start::migrate(target).await
}

fn parsed(url: &str) -> Result<Database, Failure> {
    Database::parse(url).map_err(|_| {
        Failure::UnknownDatabase(
            "`--from` and `--to` take `postgres://user@host/name` or `sqlite:///path/to/file`"
                .to_owned(),
        )
    })
}

/// Refuses a PostgreSQL database on which servers or workers run: what they write from now on wouldn't
/// be in the copy. An SQLite file is locked.
async fn refuse_servers(database: &Database, patience: Duration) -> Result<(), Failure> {
    if matches!(database, Database::Sqlite(_)) {
        return Ok(());
    }
    let (url, deadline) = (database::url(database)?, Instant::now() + patience);
    while snapshot::servers_on(&url).await.map_err(Failure::Store)? > 0 {
        if Instant::now() >= deadline {
            return Err(BackupError::InUse(database.located()).into());
        }
        sleep(PAUSE).await;
    }
    Ok(())
}

/// Names the database that a refusal is about, where a person needs to know.
fn refused(error: copy::CopyError, from: &Database, to: &Database) -> Failure {
    match error {
        copy::CopyError::NotEmpty => BackupError::NotEmpty(to.located()).into(),
        copy::CopyError::Store(which, ref refused) if refused.is_locked() => {
            let database = if which == "source" { from } else { to };
            BackupError::InUse(database.located()).into()
        }
        error => Failure::Copy(error),
    }
}
