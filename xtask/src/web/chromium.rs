//! The browser that the tests drive.

use std::path::PathBuf;
use std::process::Stdio;

use crate::{environment, process};

/// Chromium's names on different systems.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Finds the browser: the one that `UMBRA_CHROMIUM` names, else one on `PATH`.
pub(super) fn find() -> Option<PathBuf> {
    if let Some(named) = environment::variable("UMBRA_CHROMIUM") {
        return Some(named.into());
    }
    let path = environment::variable("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let places = folders.iter().flat_map(|folder| NAMES.map(|name| folder.join(name)));
    places.into_iter().find(|place| place.is_file() && runs(place))
}

fn runs(program: &PathBuf) -> bool {
    process::command(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
