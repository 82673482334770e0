//! Async work that a process does once, whichever test comes first.

use std::{panic, thread};

/// Runs a future to its end on a thread of its own.
///
/// The test that is first runs on a runtime already, which doesn't allow another one on its
/// thread; and what is made here must not depend on that test's runtime.
pub(crate) fn block_on<T: Send + 'static>(work: impl AsyncFnOnce() -> T + Send + 'static) -> T {
    let thread = thread::spawn(|| {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(work())
    });
    thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
}
