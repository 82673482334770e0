//! What is done about each kind of fact.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use umbra_app::{App, StoreError};
use umbra_domain::fact::Fact;

use crate::reminders;

/// Why a job didn't get done this time.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JobError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It took longer than any job may.
    #[error("not done within {0:?}")]
    TooSlow(Duration),
    /// A bug.
    #[error("panicked")]
    Panicked,
    /// The process ended in the middle of it, again and again.
    #[error("the process ended while it ran, each time")]
    Deadly,
}

/// Acts on a fact.
///
/// A fact may be acted on twice after a crash: an effect outside the database has to be claimed
/// there first, or be harmless when repeated.
pub(crate) async fn act(app: &App, fact: Fact) -> Result<(), JobError> {
    match fact {
        Fact::AuditRecorded(_) => app.mirror_audit_log().await?,
        Fact::ReminderFired(fired) => {
            app.notify_of_reminder(fired).await?;
            reminders::count_fired();
        }
    }
    Ok(())
}

/// A job at work.
pub(crate) type Work = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;

/// Acts on facts; workers share it.
pub(crate) type Actor = Arc<dyn Fn(Fact) -> Work + Send + Sync>;

/// How long workers wait before they mirror the audit log, so that what comes meanwhile is mirrored
/// with it and needs no job of its own.
const GATHER_ENTRIES: Duration = Duration::from_secs(1);

/// Returns what production workers do.
pub(crate) fn actor(app: Arc<App>) -> Actor {
    Arc::new(move |fact| {
        let app = Arc::clone(&app);
        Box::pin(async move {
            match fact {
                Fact::AuditRecorded(_) => tokio::time::sleep(GATHER_ENTRIES).await,
                Fact::ReminderFired(_) => {}
            }
            act(&app, fact).await
        })
    })
}
