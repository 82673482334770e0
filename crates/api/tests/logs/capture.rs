//! Catching everything that is logged.

use std::{
    io,
    sync::{Mutex, Once, PoisonError},
};

use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};

/// Everything logged in this process so far.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Writes to [`LOG`].
struct Ear;

impl io::Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Ear {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        Self
    }
}

/// Begins to catch all spans and events at every level, also those of libraries that use `log`.
/// Comes before the kit's own subscriber, which then stays away.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let all = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(Ear);
        all.init();
    });
}

/// Returns what was logged so far by the server. What the tests' own HTTP client logs is left
/// out: it is the one that sends the secrets.
pub(crate) fn captured() -> String {
    let bytes = LOG.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let of_the_client =
        |line: &&str| [" hyper", " reqwest", " h2::"].iter().any(|target| line.contains(target));
    let lines: Vec<_> = text.lines().filter(|line| !of_the_client(line)).collect();
    lines.join("\n")
}
