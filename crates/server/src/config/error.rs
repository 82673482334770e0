//! What is wrong with a setting, said so that the operator can mend it.

use std::fmt;
use std::path::PathBuf;

/// Where the value of a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody set it.
    Default,
    /// A line of the configuration file, counted from 1.
    File {
        /// The file as it was named on the command line or in `UMBRA_CONFIG`.
        path: PathBuf,
        /// The line on which the value starts.
        line: usize,
    },
    /// The environment variable of the setting.
    Environment,
    /// A file named by the setting's `…_FILE` environment variable.
    SecretFile(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{} line {line}", path.display()),
            Self::Environment => f.write_str("environment"),
            Self::SecretFile(path) => write!(f, "file {}", path.display()),
        }
    }
}

/// One thing that is wrong with the configuration.
///
/// Its text never contains the value of a secret setting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting} ({source_of_value}): {problem}")]
pub struct ConfigError {
    /// The name as the operator wrote it: an environment variable, a key of the file, or the
    /// file itself when it can't be read.
    pub setting: String,
    /// Where the refused value stands.
    pub source_of_value: Source,
    /// What is wrong and what is expected instead.
    pub problem: String,
}

impl ConfigError {
    pub(super) fn new(
        setting: impl Into<String>,
        source_of_value: Source,
        problem: impl Into<String>,
    ) -> Self {
        Self { setting: setting.into(), source_of_value, problem: problem.into() }
    }
}
