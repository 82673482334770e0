//! Making an event of a template.

use umbra_domain::{
    CalendarId, TemplateId, UserId,
    event::{Moment, Shown, Unsound},
    rights::Denied,
    settings::Zone,
    template::Template,
};
use umbra_store::{StoreError, Tx, View, calendar, resource};

use crate::{
    App,
    event::CreateEventError,
    idempotency::{Once, OnceError, Outcome},
};

/// What somebody wants to make of a template.
#[derive(Debug, Clone)]
pub struct Instantiate {
    /// When the event begins.
    pub start: Moment,
    /// The zone in which it begins.
    pub zone: Zone,
    /// The calendar it goes into; without one that of the template, or the default calendar.
    pub calendar: Option<CalendarId>,
}

/// Why no event could be made of a template.
#[derive(Debug, thiserror::Error)]
pub enum InstantiateTemplateError {
    /// There is no such template, or the caller may not see it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The event could not be made.
    #[error(transparent)]
    Event(#[from] CreateEventError),
}

impl From<Unsound> for InstantiateTemplateError {
    fn from(unsound: Unsound) -> Self {
        Self::Event(unsound.into())
    }
}

impl From<StoreError> for InstantiateTemplateError {
    fn from(error: StoreError) -> Self {
        Self::Event(error.into())
    }
}

impl App {
    /// Makes an event of a template that the caller may see.
    ///
    /// # Errors
    /// [`InstantiateTemplateError`].
    pub async fn instantiate_template(
        &self,
        who: UserId,
        id: TemplateId,
        wanted: Instantiate,
        once: Option<Once<Shown>>,
    ) -> Result<Outcome<Shown>, OnceError<InstantiateTemplateError>> {
        self.once(who, once, async |tx| self.instantiate(tx, who, id, wanted).await).await
    }

    async fn instantiate(
        &self,
        tx: &Tx,
        who: UserId,
        id: TemplateId,
        Instantiate { start, zone, calendar }: Instantiate,
    ) -> Result<Shown, InstantiateTemplateError> {
        let found = resource::find::<Template, View>(tx, who, id).await?.granted()?;
        let template = found.into_row().body;
        let new = template.event(start, &zone)?;
        let calendar = match calendar {
            Some(_) => calendar::for_events(tx, who, calendar).await?,
            None => calendar::for_copy(tx, who, template.calendar).await?,
        };
        let calendar = calendar.granted().map_err(|_| CreateEventError::UnknownCalendar)?;
        Ok(self.make_in(tx, who, &calendar, new, template.personal).await?)
    }
}
