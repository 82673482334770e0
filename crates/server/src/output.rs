//! What people and programs read of a command.

use std::fmt;
use std::io::{self, Write};

use crate::failure::Failure;

/// Writes what was asked for to standard output.
pub(crate) fn print(text: impl fmt::Display) -> Result<(), Failure> {
    match io::stdout().lock().write_fmt(format_args!("{text}")) {
        // The reader has seen enough, as in `umbra check-config | head -1`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|error| Failure::Io("can't write to standard output", error)),
    }
}

/// Tells a person something that is not the answer of the command.
pub(crate) fn tell(text: &str) {
    // Without standard error there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}
