//! The Umbra server.

use std::io;
use std::process::ExitCode;

use clap::Parser;
use umbra_server::cli::Cli;
use umbra_server::command;

fn main() -> ExitCode {
    match command::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Without standard error there is nobody left to tell.
            let _ = failure.report(&mut io::stderr().lock());
            failure.exit_code()
        }
    }
}
