//! The admin's desk over HTTP, and what the operator does at the command line beside it.

mod access;
mod audit_chain;
mod audit_log;
mod audit_retention;
mod dashboard;
mod import;
pub mod kit;
mod last_admin;
mod recovery;
mod rotation;
mod sessions;
mod users;
