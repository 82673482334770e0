//! Why something about second factors failed, as problems.

use umbra_app::{
    auth::AttemptsLeft,
    factor::{
        CodeError, ConfirmTotpError, DisableTotpError, EnrolError, FinishEnrolmentError,
        RegenerateError, SecondFactorError, SetupTotpError,
    },
};

use crate::{auth::wrong, http::Problem};

impl From<CodeError> for Problem {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Wrong(left) => wrong_code(Self::unauthorized, left),
            CodeError::Frozen => Self::unauthorized(
                "codes_frozen",
                "Too many codes were wrong. Use a backup code or a passkey, or ask an admin.",
            ),
            CodeError::NotConfigured => {
                Self::bad_request("totp_not_configured", "TOTP is not switched on.")
            }
            CodeError::Proof(error) => error.into(),
        }
    }
}

fn wrong_code(problem: fn(&'static str, String) -> Problem, left: Option<AttemptsLeft>) -> Problem {
    wrong(problem, "invalid_code", "Wrong code.", left)
}

/// The token of an unfinished sign-in doesn't count.
fn bad_token() -> Problem {
    Problem::unauthorized("invalid_mfa_token", "This sign-in has run out. Begin again.")
}

impl From<SecondFactorError> for Problem {
    fn from(error: SecondFactorError) -> Self {
        match error {
            SecondFactorError::BadToken => bad_token(),
            SecondFactorError::Code(error) => error.into(),
        }
    }
}

impl From<SetupTotpError> for Problem {
    fn from(error: SetupTotpError) -> Self {
        match error {
            SetupTotpError::AlreadyEnabled => already_enabled(),
            SetupTotpError::Saturated(error) => error.into(),
            SetupTotpError::Hash(error) => error.into(),
            SetupTotpError::Store(error) => error.into(),
        }
    }
}

fn already_enabled() -> Problem {
    Problem::bad_request("totp_already_enabled", "TOTP is switched on already.")
}

impl From<ConfirmTotpError> for Problem {
    fn from(error: ConfirmTotpError) -> Self {
        match error {
            ConfirmTotpError::NotStarted => {
                Self::bad_request("totp_not_started", "TOTP was not set up. Begin with that.")
            }
            ConfirmTotpError::AlreadyEnabled => already_enabled(),
            // The contract answers 400 here: the caller is signed in, or about to be.
            ConfirmTotpError::Code(CodeError::Wrong(left)) => wrong_code(Self::bad_request, left),
            ConfirmTotpError::Code(error) => error.into(),
            ConfirmTotpError::SessionEnded => Self::unauthenticated(),
        }
    }
}

impl From<DisableTotpError> for Problem {
    fn from(error: DisableTotpError) -> Self {
        match error {
            DisableTotpError::Proof(error) => error.into(),
            DisableTotpError::Code(error) => error.into(),
            DisableTotpError::SessionEnded => Self::unauthenticated(),
        }
    }
}

impl From<RegenerateError> for Problem {
    fn from(error: RegenerateError) -> Self {
        match error {
            RegenerateError::Proof(error) => error.into(),
            RegenerateError::Code(error) => error.into(),
        }
    }
}

impl From<EnrolError> for Problem {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::BadToken => bad_token(),
            EnrolError::NotPending => {
                Self::bad_request("mfa_not_pending", "No second factor is demanded.")
            }
            EnrolError::Setup(error) => error.into(),
        }
    }
}

impl From<FinishEnrolmentError> for Problem {
    fn from(error: FinishEnrolmentError) -> Self {
        match error {
            FinishEnrolmentError::BadToken => bad_token(),
            FinishEnrolmentError::Confirm(error) => error.into(),
        }
    }
}
