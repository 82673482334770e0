//! Telling the tasks of this process to stop.

use tokio::{sync::watch, time::Instant};

/// Tells whether and until when to stop.
#[derive(Debug, Clone)]
pub(crate) struct Stop(watch::Receiver<Option<Instant>>);

impl Stop {
    /// Listens to whoever says until when to stop.
    pub(crate) const fn new(deadline: watch::Receiver<Option<Instant>>) -> Self {
        Self(deadline)
    }

    /// Tells whether it is time to stop.
    pub(crate) fn is_set(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Waits until it is time to stop.
    pub(crate) async fn wait(&mut self) {
        // An error means that nobody can ask for it any more; then the tasks are being dropped.
        let _ = self.0.wait_for(Option::is_some).await;
    }

    /// Tells until when to stop, once it is time.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        *self.0.borrow()
    }
}
