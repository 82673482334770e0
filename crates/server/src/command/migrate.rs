//! `umbra migrate`

use umbra_jobs::Queue;
use umbra_store::{MigrationState, Store, migration_names};

use super::tell_database;
use crate::cli::Migrate;
use crate::config::{Config, Database, Environment};
use crate::database::{self, Opening};
use crate::failure::Failure;
use crate::output::{print, tell};
use crate::start;

/// Applies, reverts or lists migrations.
pub(super) async fn run(config: &Config, action: &Migrate) -> Result<(), Failure> {
    tell_database(config);
    let opening = match action {
        Migrate::Up { .. } | Migrate::Fresh { .. } => Opening::Make,
        Migrate::Down { .. } | Migrate::Status => Opening::Existing,
    };
    if matches!(action, Migrate::Status) && is_missing(config) {
        return show_all_pending();
    }
    let store = database::open(config, opening).await?;
    let result = apply(config, &store, action).await;
    store.close().await;
    result
}

async fn apply(config: &Config, store: &Store, action: &Migrate) -> Result<(), Failure> {
    match *action {
        Migrate::Up { steps: None } => start::migrate(store).await?,
        Migrate::Up { steps } => {
            start::refuse_newer(store).await?;
            start::require_rights(store).await?;
            store.migrate_up(steps).await.map_err(Failure::Migration)?;
            // The queue's come last.
            if states(store).await?.iter().all(|state| state.applied) {
                Queue::migrate(store).await?;
            }
        }
        Migrate::Down { steps, force } => {
            start::refuse_newer(store).await?;
            if !force {
                confirm(config, store, Some(steps)).await?;
            }
            store.migrate_down(Some(steps)).await.map_err(Failure::Migration)?;
        }
        Migrate::Fresh { force } => {
            start::refuse_newer(store).await?;
            if !force {
                confirm(config, store, None).await?;
            }
            store.migrate_down(None).await.map_err(Failure::Migration)?;
            start::migrate(store).await?;
            Queue::clear(store).await?;
        }
        Migrate::Status => {}
    }
    for state in states(store).await? {
        show(if state.applied { "applied" } else { "pending" }, &state.name)?;
    }
    let unknown = store.unknown_migrations().await.map_err(Failure::Migration)?;
    for name in &unknown {
        show("unknown", name)?;
    }
    if !unknown.is_empty() {
        let version = env!("CARGO_PKG_VERSION");
        tell(&format!("This database is newer than {version}: see docs/upgrade.md."));
    }
    show(if Queue::pending(store).await? == 0 { "applied" } else { "pending" }, "job queue")
}

/// Refuses to lose what people have, and in production anything, and says what that is.
///
/// `steps` is how many migrations are to be reverted; `None` for all.
async fn confirm(config: &Config, store: &Store, steps: Option<u32>) -> Result<(), Failure> {
    let accounts = database::accounts(store).await?;
    if accounts == 0 && config.environment == Environment::Development {
        return Ok(());
    }
    let accounts = match accounts {
        1 => "1 account".to_owned(),
        accounts => format!("{accounts} accounts"),
    };
    let states = states(store).await?;
    let applied: Vec<_> = states.iter().rev().filter(|state| state.applied).collect();
    let steps = steps.and_then(|steps| usize::try_from(steps).ok()).unwrap_or(usize::MAX);
    Err(Failure::Unconfirmed(if steps >= applied.len() {
        format!("everything in the database: {accounts} and all that is theirs")
    } else {
        let names: Vec<_> = applied.iter().take(steps).map(|state| state.name.as_str()).collect();
        format!(
            "what only {} can hold, in a database with {accounts}: all rows of the tables and \
             columns that it makes",
            names.join(", ")
        )
    }))
}

fn is_missing(config: &Config) -> bool {
    matches!(config.database(), Database::Sqlite(file) if !file.exists())
}

/// Lists what a database that doesn't exist lacks, without making it.
fn show_all_pending() -> Result<(), Failure> {
    tell("There is no such database yet.");
    for name in migration_names() {
        show("pending", &name)?;
    }
    show("pending", "job queue")
}

async fn states(store: &Store) -> Result<Vec<MigrationState>, Failure> {
    store.migrations().await.map_err(Failure::Migration)
}

fn show(word: &str, name: &str) -> Result<(), Failure> {
    print(format_args!("{word}  {name}\n"))
}
