//! Listing templates.

use umbra_domain::{
    UserId,
    page::{Keyset, Limit, Page},
    template::Template,
};
use umbra_store::{StoreError, template};

use crate::App;

impl App {
    /// Lists a page of the caller's templates by name, whatever its case, and id.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn templates(
        &self,
        who: UserId,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<Template>, StoreError> {
        template::list(self.store.reader(), who, after, limit).await
    }
}
