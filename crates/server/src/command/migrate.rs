//! `umbra migrate`

use umbra_jobs::Queue;
use umbra_store::Store;

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
        Migrate::Up { steps } => store.migrate_up(steps).await.map_err(Failure::Migration)?,
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
    for state in store.migrations().await.map_err(Failure::Migration)? {
        let word = if state.applied { "applied" } else { "pending" };
        print(format_args!("{word}  {}\n", state.name))?;
    }
    Ok(())
}
