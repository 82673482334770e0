//! Starting other programs.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use serde_json::Value;
use umbra_testkit_postgres::scratch_folder;

use crate::environment;
use crate::failure::{Failure, Outcome};

/// Gives the workspace's folder.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// Makes a command that runs in the workspace's folder.
///
/// It doesn't inherit what Cargo told this program about itself: build scripts that watch these
/// variables would run again whenever a build is started from here after one that wasn't.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for name in environment::names() {
        let told = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
        if name.to_str().is_some_and(|name| told.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(name);
        }
    }
    command
}

/// Makes a command of the Cargo that runs this program.
pub(crate) fn cargo() -> Command {
    command(environment::variable("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Builds the server's binary and gives its place.
///
/// It is built as a part of the whole workspace and together with a test: built alone, its
/// dependencies would get fewer features than in the tests and be compiled once more.
pub(crate) fn umbra() -> Outcome<PathBuf> {
    umbra_by(cargo())
}

/// Builds as [`umbra`] does, by a Cargo that may have been told to build something other than this workspace.
pub(crate) fn umbra_by(mut build: Command) -> Outcome<PathBuf> {
    build.args(["build", "--workspace", "--bin", "umbra", "--test", "process", "--message-format"]);
    let messages = output(build.arg("json-render-diagnostics"))?;
    let program = messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_umbra = message["target"]["name"] == "umbra";
        message["executable"].as_str().filter(|_| is_umbra).map(PathBuf::from)
    });
    program.ok_or_else(|| Failure::new("Cargo built no `umbra`"))
}

/// Runs a command and lets it speak for itself.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    succeeded(command, status)
}

/// Runs a command that speaks only when it fails.
pub(crate) fn quietly(command: &mut Command) -> Outcome {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))?;
    succeeded(command, output.status).map_err(|failure| {
        let said = String::from_utf8_lossy(&output.stderr);
        Failure::new(format!("{failure}\n{}", said.trim_end()))
    })
}

/// Tells whether a program is on `PATH`.
pub(crate) fn exists(program: &str) -> bool {
    let path = environment::variable("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// A folder for temporary files that goes when this is dropped.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Makes a folder of this process's own.
    pub(crate) fn new(name: &str) -> Outcome<Self> {
        Self::under(&std::env::temp_dir(), name)
    }

    /// Makes such a folder in memory, where there is room.
    pub(crate) fn in_memory(name: &str) -> Outcome<Self> {
        Self::under(&scratch_folder().unwrap_or_else(std::env::temp_dir), name)
    }

    fn under(parent: &Path, name: &str) -> Outcome<Self> {
        let folder = parent.join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(Failure::about(&folder))?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left behind is only temporary.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a command and gives its standard output.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output =
        command.stderr(Stdio::inherit()).output().map_err(|error| not_started(command, &error))?;
    succeeded(command, output.status)?;
    String::from_utf8(output.stdout)
        .map_err(|_| Failure::new(format!("{} printed something other than text", name(command))))
}

pub(crate) fn succeeded(command: &Command, status: ExitStatus) -> Outcome {
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("{} failed ({status})", name(command))))
}

pub(crate) fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("can't run {}: {error}", name(command)))
}

/// Writes a command as a person would.
fn name(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_workspace() {
        assert!(root().join("Cargo.lock").is_file());
    }

    #[test]
    fn a_failure_names_the_command() {
        let mut command = command("sh");
        let failure = run(command.args(["-c", "exit 3"])).unwrap_err().to_string();
        assert_eq!(failure, "sh -c exit 3 failed (exit status: 3)");
    }

    #[test]
    fn a_missing_program_is_named() {
        let failure = output(&mut command("umbra-no-such-program")).unwrap_err().to_string();
        assert!(failure.starts_with("can't run umbra-no-such-program: "), "{failure}");
    }
}
