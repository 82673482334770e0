//! `umbra check-config`

use super::print;
use crate::config::Config;
use crate::failure::Failure;

/// Prints each setting with its value and where it came from, and then the warnings.
pub(super) fn run(config: &Config) -> Result<(), Failure> {
    print(config.effective())?;
    for warning in config.warnings() {
        print(format_args!("warning: {warning}\n"))?;
    }
    Ok(())
}
