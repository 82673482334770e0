//! The configuration: one declaration a setting, read from everywhere, checked whole.
//!
//! [`SETTINGS`] is the declaration. A value comes from the last of these that has one: the
//! default, the configuration file, the environment variable or, for secrets, the file that
//! `<variable>_FILE` names. [`Config::load`] returns every error at once, so that an operator
//! mends them in one go.

mod check;
mod database;
mod declare;
mod dubious;
mod error;
mod exposure;
mod file;
mod form;
pub mod key_file;
mod load;
mod origin;
mod reader;
mod reference;
mod refusal;
mod settings;
mod sources;
#[cfg(test)]
mod tests;
mod unknown;

pub use database::Database;
pub use declare::{Default, Setting};
pub use error::{ConfigError, Source};
pub use form::{BackupRecipient, Environment, LogFormat};
pub use reader::Shown;
pub use reference::reference;
pub use refusal::Refusal;
pub use settings::{Config, SETTINGS};
pub use sources::{DEFAULT_FILE, FILE_VARIABLE, Sources};
