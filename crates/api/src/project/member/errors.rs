//! Why something with members failed, as problems.

use umbra_app::project::MemberRefused;

use super::request::unknown;
use crate::http::{Problem, problem::FieldError};

impl From<MemberRefused> for Problem {
    fn from(refused: MemberRefused) -> Self {
        match refused {
            MemberRefused::Unknown => {
                Self::invalid(vec![FieldError::from_invalid("/user_id", unknown())])
            }
            MemberRefused::AlreadyMember => {
                Self::conflict("already_a_member", "This person is in the project already.")
            }
            MemberRefused::IsOwner => Self::conflict(
                "owner_of_project",
                "A project has an owner. Hand it over to another member first.",
            ),
        }
    }
}
