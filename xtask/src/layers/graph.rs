//! The crates of the workspace and what they use, as Cargo sees them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::failure::{Failure, Outcome};
use crate::process;

/// A crate of the workspace.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) name: String,
    /// The folder of its manifest, relative to the workspace.
    pub(super) folder: String,
    pub(super) uses: Vec<Use>,
    /// Whether its lints, its own or the workspace's, refuse `unsafe` for good.
    pub(super) forbids_unsafe: bool,
}

/// A dependency as a manifest declares it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) package: String,
    /// Whether only tests, examples and benchmarks have it.
    pub(super) dev: bool,
}

/// Asks Cargo.
pub(super) fn read() -> Outcome<Vec<Room>> {
    let metadata =
        process::output(process::cargo().args(["metadata", "--format-version=1", "--no-deps"]))?;
    parse(&metadata, |path| fs::read_to_string(path).ok())
        .ok_or_else(|| Failure::new("can't read what `cargo metadata` prints"))
}

fn parse(metadata: &str, read: impl Fn(&Path) -> Option<String>) -> Option<Vec<Room>> {
    let metadata: Value = serde_json::from_str(metadata).ok()?;
    let root = metadata["workspace_root"].as_str()?;
    let house = read(&Path::new(root).join("Cargo.toml"))?;
    let rooms = metadata["packages"].as_array()?.iter().map(|package| {
        let manifest = read(Path::new(package["manifest_path"].as_str()?))?;
        room(package, root, forbids_unsafe(&manifest, &house))
    });
    rooms.collect()
}

/// Reads lints as the manifests here write them: a table of its own, or the workspace's.
fn forbids_unsafe(manifest: &str, house: &str) -> bool {
    let forbids = |manifest: &str, table: &str| {
        let lints = manifest.split_once(&format!("\n[{table}]\n")).map_or("", |(_, rest)| rest);
        let lints = lints.split("\n[").next().unwrap_or_default();
        lints.lines().any(|line| line == "unsafe_code = \"forbid\"")
    };
    let inherits = manifest.contains("\n[lints]\nworkspace = true\n");
    forbids(manifest, "lints.rust") || (inherits && forbids(house, "workspace.lints.rust"))
}

fn room(package: &Value, root: &str, forbids_unsafe: bool) -> Option<Room> {
    let manifest = package["manifest_path"].as_str()?;
    let folder = manifest.strip_prefix(root)?.strip_suffix("Cargo.toml")?;
    let uses = package["dependencies"].as_array()?.iter().map(|dependency| {
        let package = dependency["name"].as_str()?.to_owned();
        Some(Use { package, dev: dependency["kind"].as_str() == Some("dev") })
    });
    Some(Room {
        name: package["name"].as_str()?.to_owned(),
        folder: folder.trim_matches(['/', '\\']).replace('\\', "/"),
        uses: uses.collect::<Option<_>>()?,
        forbids_unsafe,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_becomes_rooms() {
        let metadata = r#"{
            "workspace_root": "/w",
            "packages": [{
                "name": "umbra-app",
                "manifest_path": "/w/crates/app/Cargo.toml",
                "dependencies": [
                    {"name": "umbra-store", "kind": null},
                    {"name": "umbra-testkit", "kind": "dev"}
                ]
            }]
        }"#;
        let expected = Room {
            name: "umbra-app".into(),
            folder: "crates/app".into(),
            uses: vec![
                Use { package: "umbra-store".into(), dev: false },
                Use { package: "umbra-testkit".into(), dev: true },
            ],
            forbids_unsafe: true,
        };
        let read = |path: &Path| {
            Some(match path.to_str()? {
                "/w/Cargo.toml" => {
                    "\n[workspace.lints.rust]\nunsafe_code = \"forbid\"\n".to_owned()
                }
                _ => "\n[lints]\nworkspace = true\n".to_owned(),
            })
        };
        assert_eq!(parse(metadata, read), Some(vec![expected]));
    }

    #[test]
    fn only_a_lint_that_can_not_be_loosened_forbids_unsafe() {
        let own = |level: &str| format!("\n[lints.rust]\nunsafe_code = \"{level}\"\n");
        let house = "\n[workspace.lints.rust]\nmissing_docs = \"warn\"\nunsafe_code = \"forbid\"\n";
        let inherited = "\n[lints]\nworkspace = true\n";
        assert!(forbids_unsafe(&own("forbid"), ""));
        assert!(forbids_unsafe(inherited, house));
        assert!(!forbids_unsafe(inherited, &house.replace("forbid", "deny")));
        assert!(!forbids_unsafe(&own("deny"), house));
        assert!(!forbids_unsafe("[package]\n", house));
        assert!(!forbids_unsafe("\n[lints.rust]\n\n[x]\nunsafe_code = \"forbid\"\n", house));
    }

    #[test]
    fn something_else_is_no_metadata() {
        let read = |_: &Path| Some(String::new());
        assert_eq!(parse("{}", read), None);
        assert_eq!(parse("error", read), None);
    }
}
