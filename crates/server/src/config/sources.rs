//! What a configuration is read from.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The environment variable that names the configuration file.
pub const FILE_VARIABLE: &str = "UMBRA_CONFIG";

/// The configuration file that is read when none is named.
pub const DEFAULT_FILE: &str = "umbra.toml";

/// What a configuration is read from: an environment, and possibly a file.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Environment variables by name; an empty one counts as not set.
    pub environment: BTreeMap<String, OsString>,
    /// The configuration file; it has to exist.
    pub file: Option<PathBuf>,
}

impl Sources {
    /// Takes the environment of this process, and the file from the first of `--config`,
    /// `UMBRA_CONFIG` and an `umbra.toml` in the working directory.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn of_process(config_argument: Option<PathBuf>) -> Self {
        // A name that is not Unicode can't be one of ours.
        let environment: BTreeMap<_, _> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .collect();
        let file = config_argument
            .or_else(|| environment.get(FILE_VARIABLE).filter(|v| !v.is_empty()).map(PathBuf::from))
            .or_else(|| Path::new(DEFAULT_FILE).exists().then(|| PathBuf::from(DEFAULT_FILE)));
        Self { environment, file }
    }

    /// Builds sources without a file from pairs of name and value.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let environment =
            pairs.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        Self { environment, file: None }
    }
}
