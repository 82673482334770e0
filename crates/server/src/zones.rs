//! The zone database: the one in the binary, or the operator's own folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use umbra_domain::zone::{BadZoneDatabase, Release, ZoneDatabase};

use crate::config::Config;

/// How many folders deep a zone may be: `America/Argentina/Buenos_Aires`.
const DEEPEST: usize = 3;

/// No file of a zone is larger, in bytes.
const LARGEST: u64 = 1 << 20;

/// Why the operator's folder isn't used.
#[derive(Debug, thiserror::Error)]
pub enum ZonesError {
    /// It can't be read.
    #[error("UMBRA_TZDATA_DIR: `{}` can't be read", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// Nothing says which release it is.
    #[error(
        "UMBRA_TZDATA_DIR: neither `tzdata.zi` nor `+VERSION` in `{}` says which release it is",
        .0.display()
    )]
    NoRelease(PathBuf),
    /// It is no zone database.
    #[error("UMBRA_TZDATA_DIR: `{}` holds no time zone database", .0.display())]
    Bad(PathBuf, #[source] BadZoneDatabase),
}

/// Loads the zone database that the configuration asks for.
///
/// # Errors
/// [`ZonesError`] when the operator's folder can't be used: the one in the binary doesn't take its
/// place in silence.
pub fn load(config: &Config) -> Result<ZoneDatabase, ZonesError> {
    match &config.tzdata_dir {
        None => Ok(ZoneDatabase::bundled()),
        Some(folder) => read(folder),
    }
}

/// Says where a zone database comes from, and what is wrong with that.
#[must_use]
pub fn warning(config: &Config, zones: &ZoneDatabase) -> Option<String> {
    let bundled = ZoneDatabase::bundled();
    (config.tzdata_dir.is_some() && zones.release() < bundled.release()).then(|| {
        format!(
            "UMBRA_TZDATA_DIR: its release, {}, is older than the one in the binary, {}",
            zones.release(),
            bundled.release()
        )
    })
}

fn read(folder: &Path) -> Result<ZoneDatabase, ZonesError> {
    let unreadable = |path: &Path, error| ZonesError::Unreadable(path.to_owned(), error);
    fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    let release = release(folder).ok_or_else(|| ZonesError::NoRelease(folder.to_owned()))?;
    let mut files = Vec::new();
    collect(folder, "", 1, &mut files).map_err(|(path, error)| unreadable(&path, error))?;
    ZoneDatabase::of_files(release, files).map_err(|bad| ZonesError::Bad(folder.to_owned(), bad))
}

/// Finds the release as distributions write it: in the first line of `tzdata.zi`, or alone in
/// `+VERSION`.
fn release(folder: &Path) -> Option<Release> {
    let first_line = |name: &str| {
        let text = fs::read_to_string(folder.join(name)).ok()?;
        text.lines().next().map(|line| line.trim().to_owned())
    };
    let of_source = || Release::parse(first_line("tzdata.zi")?.strip_prefix("# version ")?.trim());
    // What the operator wrote comes first.
    first_line("+VERSION").and_then(|line| Release::parse(&line)).or_else(of_source)
}

fn collect(
    folder: &Path,
    prefix: &str,
    depth: usize,
    files: &mut Vec<(String, Vec<u8>)>,
) -> Result<(), (PathBuf, io::Error)> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| (path, error)
    };
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let zone = format!("{prefix}{name}");
        // Distributions link zones to each other.
        let Ok(kind) = fs::metadata(&path) else { continue };
        if kind.is_dir() {
            let others = depth == 1 && (name == "posix" || name == "right");
            if depth < DEEPEST && !others {
                collect(&path, &format!("{zone}/"), depth + 1, files)?;
            }
        } else if kind.is_file() && kind.len() <= LARGEST {
            let data = fs::read(&path).map_err(at(&path))?;
            if data.starts_with(b"TZif") {
                files.push((zone, data));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    #[expect(clippy::disallowed_methods, reason = "to see that there is nothing")]
    fn nothing_but_the_zone_database_in_use_knows_a_zone() {
        // No dependency may switch on a database of jiff's own, of the host or in the binary.
        for name in ["Europe/Vienna", "US/Pacific", "localtime", "posixrules"] {
            assert!(jiff::tz::TimeZone::get(name).is_err(), "{name}");
        }
        assert!(jiff::tz::db().is_definitively_empty());
    }
}
