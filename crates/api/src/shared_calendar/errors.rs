//! Why something with sharing failed, as problems.

use umbra_app::shared_calendar::{MemberRefused, OfferRefused};
use umbra_domain::{
    Invalid,
    calendar::{MAX_CALENDARS, MAX_MEMBERS},
};

use super::request::not_connected;
use crate::http::{Problem, problem::FieldError};

fn refused(invalid: Invalid) -> Problem {
    Problem::invalid(vec![FieldError::from_invalid("/user_id", invalid)])
}

impl From<OfferRefused> for Problem {
    fn from(why: OfferRefused) -> Self {
        match why {
            OfferRefused::Yourself => refused(Invalid::new("yourself", "this is your own account")),
            OfferRefused::NotConnected => refused(not_connected()),
            OfferRefused::AlreadyMember => Self::conflict(
                "already_member",
                "The calendar is shared with this person already. Change what they may do.",
            ),
            OfferRefused::TooMany => Self::conflict(
                "too_many_members",
                format!("The calendar is shared with {MAX_MEMBERS} people. Remove one first."),
            ),
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
