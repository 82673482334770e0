//! Private SeaORM entities, [`Store`] and [`Tx`], rows to domain types, on both databases.
//!
//! What all things have in common is in [`resource`], on what each says of itself as a `Table`; what
//! is special to one is in a module of plain functions. A function that reads takes any [`Read`];
//! one that changes takes a [`Write`]; what must be guarded against a concurrent change takes a
//! [`Granted`], which only a look-up in this crate can make, in the form of `rights`.

pub mod action_link;
pub mod agenda;
pub mod attempts;
pub mod audit;
mod backup;
pub mod backup_code;
pub mod calendar;
pub mod ceremony;
mod checkpoint;
pub mod comment;
pub mod config;
mod connect;
pub mod connection;
pub mod copy;
pub mod delivery;
pub mod due;
mod entity;
mod error;
pub mod event;
pub mod export;
mod granted;
mod grants;
pub mod idempotency;
mod instant;
pub mod key_check;
mod keys;
pub mod location;
mod measure;
pub mod mfa_token;
mod migrate;
pub mod notification;
pub mod outbox;
pub mod passkey;
pub mod person;
mod pools;
pub mod project;
mod recurrence;
pub mod reminder;
pub mod resource;
mod rights;
mod schema;
pub mod session;
pub mod settings;
pub mod snapshot;
mod sql;
mod table;
pub mod task;
pub mod template;
pub mod todo;
pub mod totp;
mod tx;
mod union_query;
pub mod user;
pub mod weather;
mod zone;
pub mod zone_state;

pub use connect::{DatabaseSettings, DatabaseUrl};
pub use error::{Constraint, StoreError};
pub use granted::{Access, Busy, Comment, Edit, Granted, Manage, MayChange, Needed, Own, View};
pub use grants::Needs;
pub use measure::METRICS;
pub use migrate::{MigrationState, migration_names};
pub use pools::PoolStats;
pub use schema::ColumnInfo;
pub use tx::{Autocommit, Read, Reader, Store, Tx, Write};
