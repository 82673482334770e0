//! The binary `umbra`: configuration, command line, start and end of the processes.

pub mod backup;
mod banner;
pub mod cli;
pub mod command;
pub mod config;
mod connections;
pub mod database;
pub mod failure;
mod limits;
mod listener;
pub mod metrics;
mod output;
mod secret_key;
pub mod seed;
pub mod serve;
mod signals;
pub mod start;
pub mod telemetry;
pub mod worker;
pub mod zones;
