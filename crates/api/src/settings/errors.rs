//! Why settings don't change, and why a test doesn't get through.

use umbra_app::{
    push::NoTarget,
    settings::{TestPushError, UpdateSettingsError},
};
use umbra_domain::push::Fault;

use crate::http::{Problem, problem::FieldError};

const OFF: &str = "This server is set up without messages to phones.";

impl From<UpdateSettingsError> for Problem {
    fn from(error: UpdateSettingsError) -> Self {
        match error {
            UpdateSettingsError::Changed => Self::precondition_failed(),
            UpdateSettingsError::Refused { field, why } => {
                Self::invalid(vec![FieldError::from_invalid(format!("/{field}"), why)])
            }
            UpdateSettingsError::PushOff => Self::conflict("ntfy_off", OFF),
            UpdateSettingsError::Store(error) => error.into(),
        }
    }
}

impl From<TestPushError> for Problem {
    fn from(error: TestPushError) -> Self {
        match error {
            TestPushError::NoTarget(NoTarget::Off) => Self::conflict("ntfy_off", OFF),
            // A test asks for no switch.
            TestPushError::NoTarget(NoTarget::NotSetUp | NoTarget::Disabled) => {
                Self::conflict("ntfy_not_set_up", "Set ntfy_topic in PUT /api/settings first.")
            }
            TestPushError::NoTarget(NoTarget::TokenLost) => Self::conflict(
                "ntfy_token_lost",
                "The access token can't be read any more. Set ntfy_auth_token again.",
            ),
            TestPushError::TooOften { retry_after } => Self::too_many_requests(retry_after),
            TestPushError::Push(error) => of_fault(error.fault()),
            TestPushError::Store(error) => error.into(),
        }
    }
}

/// What a person's own server does is no fault of this one: all are conflicts with their settings.
fn of_fault(fault: Fault) -> Problem {
    match fault {
        Fault::Status(status) => {
            Problem::conflict(fault.code(), format!("The ntfy server answered {status}."))
        }
        Fault::TimedOut => {
            Problem::conflict(fault.code(), "The ntfy server didn't answer within ten seconds.")
        }
        Fault::Unreachable => Problem::conflict(fault.code(), "The ntfy server can't be reached."),
        Fault::AddressNotAllowed => Problem::conflict(
            fault.code(),
            "The ntfy server has an address that isn't called. For private networks the operator has \
             to list it in UMBRA_OUTBOUND_ALLOW.",
        ),
    }
}
