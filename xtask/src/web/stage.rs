//! Where the web client is built and tested.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{DIST, MANUAL, SOURCES};
use crate::failure::{Failure, Outcome};
use crate::node::{npm_ci, program};
use crate::{environment, process};

/// What else the build and the tests read, by their places in the workspace.
const BESIDE: &[&str] = &["README.md", "docs"];

/// What only this machine has.
const LEFT_OUT: &[&str] = &["node_modules"];

/// A copy of the sources with the packages that the lock file names. What lies beside the sources on
/// this machine has no part in what is made.
pub(super) struct Stage {
    root: PathBuf,
}

impl Stage {
    /// Prepares the copy; `None` where there is no Node.
    ///
    /// # Errors
    /// When the packages can't be installed, or the sources not copied.
    pub(super) fn prepare() -> Outcome<Option<Self>> {
        let Some(packages) = npm_ci(SOURCES)? else { return Ok(None) };
        let root = environment::cache()?.join("web");
        let stage = Self { root };
        if stage.root.exists() {
            fs::remove_dir_all(&stage.root).map_err(Failure::about(&stage.root))?;
        }
        copy(&process::root().join(SOURCES), &stage.sources())?;
        for name in BESIDE {
            let (from, to) = (process::root().join(name), stage.root.join(name));
            copy(&from, &to)?;
        }
        link(&packages.join("node_modules"), &stage.sources().join("node_modules"))?;
        let mut types = process::command(program(&packages, "openapi-typescript"));
        types.args(["docs/openapi.json", "--output"]).current_dir(&stage.root);
        process::run(types.arg(Path::new(SOURCES).join("src/api/schema.ts")))?;
        Ok(Some(stage))
    }

    /// Gives the folder of the sources' copy.
    pub(super) fn sources(&self) -> PathBuf {
        self.root.join(SOURCES)
    }

    /// Gives the copy of the manual, which the scripts read and write.
    pub(super) fn manual(&self) -> PathBuf {
        self.root.join(MANUAL)
    }

    /// Makes a command that runs a script of `package.json`.
    pub(super) fn script(&self, name: &str) -> Command {
        let mut command = process::command("npm");
        command.args(["run", "--silent", name]).current_dir(self.sources());
        command.env("NO_UPDATE_NOTIFIER", "1");
        command
    }

    /// Builds the client, and gives the folder with its files.
    ///
    /// # Errors
    /// When the build fails.
    pub(super) fn build(&self) -> Outcome<PathBuf> {
        process::run(&mut self.script("build"))?;
        Ok(self.root.join(DIST))
    }
}

#[cfg(unix)]
fn link(target: &Path, place: &Path) -> Outcome {
    std::os::unix::fs::symlink(target, place).map_err(Failure::about(place))
}

#[cfg(not(unix))]
fn link(target: &Path, place: &Path) -> Outcome {
    copy(target, place)
}

/// Copies a file or a folder with everything in it.
pub(super) fn copy(from: &Path, to: &Path) -> Outcome {
    if !from.is_dir() {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(Failure::about(folder))?;
        }
        return fs::copy(from, to).map(drop).map_err(Failure::about(from));
    }
    fs::create_dir_all(to).map_err(Failure::about(to))?;
    for entry in fs::read_dir(from).map_err(Failure::about(from))? {
        let name = entry.map_err(Failure::about(from))?.file_name();
        if !LEFT_OUT.iter().any(|left_out| name == *left_out) {
            copy(&from.join(&name), &to.join(&name))?;
        }
    }
    Ok(())
}

/// Lists the files in a folder by their paths in it.
pub(super) fn files(folder: &Path) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(Failure::about(&next))? {
            let path = entry.map_err(Failure::about(&next))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(folder) {
                found.push(name.to_string_lossy().into_owned());
            }
        }
    }
    Ok(found)
}
