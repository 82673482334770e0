//! The crates of the workspace and what they use, as Cargo sees them.

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
    parse(&metadata).ok_or_else(|| Failure::new("can't read what `cargo metadata` prints"))
}

fn parse(metadata: &str) -> Option<Vec<Room>> {
    let metadata: Value = serde_json::from_str(metadata).ok()?;
    let root = metadata["workspace_root"].as_str()?;
    metadata["packages"].as_array()?.iter().map(|package| room(package, root)).collect()
}

fn room(package: &Value, root: &str) -> Option<Room> {
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
        };
        assert_eq!(parse(metadata), Some(vec![expected]));
    }

    #[test]
    fn something_else_is_no_metadata() {
        assert_eq!(parse("{}"), None);
        assert_eq!(parse("error"), None);
    }
}
