//! Sources as text.

use std::fs;

use crate::failure::{Failure, Outcome};
use crate::process::root;

/// A file, by its path below the folder that was read.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: String,
}

/// Reads the Rust files below a folder of the workspace, in the order of their paths.
pub(super) fn read(folder: &str) -> Outcome<Vec<Source>> {
    let folder = root().join(folder);
    let mut sources = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(Failure::about(&next))? {
            let path = entry.map_err(Failure::about(&next))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path).map_err(Failure::about(&path))?;
                let below = path.strip_prefix(&folder).unwrap_or(&path);
                sources.push(Source { path: below.to_string_lossy().replace('\\', "/"), text });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

/// Gives the lines of a source without comments and without the tests at its end, each with its number.
pub(super) fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = (1..).zip(text.lines()).take_while(|(_, line)| *line != "#[cfg(test)]");
    lines.map(|(number, line)| (number, line.trim())).filter(|(_, line)| !line.starts_with("//"))
}
