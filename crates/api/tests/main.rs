//! The server over HTTP, on both databases. A folder is a feature, or something that all of them
//! promise: `access` walks the OpenAPI document, `contract` a table of the resources.
//!
//! One program: what the tests share is linked once. Only `logs` is a program of its own, because
//! the level and the receiver of logs belong to the whole process.
#![cfg(test)]

mod access;
mod admin;
mod agenda;
mod alone;
mod auth;
mod calendars;
mod chromium;
mod config;
mod connections;
mod contract;
mod deliveries;
mod due;
mod events;
mod export;
mod invitations;
mod locations;
mod notifications;
mod ntfy;
mod passkeys;
mod people;
mod personal;
mod projects;
mod ranges;
mod reminders;
mod sessions;
mod settings;
mod shared_calendars;
mod statistics;
mod system;
mod templates;
mod todos;
mod weather;
mod words;
mod zones;
