//! `cargo xtask upgrade`: an older version and this one side by side, as while processes are replaced one by one.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::{Failure, Outcome};
use crate::process;

/// Names the older program to the test.
const OLDER: &str = "UMBRA_TEST_OLD_BIN";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The older version: a tag, a branch or a commit.
    #[arg(long, value_name = "REVISION")]
    from: String,
}

/// Builds the older version and lets processes of it be replaced by processes of this one.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let commit = commit(&arguments.from)?;
    let folder = target()?.join("upgrade");
    let older = folder.join(format!("umbra-{commit}"));
    // What was built once is what it is.
    if !older.is_file() {
        fs::create_dir_all(&folder).map_err(Failure::about(&folder))?;
        let sources = Sources::check_out(&commit, folder.join("source"))?;
        println!("building {commit}");
        let built = sources.build()?;
        // The next build of this version takes its place.
        fs::copy(&built, &older).map_err(Failure::about(&built))?;
    }
    println!("from {} ({commit})", arguments.from);
    let mut test = process::cargo();
    // The whole workspace, so that dependencies get the features that they have elsewhere.
    test.args(["test", "--workspace", "--test", "rolling", "--", "--nocapture"]);
    process::run(test.env(OLDER, &older)).map_err(|failure| {
        Failure::new(format!(
            "{failure}\nhint: docs/upgrade.md (\"When it fails\") says what each failure means"
        ))
    })
}

/// Finds the commit that a revision names.
fn commit(revision: &str) -> Outcome<String> {
    let mut git = process::command("git");
    git.args(["rev-parse", "--verify", "--end-of-options"]).arg(format!("{revision}^{{commit}}"));
    let found = process::output(&mut git).map_err(|failure| {
        let hint = "a clone without history gets it by `git fetch --unshallow --tags`";
        Failure::new(format!("{failure}\nhint: {hint}"))
    })?;
    Ok(found.trim().to_owned())
}

/// Gives the folder of build files, which both versions share: what they have in common is built once.
fn target() -> Outcome<PathBuf> {
    let mut metadata = process::cargo();
    let text = process::output(metadata.args(["metadata", "--no-deps", "--format-version=1"]))?;
    let metadata: Value = serde_json::from_str(&text).unwrap_or_default();
    let folder = metadata["target_directory"].as_str();
    folder.map(PathBuf::from).ok_or_else(|| Failure::new("`cargo metadata` names no target folder"))
}

/// The sources of another version; they go when this is dropped.
struct Sources(PathBuf);

impl Sources {
    /// Checks them out, always at the same place: by that Cargo knows what it has built.
    fn check_out(commit: &str, place: PathBuf) -> Outcome<Self> {
        let sources = Self(place);
        // From a run that was killed.
        sources.remove();
        let mut git = process::command("git");
        git.args(["worktree", "add", "--quiet", "--detach"]).arg(sources.path()).arg(commit);
        process::run(&mut git)?;
        Ok(sources)
    }

    fn path(&self) -> &Path {
        &self.0
    }

    /// Builds their program and gives its place.
    fn build(&self) -> Outcome<PathBuf> {
        let mut build = process::cargo();
        build.current_dir(self.path()).env("CARGO_TARGET_DIR", target()?);
        process::umbra_by(build).map_err(|failure| {
            let hint = format!(
                "if today's toolchain or the network is to blame, build it elsewhere and put the program where \
                 `{OLDER}` names it: `{OLDER}=/place/of/umbra cargo test --workspace --test rolling -- --nocapture`"
            );
            Failure::new(format!("the older version doesn't build: {failure}\nhint: {hint}"))
        })
    }

    fn remove(&self) {
        // What is left behind is only temporary, and said to be a worktree that can be pruned.
        let _ = fs::remove_dir_all(self.path());
        let _ = process::quietly(process::command("git").args(["worktree", "prune"]));
    }
}

impl Drop for Sources {
    fn drop(&mut self) {
        self.remove();
    }
}
