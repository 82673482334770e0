//! What database trouble looks like to a client.

use umbra_app::StoreError;

use crate::http::Problem;

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Unavailable(cause) => {
                tracing::warn!(error = %cause, "the database is not available");
                Self::database_unavailable()
            }
            // A use case that can run into a constraint answers for it itself.
            StoreError::Conflict(_)
            | StoreError::Dangling(_)
            | StoreError::Unexpected(_)
            | StoreError::Corrupt(_) => Self::internal(&error),
        }
    }
}
