//! Programs that are built once and kept outside the clone.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::failure::Outcome;
use crate::{environment, process};

/// A Cargo plugin of one version.
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Checks licences, sources and advisories.
pub(super) const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

/// Finds dependencies that no source file names.
pub(super) const MACHETE: Tool = Tool { name: "cargo-machete", version: "0.9.2" };

impl Tool {
    /// Gives the program: from `PATH` or the cache where it is this version, else newly built.
    pub(super) fn get(&self) -> Outcome<PathBuf> {
        let cache = environment::cache()?;
        let kept = cache.join("bin").join(self.name);
        let known = [PathBuf::from(self.name), kept.clone()];
        if let Some(program) = known.into_iter().find(|program| self.is(program)) {
            return Ok(program);
        }
        println!("building {} {}, which is kept in {}", self.name, self.version, cache.display());
        let build = cache.join("build");
        let mut install = process::cargo();
        install
            // Without optimisation: it builds in half the time, and has little to do.
            .args(["install", "--quiet", "--locked", "--force", "--debug"])
            .args(["--version", self.version])
            .arg("--root")
            .arg(&cache)
            .arg(self.name)
            .env("CARGO_TARGET_DIR", &build)
            .env("CARGO_PROFILE_DEV_DEBUG", "none");
        process::run(&mut install)?;
        // Half a gigabyte that nothing needs again before the next version.
        let _ = fs::remove_dir_all(&build);
        Ok(kept)
    }

    fn is(&self, program: &PathBuf) -> bool {
        Command::new(program)
            .arg("--version")
            .stderr(Stdio::null())
            .output()
            .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(self.version))
    }
}
