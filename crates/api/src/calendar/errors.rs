//! Why something with calendars failed, as problems.

use umbra_app::calendar::{CreateCalendarError, IsDefault};
use umbra_domain::calendar::MAX_CALENDARS;

use crate::http::Problem;

impl From<CreateCalendarError> for Problem {
    fn from(error: CreateCalendarError) -> Self {
        match error {
            CreateCalendarError::TooMany => Self::conflict(
                "too_many_calendars",
                format!("You have {MAX_CALENDARS} calendars. Delete one before you add another."),
            ),
            CreateCalendarError::SessionEnded => Self::unauthenticated(),
            CreateCalendarError::Store(error) => error.into(),
        }
    }
}

impl From<IsDefault> for Problem {
    fn from(refused: IsDefault) -> Self {
        let detail = match refused {
            IsDefault::Demoted => "This is your default calendar. Make another one the default.",
            IsDefault::Deleted => {
                "This is your default calendar. Make another one the default before you delete it."
            }
        };
        Self::conflict("default_calendar", detail)
    }
}
