//! Gates: tests that walk the OpenAPI document, so that no operation can be forgotten.
//!
//! A new operation is covered by being registered. One that is open to strangers, exempt from the
//! lock, or has an id in its path needs an entry in a table here, and fails the gates until it has
//! one; a resource needs a row in the table of `contract`.

mod admins;
mod bodies;
mod documents;
mod forgery;
mod locked;
mod matrix;
pub mod operations;
mod private;
mod public;
mod queries;
mod rights;
mod sample;
mod strangers;
mod temporary_password;
mod worlds;
