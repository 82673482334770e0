//! Making a template.

use jiff::Timestamp;
use umbra_domain::{
    Stored, UserId,
    template::{MAX_TEMPLATES, Template},
};
use umbra_store::{StoreError, Tx, calendar, resource, user};

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
        new: Template,
        once: Option<Once<Stored<Template>>>,
    ) -> Result<Outcome<Stored<Template>>, OnceError<CreateTemplateError>> {
        let now = self.clock.now();
        self.once(who, once, async |tx| create(tx, who, new, now).await).await
    }
}

async fn create(
    tx: &Tx,
    who: UserId,
    new: Template,
    now: Timestamp,
) -> Result<Stored<Template>, CreateTemplateError> {
    // The row's lock keeps parallel requests within the cap, and the calendar where it is.
    user::lock_owner(tx, who).await?.ok_or(CreateTemplateError::SessionEnded)?;
    if new.calendar.is_some() {
        let found = calendar::for_events(tx, who, new.calendar).await?;
        found.granted().map_err(|_| CreateTemplateError::UnknownCalendar)?;
    }
    if resource::count_own::<Template>(tx, who).await? >= MAX_TEMPLATES {
        return Err(CreateTemplateError::TooMany);
    }
    Ok(resource::create(tx, &who, new, now).await?)
}
