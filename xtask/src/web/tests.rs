//! The web client's own tests.

use super::chromium;
use super::stage::Stage;
use crate::failure::Outcome;
use crate::process;

/// How far the tests got.
pub(crate) enum Tests {
    /// All of them passed.
    Passed,
    /// Those that need what is missing didn't run.
    Without(String),
}

/// Checks types and runs the tests, those in Chromium against the binary with what it serves.
///
/// # Errors
/// When something of that fails.
pub(crate) fn run() -> Outcome<Tests> {
    let Some(stage) = Stage::prepare()? else {
        return Ok(Tests::Without("there is no Node to test the web client with".to_owned()));
    };
    for script in ["check", "test"] {
        process::run(&mut stage.script(script))?;
    }
    let Some(chromium) = chromium::find() else {
        let reason = "there is no Chromium to test the web client in".to_owned();
        return Ok(Tests::Without(reason));
    };
    let umbra = process::umbra()?;
    // How fast it is (`test:speed`) is measured on a machine with nothing else to do.
    let mut browser = stage.script("test:browser");
    browser.env("UMBRA_BIN", &umbra).env("UMBRA_CHROMIUM", &chromium);
    process::run(browser.env("UMBRA_TEST_SHIPPED", "1"))?;
    Ok(Tests::Passed)
}
