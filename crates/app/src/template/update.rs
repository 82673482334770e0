//! Changing a template.

use umbra_domain::{
    Patch, Stored, TemplateId, UserId,
    event::Unsound,
    precondition::IfMatch,
    template::{Template, TemplatePatch},
};
use umbra_store::calendar;

use crate::{App, errors::ChangeError};

/// What a change of a template is refused for.
#[derive(Debug, thiserror::Error)]
pub enum TemplateRefused {
    /// There is no such calendar, or the caller may not put events into it.
    #[error("there is no such calendar")]
    UnknownCalendar,
    /// The result would not be a sound template.
    #[error(transparent)]
    Unsound(Unsound),
}

impl App {
    /// Changes a template that the caller may edit. A change that changes nothing keeps the
    /// version.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_template(
        &self,
        who: UserId,
        id: TemplateId,
        patch: TemplatePatch,
        if_match: &IfMatch,
    ) -> Result<Stored<Template>, ChangeError<TemplateRefused>> {
        self.change_thing::<Template, _>(who, id, if_match, async |tx, template| {
            if let Patch::Set(named) = patch.calendar {
                let found = calendar::for_events(tx, who, Some(named)).await?;
                found
                    .granted()
                    .map_err(|_| ChangeError::Refused(TemplateRefused::UnknownCalendar))?;
            }
            let body = &mut template.row_mut().body;
            let changed = patch.apply(body.clone());
            *body = changed.map_err(|why| ChangeError::Refused(TemplateRefused::Unsound(why)))?;
            Ok(())
        })
        .await
    }
}
