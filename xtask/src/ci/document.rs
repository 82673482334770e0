//! The rules that others have for OpenAPI documents.

use super::{Done, steps};
use crate::failure::Outcome;
use crate::{node, process};

/// The generated document, whose being up to date is another step.
const DOCUMENT: &str = "docs/openapi.json";

pub(super) fn run() -> Outcome<Done> {
    let Some(folder) = node::npm_ci(".ci")? else {
        return steps::without("there is no npm".to_owned());
    };
    let mut redocly = process::command(node::program(&folder, "redocly"));
    redocly
        .args(["lint", DOCUMENT, "--config", ".ci/redocly.yaml", "--max-problems", "1000"])
        // It would ask another host for both.
        .env("REDOCLY_TELEMETRY", "off")
        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    let mut spectral = process::command(node::program(&folder, "spectral"));
    spectral.args(["lint", DOCUMENT, "--ruleset", ".ci/spectral.yaml", "--fail-severity", "warn"]);
    // Both, so that all that is wrong is told at once.
    let said = [process::run(&mut redocly), process::run(&mut spectral)];
    said.into_iter().collect::<Outcome>()?;
    Ok(Done::Passed)
}
