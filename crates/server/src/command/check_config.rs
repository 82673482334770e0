//! `umbra check-config`

use crate::config::Config;
use crate::failure::Failure;
use crate::output::print;
use crate::zones;

/// Prints each setting with its value and where it came from, the release of the time zone
/// database, and then the warnings.
pub(super) fn run(config: &Config) -> Result<(), Failure> {
    print(config.effective())?;
    let zones = zones::load(config)?;
    let place = match &config.tzdata_dir {
        None => "in the binary".to_owned(),
        Some(folder) => format!("in {}", folder.display()),
    };
    print(format_args!("time zone database: {}, {place}\n", zones.release()))?;
    let old = zones::warning(config, &zones);
    for warning in config.warnings().iter().map(ToString::to_string).chain(old) {
        print(format_args!("warning: {warning}\n"))?;
    }
    Ok(())
}
