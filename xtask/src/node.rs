//! Folders with the npm packages that CI and the web client need, kept outside the clone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::failure::{Failure, Outcome};
use crate::{environment, process};

/// What says which packages there have to be.
const WANTED: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// Installs what the lock file of a folder of the workspace (`.ci`, `crates/web/ui`) names, and gives
/// the folder in the cache that has the `node_modules`. `None` where there is no npm.
///
/// It is installed anew when the packages or the machine's Node changed. No package's own scripts run
/// meanwhile: what a tool needs is in its package, or else it is the wrong tool.
///
/// The lock file has to be made with `omit-lockfile-registry-resolved=true` in the folder's `.npmrc`, so
/// that it names no registry and works with everybody's.
///
/// # Errors
/// When the folder lacks one of its files, when the lock file doesn't fit `package.json`, and when npm
/// can't install.
pub(crate) fn npm_ci(of: &str) -> Outcome<Option<PathBuf>> {
    let source = process::root().join(of);
    let Some(node) = node() else {
        return Ok(None);
    };
    let mut wanted = node;
    for name in WANTED {
        wanted += &read(&source.join(name))?;
    }
    let folder = environment::cache()?.join("node").join(of.replace('/', "-"));
    // Written last, so that it isn't there when the installing was interrupted.
    let mark = folder.join("installed");
    if fs::read_to_string(&mark).is_ok_and(|present| present == wanted) {
        return Ok(Some(folder));
    }
    println!("installing the npm packages of {of}, which are kept in {}", folder.display());
    fs::create_dir_all(&folder).map_err(Failure::about(&folder))?;
    let _ = fs::remove_file(&mark);
    for name in WANTED {
        let copy = folder.join(name);
        fs::copy(source.join(name), &copy).map_err(Failure::about(&copy))?;
    }
    let mut install = process::command("npm");
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    process::run(install.current_dir(&folder).env("NO_UPDATE_NOTIFIER", "1"))?;
    fs::write(&mark, wanted).map_err(Failure::about(&mark))?;
    Ok(Some(folder))
}

/// Gives the place of a program that a package brought.
pub(crate) fn program(folder: &Path, name: &str) -> PathBuf {
    folder.join("node_modules/.bin").join(name)
}

/// Gives the version of Node, where there is that and npm.
fn node() -> Option<String> {
    let version = |program: &str| {
        let output = process::command(program)
            .arg("--version")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    version("npm").and_then(|_| version("node"))
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(Failure::about(path))
}
