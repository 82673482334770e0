//! Fingerprints the schema, so that test processes share a migrated template exactly as long as
//! they would migrate it alike.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

/// Where the schema is written, from this crate's folder.
const MIGRATIONS: &str = "../../migration/src";

/// Where the versions of the libraries stand that make tables of their own.
const LOCK_FILE: &str = "../../Cargo.lock";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={MIGRATIONS}");
    println!("cargo::rerun-if-changed={LOCK_FILE}");
    let mut files = BTreeMap::new();
    read(Path::new(MIGRATIONS), &mut files)?;
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    let locked = fs::read_to_string(LOCK_FILE)?;
    let is_queue = |package: &&str| package.contains("name = \"apalis");
    locked.split("[[package]]").filter(is_queue).for_each(|package| package.hash(&mut hasher));
    println!("cargo::rustc-env=SCHEMA_FINGERPRINT={:016x}", hasher.finish());
    Ok(())
}

fn read(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(&path, files)?;
        } else {
            files.insert(path.clone(), fs::read(path)?);
        }
    }
    Ok(())
}
