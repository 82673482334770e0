//! What Umbra and Python make for each other: sealed secrets, hashes, codes and cookies.

use std::fs;

use super::{Done, python, steps};
use crate::failure::{Failure, Outcome};
use crate::process;

/// What the vectors' script needs.
const PYTHON: python::Environment = python::Environment {
    folder: "vectors",
    requirements: "crates/auth/tests/vectors/requirements.txt",
};

/// The folder with the script and both sides' vectors.
const FOLDER: &str = "crates/auth/tests/vectors";

/// Lets Python's libraries accept what Umbra made, and make anew what Umbra has to accept.
pub(super) fn run() -> Outcome<Done> {
    let Some(python) = python::program(&PYTHON, "python")? else {
        return steps::without("there is no Python 3 to check the vectors with".to_owned());
    };
    let folder = process::root().join(FOLDER);
    let script = folder.join("make_vectors.py");
    let made = folder.join("python.json");
    let kept = fs::read(&made).map_err(Failure::about(&made))?;
    process::run(process::command(&python).arg(&script))?;
    let again = fs::read(&made).map_err(Failure::about(&made))?;
    if again != kept {
        fs::write(&made, kept).map_err(Failure::about(&made))?;
        return Err(Failure::new(format!("{} isn't what the script makes", made.display())));
    }
    let umbra = folder.join("umbra.json");
    process::run(process::command(&python).arg(&script).arg("--check").arg(umbra))?;
    Ok(Done::Passed)
}
