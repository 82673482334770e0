//! Why something with sharing failed, as problems.

use umbra_app::shared_calendar::{MemberRefused, OfferError};
use umbra_domain::{
    Invalid,
    calendar::{MAX_CALENDARS, MAX_MEMBERS},
};

use super::request::not_connected;
use crate::http::{Problem, problem::FieldError};

fn refused(invalid: Invalid) -> Problem {
    Problem::invalid(vec![FieldError::from_invalid("/user_id", invalid)])
}

impl From<OfferError> for Problem {
    fn from(error: OfferError) -> Self {
        match error {
            OfferError::Denied(denied) => denied.into(),
            OfferError::Yourself => refused(Invalid::new("yourself", "this is your own account")),
            OfferError::NotConnected => refused(not_connected()),
            OfferError::AlreadyMember => Self::conflict(
                "already_member",
                "The calendar is shared with this person already. Change what they may do.",
            ),
            OfferError::TooMany => Self::conflict(
                "too_many_members",
                format!("The calendar is shared with {MAX_MEMBERS} people. Remove one first."),
            ),
            OfferError::Store(error) => error.into(),
        }
    }
}

impl From<MemberRefused> for Problem {
    fn from(refused: MemberRefused) -> Self {
        match refused {
            MemberRefused::IsOwner => Self::conflict(
                "calendar_owner",
                "This is the owner of the calendar. It has to be handed over first.",
            ),
            MemberRefused::NotAccepted => Self::conflict(
                "not_accepted",
                "This person hasn't accepted the calendar yet, so it can't be handed over to them.",
            ),
            MemberRefused::IsDefault => Self::conflict(
                "default_calendar",
                "This is your default calendar. Make another one the default before you hand it over.",
            ),
            MemberRefused::TooManyCalendars => Self::conflict(
                "too_many_calendars",
                format!("This person has {MAX_CALENDARS} calendars, as many as there may be."),
            ),
        }
    }
}
