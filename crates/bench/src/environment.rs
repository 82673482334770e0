//! What surrounds the benchmarks: where Cargo is, and whether the machine is busy.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::{env, fs, thread};

/// Makes a command of the Cargo that runs this program, in the workspace's folder.
///
/// It doesn't inherit what Cargo told this program about itself: build scripts that watch these
/// variables would run again.
#[expect(clippy::disallowed_methods, reason = "Cargo tells its programs about itself this way")]
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let told = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| told.iter().any(|prefix| name.starts_with(prefix))) {
            cargo.env_remove(name);
        }
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    cargo.current_dir(own.ancestors().nth(2).unwrap_or(own));
    cargo
}

/// Gives the variables that programs from packages need: where programs are, and a home.
#[expect(clippy::disallowed_methods, reason = "the children's environment is made from ours")]
pub(crate) fn inherited() -> impl Iterator<Item = (&'static str, OsString)> {
    ["PATH", "HOME", "LANG"].into_iter().filter_map(|name| Some((name, env::var_os(name)?)))
}

/// Counts the processor cores this process may use.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Describes the machine in one line, with a warning when it has other work to do.
pub(crate) fn machine() -> String {
    let cores = cores();
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("unknown processor", |(_, name)| name.trim());
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().and_then(|load| load.parse::<f64>().ok());
    let busy = match load {
        Some(load) if load > 0.5 => {
            format!("; load average {load:.1}: other work is running, so trust ratios, not numbers")
        }
        _ => String::new(),
    };
    format!("{cores} × {processor}{busy}")
}
