//! `umbra seed`

use super::print;
use crate::{
    config::{Config, Environment},
    failure::Failure,
    seed::{self, PASSWORD},
    start::{self, Started},
};

/// Fills an empty database with the demo household.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    if config.environment == Environment::Production {
        return Err(Failure::DemoInProduction);
    }
    let Started { app, store } = start::start(config, 1).await?;
    let seeded = Box::pin(seed::seed(app)).await?;
    store.close().await;
    print(format_args!(
        "{} people with {} calendars, {} events, {} reminders and {} todos. Sign in as ana (admin), \
         ben, mia or grandpa; everybody's password is \"{PASSWORD}\".\n",
        seeded.users, seeded.calendars, seeded.events, seeded.reminders, seeded.todos
    ))
}
