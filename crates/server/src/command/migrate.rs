//! `umbra migrate`

use umbra_jobs::Queue;
use umbra_store::{MigrationState, Store};

use super::print;
use crate::cli::Migrate;
use crate::config::{Config, Environment};
use crate::failure::Failure;
use crate::{database, start};

/// Applies, reverts or lists migrations.
pub(super) async fn run(config: &Config, action: &Migrate) -> Result<(), Failure> {
    if let Migrate::Fresh { force: false } = action
        && config.environment == Environment::Production
    {
        return Err(Failure::Unconfirmed);
    }
    let store = database::open(config).await?;
    let result = apply(&store, action).await;
    store.close().await;
    result
}

async fn apply(store: &Store, action: &Migrate) -> Result<(), Failure> {
    match *action {
        Migrate::Up { steps: None } => start::migrate(store).await?,
        Migrate::Up { steps } => {
            store.migrate_up(steps).await.map_err(Failure::Migration)?;
            // The queue's come last.
            if states(store).await?.iter().all(|state| state.applied) {
                Queue::migrate(store).await?;
            }
        }
        Migrate::Down { steps } => {
            store.migrate_down(Some(steps)).await.map_err(Failure::Migration)?;
        }
        Migrate::Fresh { .. } => {
            store.migrate_down(None).await.map_err(Failure::Migration)?;
            start::migrate(store).await?;
            Queue::clear(store).await?;
        }
        Migrate::Status => {}
    }
    for state in states(store).await? {
        show(state.applied, &state.name)?;
    }
    show(Queue::pending(store).await? == 0, "job queue")
}

async fn states(store: &Store) -> Result<Vec<MigrationState>, Failure> {
    store.migrations().await.map_err(Failure::Migration)
}

fn show(applied: bool, name: &str) -> Result<(), Failure> {
    let word = if applied { "applied" } else { "pending" };
    print(format_args!("{word}  {name}\n"))
}
