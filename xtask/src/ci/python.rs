//! Virtual environments with the packages that CI needs, kept outside the clone.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use crate::failure::{Failure, Outcome};
use crate::{environment, process};

/// A virtual environment.
pub(super) struct Environment {
    /// Its folder in the cache.
    pub(super) folder: &'static str,
    /// The file with its packages, each with its version.
    pub(super) requirements: &'static str,
}

/// Gives a program of a virtual environment, which is made anew when the requirements or the
/// machine's Python changed. `None` where there is no Python.
pub(super) fn program(of: &Environment, name: &str) -> Outcome<Option<PathBuf>> {
    let requirements = process::root().join(of.requirements);
    let wanted = fs::read_to_string(&requirements).map_err(Failure::about(&requirements))?;
    let folder = environment::cache()?.join(of.folder);
    let bin = folder.join("bin");
    let program = bin.join(name);
    // Written last, so that it isn't there when the making was interrupted.
    let mark = folder.join("requirements.txt");
    let is_whole = fs::read_to_string(&mark).is_ok_and(|present| present == wanted);
    if is_whole && runs(&program) {
        return Ok(Some(program));
    }
    if !runs("python3".as_ref()) {
        return Ok(None);
    }
    println!("making a virtual environment, which is kept in {}", folder.display());
    process::run(process::command("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut install = process::command(bin.join("python"));
    install.args(["-m", "pip", "install", "--quiet", "--no-input", "--requirement"]);
    process::run(install.arg(&requirements))?;
    fs::write(&mark, wanted).map_err(Failure::about(&mark))?;
    Ok(Some(program))
}

fn runs(program: &std::path::Path) -> bool {
    process::command(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
