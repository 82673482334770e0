//! Queue, relay and workers on real databases.

mod drain;
mod kit;
mod migrate;
mod relay;
mod reminders;
mod tries;
mod upkeep;
mod workers;
