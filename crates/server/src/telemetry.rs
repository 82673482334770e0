//! Logs: human lines or JSON, to standard error.

use std::io::{self, IsTerminal};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing_subscriber::filter::{EnvFilter, ParseError, dynamic_filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use crate::config::{Config, LogFormat};

/// What libraries tell at the start and the end of a process is of no use to an operator. The one
/// for passkeys reports clients' wrong answers as errors, which the audit log has already.
/// Directives that come later win, so naming one of them in the filter brings it back.
const QUIET: &str =
    "actix_server=warn,apalis_core=warn,sea_orm_migration=warn,sqlx=warn,webauthn_rs_core=off";

/// Takes connections in a thread of its own, and tells as errors that it can't any more.
const ACCEPTING: &str = "actix_server::accept";

/// Whether the process has closed its listener, so that nothing can be accepted.
static CLOSED: AtomicBool = AtomicBool::new(false);

/// Has what accepts connections say nothing any more. It is told first to pause, and often finds the listener closed
/// before it has.
pub(crate) fn listener_closes() {
    CLOSED.store(true, Ordering::Relaxed);
}

/// Why logging could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is not one.
    #[error("not a log filter")]
    Filter(#[from] ParseError),
    /// The process logs already.
    #[error("logging is already set up")]
    Twice(#[from] TryInitError),
}

/// Sends events that pass the configured filter to standard error, for the whole process.
///
/// Standard output stays free for what a command prints.
///
/// # Errors
/// [`TelemetryError`] when the process logs already.
pub fn init(config: &Config) -> Result<(), TelemetryError> {
    let filter = EnvFilter::builder().parse(format!("{QUIET},{}", config.log))?;
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let expected = dynamic_filter_fn(|event, _| {
        event.target() != ACCEPTING || !CLOSED.load(Ordering::Relaxed)
    });
    let registry = tracing_subscriber::registry().with(filter).with(expected);
    match config.log_format() {
        LogFormat::Human => {
            registry.with(lines.with_ansi(io::stderr().is_terminal())).try_init()?;
        }
        LogFormat::Json => {
            registry.with(lines.json().flatten_event(true).with_span_list(false)).try_init()?;
            // Where, and not what: the message may quote what somebody sent.
            panic::set_hook(Box::new(|panic| {
                let place = panic.location().map(ToString::to_string);
                tracing::error!(place, "panicked");
            }));
        }
    }
    Ok(())
}
