//! Why a message was not handed over.

use std::time::Duration;

/// Why a message was not handed over, and whether it is worth another try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// It may pass: try again, not before `retry_after` where the server asked for that.
    #[error("{fault}")]
    Later {
        /// What went wrong.
        fault: Fault,
        /// How long the server wants to be left alone, a day at most.
        retry_after: Option<Duration>,
    },
    /// It won't pass until somebody changes something.
    #[error("{0}")]
    Never(Fault),
}

impl PushError {
    /// Returns what went wrong.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match self {
            Self::Later { fault, .. } | Self::Never(fault) => *fault,
        }
    }
}

/// What went wrong with a message. Nothing of what the server wrote is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The server answered with this status.
    #[error("the server answered {0}")]
    Status(u16),
    /// No whole answer came in time.
    #[error("the server didn't answer in time")]
    TimedOut,
    /// There is no connection, or it broke, or its certificate isn't trusted.
    #[error("the server can't be reached")]
    Unreachable,
    /// The server has an address that Umbra doesn't call.
    #[error("the server's address isn't called")]
    AddressNotAllowed,
}

impl Fault {
    /// Names it for programs and for what is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Status(_) => "ntfy_refused",
            Self::TimedOut => "ntfy_timed_out",
            Self::Unreachable => "ntfy_unreachable",
            Self::AddressNotAllowed => "ntfy_address_not_allowed",
        }
    }

    /// Returns the status that the server answered with, if it answered.
    #[must_use]
    pub const fn status(self) -> Option<u16> {
        match self {
            Self::Status(status) => Some(status),
            _ => None,
        }
    }
}

/// Why a server isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ServerRefused {
    /// It is no origin of a web server.
    #[error("it must be http or https, a host and perhaps a port")]
    Malformed,
    /// It is, or its name has, an address that Umbra doesn't call.
    #[error("its address isn't called")]
    AddressNotAllowed,
}
