//! The environment variables that the commands know.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::failure::{Failure, Outcome};

/// Reads a variable; an empty one counts as none.
#[expect(clippy::disallowed_methods, reason = "these commands have no other configuration")]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// Gives the names of all variables.
#[expect(clippy::disallowed_methods, reason = "these commands have no other configuration")]
pub(crate) fn names() -> impl Iterator<Item = OsString> {
    env::vars_os().map(|(name, _)| name)
}

/// Tells whether a CI system runs this, where whatever can't be checked is a failure.
pub(crate) fn is_ci() -> bool {
    variable("CI").is_some()
}

/// Gives the folder for tools that outlive a clone: `UMBRA_CI_CACHE`, or `umbra-ci` in the
/// user's cache folder.
pub(crate) fn cache() -> Outcome<PathBuf> {
    if let Some(folder) = variable("UMBRA_CI_CACHE") {
        return Ok(folder.into());
    }
    let user = variable("XDG_CACHE_HOME").map(PathBuf::from);
    user.or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .map(|folder| folder.join("umbra-ci"))
        .ok_or_else(|| Failure::new("no cache folder: set UMBRA_CI_CACHE or HOME"))
}
