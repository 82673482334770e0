//! Making a template.

use jiff::Timestamp;
use umbra_domain::{
    UserId,
    template::{MOST, NewTemplate, Template},
};
use umbra_store::{StoreError, Tx, calendar, idempotency::Answer, template, user};

use crate::{
    App,
    idempotency::{Once, OnceError, Outcome},
};

/// Why a template could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateTemplateError {
    /// There is no such calendar, or the caller may not put events into it.
    #[error("there is no such calendar")]
    UnknownCalendar,
    /// The person has as many templates as there may be.
    #[error("there are too many templates")]
    TooMany,
    /// The account was deleted meanwhile.
    #[error("the session has ended")]
    SessionEnded,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Makes a template.
    ///
    /// # Errors
    /// [`CreateTemplateError`].
    pub async fn create_template(
        &self,
        who: UserId,
        new: NewTemplate,
    ) -> Result<Template, CreateTemplateError> {
        let now = self.clock.now();
        self.store.write(async |tx| create(tx, who, new, now).await).await
    }

    /// Makes a template unless this request did so before.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_template_once(
        &self,
        who: UserId,
        new: NewTemplate,
        once: &Once,
        render: impl FnOnce(&Template) -> Answer,
    ) -> Result<Outcome<Template>, OnceError<CreateTemplateError>> {
        let now = self.clock.now();
        let work = async |tx: &Tx| create(tx, who, new, now).await;
        self.once(who, once, work, render).await
    }
}

async fn create(
    tx: &Tx,
    who: UserId,
    new: NewTemplate,
    now: Timestamp,
) -> Result<Template, CreateTemplateError> {
    // The row's lock keeps parallel requests within the cap, and the calendar where it is.
    user::lock_owner(tx, who).await?.ok_or(CreateTemplateError::SessionEnded)?;
    if new.calendar.is_some() {
        let found = calendar::for_events(tx, who, new.calendar).await?;
        found.ok_or(CreateTemplateError::UnknownCalendar)?;
    }
    if template::count(tx, who).await? >= MOST {
        return Err(CreateTemplateError::TooMany);
    }
    Ok(template::create(tx, who, new, now).await?)
}
