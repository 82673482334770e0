//! Telling a person how far a command is.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often a terminal is told.
const AT_A_TERMINAL: Duration = Duration::from_millis(200);

/// How often a log is told.
const IN_A_LOG: Duration = Duration::from_secs(10);

/// A line on standard error: one that changes at a terminal, a new one now and then elsewhere. What is
/// done within a moment tells nothing.
pub(crate) struct Progress {
    what: &'static str,
    terminal: bool,
    told: Instant,
    written: bool,
}

impl Progress {
    /// Begins something, which `what` names.
    pub fn new(what: &'static str) -> Self {
        let terminal = io::stderr().is_terminal();
        Self { what, terminal, told: Instant::now(), written: false }
    }

    /// Tells how many rows are done.
    pub fn rows(&mut self, rows: u64) {
        // The clock is asked for some rows only.
        if rows.is_multiple_of(256) {
            self.tell(|| format!("{rows} rows"));
        }
    }

    /// Tells how many bytes are done, and of how many if that is known.
    pub fn bytes(&mut self, done: u64, total: Option<u64>) {
        self.tell(|| match total {
            Some(total) if total > 0 => {
                format!("{} % of {}", done.min(total) * 100 / total, size(total))
            }
            _ => size(done),
        });
    }

    fn tell(&mut self, how_far: impl FnOnce() -> String) {
        let pause = if self.terminal { AT_A_TERMINAL } else { IN_A_LOG };
        if self.told.elapsed() < pause {
            return;
        }
        self.told = Instant::now();
        self.written = true;
        let mut out = io::stderr().lock();
        // Without standard error there is nobody to tell.
        let _ = if self.terminal {
            write!(out, "\r{}: {}\x1b[K", self.what, how_far()).and_then(|()| out.flush())
        } else {
            writeln!(out, "{}: {}", self.what, how_far())
        };
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.terminal && self.written {
            // What follows begins on a line of its own.
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

/// Writes a number of bytes for a person.
pub(crate) fn size(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    if bytes < MIB {
        format!("{} KiB", bytes.div_ceil(1024))
    } else {
        format!("{}.{} MiB", bytes / MIB, bytes % MIB * 10 / MIB)
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_for_people() {
        for (bytes, expected) in
            [(0, "0 KiB"), (1, "1 KiB"), (1 << 20, "1.0 MiB"), (1_600_000, "1.5 MiB")]
        {
            assert_eq!(size(bytes), expected);
        }
    }
}
