//! Event templates.

mod create;
mod instantiate;
mod update;

use std::convert::Infallible;

use umbra_domain::{
    Stored, TemplateId, UserId,
    page::{Keyset, Limit, Page},
    precondition::IfMatch,
    template::Template,
};
use umbra_store::template;

pub use create::CreateTemplateError;
pub use instantiate::{Instantiate, InstantiateTemplateError};
pub use update::TemplateRefused;

use crate::{
    App,
    errors::{DeleteError, ListError, ReadError},
};

impl App {
    /// Reads a template that the caller may see.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn template(
        &self,
        who: UserId,
        id: TemplateId,
    ) -> Result<Stored<Template>, ReadError> {
        self.read_thing(who, id).await
    }

    /// Lists a page of the caller's templates by name, whatever its case, and id.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn templates(
        &self,
        who: UserId,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<Stored<Template>>, ListError> {
        Ok(template::list(self.store.reader(), who, after, limit).await?)
    }

    /// Deletes a template that the caller may edit. Events that were made of it stay.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_template(
        &self,
        who: UserId,
        id: TemplateId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteError> {
        self.delete_thing::<Template, Infallible>(who, id, if_match, |_| Ok(())).await
    }
}
