//! The store against real databases.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod attempts;
mod audit;
mod calendars;
mod cancelled;
mod database;
mod extension;
mod files;
mod keys;
mod limits;
mod migrating;
mod reminders;
mod roles;
mod schema;
mod todos;
mod transactions;
