//! The list of templates: one statement, by keyset.

use umbra_domain::{
    Stored, UserId,
    page::{Keyset, Limit, Page},
    template::Template,
    text::sort_key,
};

use crate::{
    Read, StoreError,
    entity::event_template::Column,
    resource::{self, Paging},
    rights,
};

/// Lists a person's templates by name, then by id.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn list(
    db: &impl Read,
    who: UserId,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<Stored<Template>>, StoreError> {
    let paging = Paging::by_text(&[Column::NameKey], after, limit)?;
    resource::page::<Template>(db, rights::visible::<Template>(who), paging, |template| {
        sort_key(template.name.as_str())
    })
    .await
}
