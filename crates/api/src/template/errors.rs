//! Why something with event templates failed, as problems.

use umbra_app::template::{
    CreateTemplateError, DeleteTemplateError, InstantiateTemplateError, ReadTemplateError,
    UpdateTemplateError,
};
use umbra_domain::template::MOST;

use crate::{
    event::{refused, unknown_calendar},
    http::Problem,
};

impl From<CreateTemplateError> for Problem {
    fn from(error: CreateTemplateError) -> Self {
        match error {
            CreateTemplateError::UnknownCalendar => unknown_calendar(),
            CreateTemplateError::TooMany => Self::conflict(
                "too_many_templates",
                format!("You have {MOST} event templates. Delete one before you add another."),
            ),
            CreateTemplateError::SessionEnded => Self::unauthenticated(),
            CreateTemplateError::Store(error) => error.into(),
        }
    }
}

impl From<ReadTemplateError> for Problem {
    fn from(error: ReadTemplateError) -> Self {
        match error {
            ReadTemplateError::NotFound => Self::not_found(),
            ReadTemplateError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateTemplateError> for Problem {
    fn from(error: UpdateTemplateError) -> Self {
        match error {
            UpdateTemplateError::NotFound => Self::not_found(),
            UpdateTemplateError::Changed => Self::precondition_failed(),
            UpdateTemplateError::UnknownCalendar => unknown_calendar(),
            UpdateTemplateError::Unsound(unsound) => refused(unsound),
            UpdateTemplateError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteTemplateError> for Problem {
    fn from(error: DeleteTemplateError) -> Self {
        match error {
            DeleteTemplateError::NotFound => Self::not_found(),
            DeleteTemplateError::Changed => Self::precondition_failed(),
            DeleteTemplateError::Store(error) => error.into(),
        }
    }
}

impl From<InstantiateTemplateError> for Problem {
    fn from(error: InstantiateTemplateError) -> Self {
        match error {
            InstantiateTemplateError::NotFound => Self::not_found(),
            InstantiateTemplateError::Event(error) => error.into(),
        }
    }
}
