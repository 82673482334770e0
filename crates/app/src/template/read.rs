//! Reading one template.

use umbra_domain::{TemplateId, UserId, template::Template};
use umbra_store::{StoreError, template};

use crate::App;

/// Why a template could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadTemplateError {
    /// There is none, or the caller may not see it.
    #[error("there is no such template")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Reads a template that the caller may see.
    ///
    /// # Errors
    /// [`ReadTemplateError`].
    pub async fn template(
        &self,
        who: UserId,
        id: TemplateId,
    ) -> Result<Template, ReadTemplateError> {
        let found = template::for_view(self.store.reader(), who, id).await?;
        Ok(found.ok_or(ReadTemplateError::NotFound)?.into_row())
    }
}
