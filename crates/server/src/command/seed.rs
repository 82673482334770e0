//! `umbra seed --demo`

use super::tell_database;
use crate::output::print;
use crate::{
    config::{Config, Environment},
    database::Opening,
    failure::Failure,
    seed::{self, PASSWORD},
    start::{self, Started},
};

/// Fills a database without accounts with the demo household; makes it when it doesn't exist.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    if config.environment == Environment::Production {
        return Err(Failure::DemoInProduction);
    }
    tell_database(config);
    let Started { app, store } = start::start(config, 1, Opening::Make).await?;
    let seeded = Box::pin(seed::seed(app)).await;
    store.close().await;
    let seeded = seeded?;
    print(format_args!(
        "{} people with {} calendars, {} events, {} reminders, {} todos, {} projects of {} tasks and {} \
         acquaintances. Sign in as ana (admin), ben, mia or piet; everybody's password is \
         \"{PASSWORD}\".\n",
        seeded.users,
        seeded.calendars,
        seeded.events,
        seeded.reminders,
        seeded.todos,
        seeded.projects,
        seeded.tasks,
        seeded.acquaintances
    ))
}
