//! Changing a template.

use umbra_domain::{
    Patch, TemplateId, UserId,
    event::Unsound,
    precondition::IfMatch,
    template::{Template, TemplatePatch},
};
use umbra_store::{StoreError, calendar, template};

use crate::App;

/// Why a template could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateTemplateError {
    /// There is none, or the caller may not see it.
    #[error("there is no such template")]
    NotFound,
    /// Somebody changed it since the caller read it.
    #[error("the template has changed")]
    Changed,
    /// There is no such calendar, or the caller may not put events into it.
    #[error("there is no such calendar")]
    UnknownCalendar,
    /// The result would not be a sound template.
    #[error(transparent)]
    Unsound(#[from] Unsound),
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for UpdateTemplateError {
    fn from(error: StoreError) -> Self {
        match error {
            // The calendar was deleted a moment ago.
            StoreError::Dangling(_) => Self::UnknownCalendar,
            error => Self::Store(error),
        }
    }
}

impl App {
    /// Changes a template that the caller may edit. A change that changes nothing keeps the
    /// version.
    ///
    /// # Errors
    /// [`UpdateTemplateError`].
    pub async fn update_template(
        &self,
        who: UserId,
        id: TemplateId,
        patch: TemplatePatch,
        if_match: &IfMatch,
    ) -> Result<Template, UpdateTemplateError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let found = template::for_edit(tx, who, id).await?;
                let mut granted = found.ok_or(UpdateTemplateError::NotFound)?;
                if !if_match.allows(granted.row().version) {
                    return Err(UpdateTemplateError::Changed);
                }
                if let Patch::Set(calendar) = patch.calendar {
                    let found = calendar::for_events(tx, who, Some(calendar)).await?;
                    found.ok_or(UpdateTemplateError::UnknownCalendar)?;
                }
                let changed = patch.apply(granted.row().body.clone())?;
                if changed == granted.row().body {
                    return Ok(granted.into_row());
                }
                granted.row_mut().body = changed;
                Ok(template::update(tx, granted, now).await?)
            })
            .await
    }
}
