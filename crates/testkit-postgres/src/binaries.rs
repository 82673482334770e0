//! Finding the server's binaries.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, error, fmt, fs};

/// Names the folder with the binaries when it is none of the usual ones.
pub const BIN_VARIABLE: &str = "UMBRA_TEST_PG_BIN";

/// Folders where systems put PostgreSQL's binaries outside `PATH`; `*` stands for one name that
/// holds the version.
const USUAL_FOLDERS: &[&str] = &[
    "/usr/lib/postgresql/*/bin",         // Debian, Ubuntu
    "/usr/pgsql-*/bin",                  // packages of the PostgreSQL project for Red Hat, SUSE
    "/usr/libexec/postgresql*",          // Alpine
    "/opt/homebrew/opt/postgresql*/bin", // Homebrew on Apple silicon
    "/usr/local/opt/postgresql*/bin",    // Homebrew on Intel
    "/Library/PostgreSQL/*/bin",         // the installer for macOS
    "/usr/local/pgsql/bin",              // built from source
];

/// A folder that holds `initdb` and `postgres`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
}

/// Tells that no folder holds the binaries, and where they were looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound {
    /// The places, as a person would write them.
    pub looked_in: Vec<String>,
}

/// Finds PostgreSQL's binaries: in the folder that `UMBRA_TEST_PG_BIN` names and nowhere else
/// when it is set, otherwise along `PATH` and then in the usual folders, newest version first.
///
/// # Errors
/// [`NotFound`] with every place that was tried.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration but the environment")]
pub fn find_binaries() -> Result<Binaries, NotFound> {
    find(env::var_os(BIN_VARIABLE), env::var_os("PATH"), USUAL_FOLDERS)
}

impl Binaries {
    /// Gives the folder, free of symbolic links.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes a folder in which both binaries are. Links are resolved because a link to
    /// `postgres` often stands alone, and the server finds its own files from where it really is.
    fn in_folder(folder: &Path) -> Option<Self> {
        let server = fs::canonicalize(folder.join("postgres")).ok()?;
        let folder = server.parent()?;
        folder.join("initdb").is_file().then(|| Self { folder: folder.to_owned() })
    }
}

fn find(
    chosen: Option<OsString>,
    path: Option<OsString>,
    usual: &[&str],
) -> Result<Binaries, NotFound> {
    if let Some(folder) = chosen {
        let folder = PathBuf::from(folder);
        return Binaries::in_folder(&folder).ok_or_else(|| NotFound {
            looked_in: vec![format!("{} ({BIN_VARIABLE})", folder.display())],
        });
    }
    let path = path.unwrap_or_default();
    env::split_paths(&path)
        .chain(usual.iter().flat_map(|pattern| matching(pattern)))
        .find_map(|folder| Binaries::in_folder(&folder))
        .ok_or_else(|| {
            let usual = usual.iter().map(|&pattern| pattern.to_owned());
            NotFound { looked_in: std::iter::once("PATH".to_owned()).chain(usual).collect() }
        })
}

/// Expands the `*` of a pattern, highest version first.
fn matching(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![PathBuf::from(pattern)];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or((".", before));
    let mut names: Vec<String> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(prefix))
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(version(name)));
    names.iter().map(|name| PathBuf::from(format!("{parent}/{name}{after}"))).collect()
}

/// Reads the numbers in a name: `pgsql-9.6` is older than `pgsql-17`.
fn version(name: &str) -> Vec<u32> {
    name.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no PostgreSQL binaries found; looked in {}", self.looked_in.join(", "))
    }
}

impl error::Error for NotFound {}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::folder::Folder;

    /// Makes `<folder>/<name>` with files that look like the binaries.
    fn install(folder: &Path, name: &str) -> PathBuf {
        let bin = folder.join(name);
        fs::create_dir_all(&bin).unwrap();
        fs::write(bin.join("postgres"), "").unwrap();
        fs::write(bin.join("initdb"), "").unwrap();
        fs::canonicalize(bin).unwrap()
    }

    #[test]
    fn the_newest_version_of_the_usual_folders_is_taken() {
        let home = Folder::create().unwrap();
        for version in ["9.6", "17", "8"] {
            install(home.path(), &format!("pg/{version}/bin"));
        }
        let pattern = format!("{}/pg/*/bin", home.path().display());
        let found = find(None, None, &[&pattern]).unwrap();
        assert!(found.folder().ends_with("pg/17/bin"), "{found:?}");
    }

    #[test]
    fn a_link_on_the_path_leads_to_the_folder_with_both_binaries() {
        let home = Folder::create().unwrap();
        let real = install(home.path(), "lib/postgresql/15/bin");
        let bin = home.path().join("bin");
        fs::create_dir(&bin).unwrap();
        symlink(real.join("postgres"), bin.join("postgres")).unwrap();
        assert_eq!(find(None, Some(bin.into()), &[]).unwrap().folder(), real);
    }

    #[test]
    fn a_server_without_initdb_is_passed_over() {
        let home = Folder::create().unwrap();
        let broken = install(home.path(), "broken");
        fs::remove_file(broken.join("initdb")).unwrap();
        let whole = install(home.path(), "whole");
        let path = env::join_paths([&broken, &whole]).unwrap();
        assert_eq!(find(None, Some(path), &[]).unwrap().folder(), whole);
    }

    #[test]
    fn a_chosen_folder_is_the_only_one() {
        let home = Folder::create().unwrap();
        let path = install(home.path(), "path");
        let chosen = home.path().join("chosen");
        let error = find(Some(chosen.clone().into()), Some(path.into()), &[]).unwrap_err();
        assert_eq!(error.looked_in, [format!("{} ({BIN_VARIABLE})", chosen.display())]);
    }

    #[test]
    fn what_was_tried_is_named() {
        let error = find(None, None, &["/nowhere/*/bin"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "no PostgreSQL binaries found; looked in PATH, /nowhere/*/bin"
        );
    }
}
