//! Deleting a template.

use umbra_domain::{TemplateId, UserId, precondition::IfMatch};
use umbra_store::{StoreError, template};

use crate::App;

/// Why a template could not be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteTemplateError {
    /// There is none, or the caller may not see it.
    #[error("there is no such template")]
    NotFound,
    /// Somebody changed it since the caller read it.
    #[error("the template has changed")]
    Changed,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Deletes a template that the caller may edit. Events that were made of it stay.
    ///
    /// # Errors
    /// [`DeleteTemplateError`].
    pub async fn delete_template(
        &self,
        who: UserId,
        id: TemplateId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteTemplateError> {
        self.store
            .write(async |tx| {
                let found = template::for_edit(tx, who, id).await?;
                let granted = found.ok_or(DeleteTemplateError::NotFound)?;
                if !if_match.allows(granted.row().version) {
                    return Err(DeleteTemplateError::Changed);
                }
                Ok(template::delete(tx, granted).await?)
            })
            .await
    }
}
