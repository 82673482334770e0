//! The list of templates: one statement, by keyset.

use umbra_domain::{
    Stored, UserId,
    page::{Keyset, Limit, Page},
    template::Template,
    text::fold,
};

use crate::{
    Read, StoreError,
    entity::event_template::Column,
    resource::{self, Paging},
    rights,
};

/// Lists a person's templates by name whatever its case, then by id.
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
        fold(template.name.as_str())
    })
    .await
}
