//! Why something with event templates failed, as problems.

use umbra_app::template::{CreateTemplateError, InstantiateTemplateError, TemplateRefused};
use umbra_domain::template::MAX_TEMPLATES;

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
                format!(
                    "You have {MAX_TEMPLATES} event templates. Delete one before you add another."
                ),
            ),
            CreateTemplateError::SessionEnded => Self::unauthenticated(),
            CreateTemplateError::Store(error) => error.into(),
        }
    }
}

impl From<TemplateRefused> for Problem {
    fn from(error: TemplateRefused) -> Self {
        match error {
            TemplateRefused::UnknownCalendar => unknown_calendar(),
            TemplateRefused::Unsound(unsound) => refused(unsound),
        }
    }
}

impl From<InstantiateTemplateError> for Problem {
    fn from(error: InstantiateTemplateError) -> Self {
        match error {
            InstantiateTemplateError::Denied(denied) => denied.into(),
            InstantiateTemplateError::Event(error) => error.into(),
        }
    }
}
