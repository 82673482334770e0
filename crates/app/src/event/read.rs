//! Reading one event.

use umbra_domain::{EventId, UserId, event::Event};
use umbra_store::{StoreError, event};

use crate::App;

/// Why an event could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadEventError {
    /// There is none, or the caller may not see it.
    #[error("there is no such event")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Reads an event that the caller may see; of a series, what all occurrences share.
    ///
    /// # Errors
    /// [`ReadEventError`].
    pub async fn event(&self, who: UserId, id: EventId) -> Result<Event, ReadEventError> {
        let found = event::for_view(self.store.reader(), who, id).await?;
        Ok(found.ok_or(ReadEventError::NotFound)?.into_row())
    }
}
