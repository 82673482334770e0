//! What the program does when it is told to.

mod admin;
mod audit;
mod backup;
mod check_config;
mod copy;
mod health;
mod keys;
mod legacy;
mod migrate;
mod openapi;
mod prompt;
mod schema;
mod seed;

use std::path::PathBuf;

use rustix::fs::Mode;
use tokio::runtime::{Builder, Runtime};

use crate::cli::{Backup, Cli, Command};
use crate::config::{self, Config, Sources};
use crate::failure::Failure;
use crate::metrics;
use crate::output::{print, tell};
use crate::serve::serve;
use crate::telemetry;
use crate::worker::work;

/// Runs the command of a command line to its end.
///
/// # Errors
/// [`Failure`] when it could not do what it was told; a command line that is not understood ends
/// the process with code 2.
pub fn run(cli: Cli) -> Result<(), Failure> {
    // What this process makes is for its own user: the database holds everybody's days.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let config_file = cli.config.clone();
    match cli.into_command().unwrap_or_else(|error| error.exit()) {
        Command::Serve(options) => {
            let config = configured(config_file)?;
            runtime()?.block_on(serve(&config, !options.no_workers))
        }
        Command::Worker => {
            let config = configured(config_file)?;
            runtime()?.block_on(work(&config))
        }
        Command::Migrate(action) => {
            let config = configured(config_file)?;
            runtime()?.block_on(migrate::run(&config, &action))
        }
        Command::Admin(action) => {
            let config = configured(config_file)?;
            runtime()?.block_on(admin::run(&config, action))
        }
        Command::Backup(Backup::Keygen { file }) => backup::keygen(&file),
        Command::Backup(action) => {
            let config = configured(config_file)?;
            runtime()?.block_on(backup::run(&config, action))
        }
        Command::Copy { from, to } => {
            let config = configured(config_file)?;
            runtime()?.block_on(copy::run(&config, &from, &to))
        }
        Command::CheckConfig => check_config::run(&load(config_file)?),
        Command::Health => health::run(&load(config_file)?),
        Command::Seed { demo: _ } => {
            let config = configured(config_file)?;
            runtime()?.block_on(seed::run(&config))
        }
        Command::Schema => runtime()?.block_on(schema::run()),
        Command::ConfigReference => print(config::reference()),
        Command::ErrorReference => print(format_args!("{}", umbra_api::error_reference())),
        Command::MetricReference => print(metrics::reference()),
        Command::OpenApi => openapi::run(),
    }
}

fn load(file: Option<PathBuf>) -> Result<Config, Failure> {
    Config::load(&Sources::of_process(file)).map_err(Failure::Config)
}

/// Loads the configuration, logs from now on, and warns of what is probably not meant.
fn configured(file: Option<PathBuf>) -> Result<Config, Failure> {
    let config = load(file)?;
    telemetry::init(&config)?;
    for warning in config.warnings() {
        tracing::warn!("{warning}");
    }
    Ok(config)
}

/// Starts the threads on which everything but HTTP and hashing runs: two are enough, and each
/// costs memory.
fn runtime() -> Result<Runtime, Failure> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::Io("can't start threads", error))
}

/// Tells which database a command works on: in a wrong folder it is another one.
fn tell_database(config: &Config) {
    tell(&format!("Database: {}", config.database().located()));
}
