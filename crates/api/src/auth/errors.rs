//! Why signing in and the like failed, as problems.

use umbra_app::auth::{
    ChangePasswordError, EndSessionError, LoginError, NewPasswordError, ProofError, RegisterError,
    SetupError, UnlockError, Warning,
};
use umbra_app::factor::{
    CodeError, ConfirmTotpError, DisableTotpError, EnrolError, FinishEnrolmentError,
    RegenerateError, SecondFactorError, SetupTotpError,
};
use umbra_auth::{HashError, Saturated};

use crate::http::{Problem, problem::FieldError};

impl From<Saturated> for Problem {
    fn from(_: Saturated) -> Self {
        Self::saturated()
    }
}

impl From<HashError> for Problem {
    fn from(error: HashError) -> Self {
        tracing::error!(%error, "a password was not hashed");
        Self::saturated()
    }
}

impl From<ProofError> for Problem {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Wrong(warning) => Self::unauthorized("invalid_credentials", wrong(warning)),
            ProofError::Throttled { retry_after } => Self::too_many_requests(retry_after),
            ProofError::Saturated(error) => error.into(),
            ProofError::Hash(error) => error.into(),
            ProofError::Store(error) => error.into(),
        }
    }
}

/// Says the same for unknown names, wrong passwords and locked accounts.
fn wrong(warning: Option<Warning>) -> String {
    let wrong = "Wrong username or password.";
    match warning {
        None => wrong.to_owned(),
        Some(Warning(0)) => format!("{wrong} Signing in is locked for 30 minutes now."),
        Some(Warning(1)) => format!("{wrong} 1 attempt left."),
        Some(Warning(left)) => format!("{wrong} {left} attempts left."),
    }
}

impl From<LoginError> for Problem {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Proof(error) => error.into(),
            LoginError::Inactive => inactive(),
            LoginError::Passwordless => {
                Self::forbidden("passwordless", "This account signs in with a passkey.")
            }
        }
    }
}

/// The right proof for an account that nobody may use.
pub(super) fn inactive() -> Problem {
    Problem::forbidden("account_inactive", "This account is switched off.")
}

/// A session that ended between its look-up and its use.
fn ended() -> Problem {
    Problem::unauthenticated()
}

impl From<UnlockError> for Problem {
    fn from(error: UnlockError) -> Self {
        match error {
            UnlockError::Proof(error) => error.into(),
            UnlockError::SessionEnded => ended(),
        }
    }
}

impl From<ChangePasswordError> for Problem {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::Refused(invalid) => {
                Self::invalid(vec![FieldError::from_invalid("/new_password", invalid)])
            }
            ChangePasswordError::Proof(error) => error.into(),
            ChangePasswordError::SessionEnded => ended(),
        }
    }
}

impl From<NewPasswordError> for Problem {
    fn from(error: NewPasswordError) -> Self {
        match error {
            NewPasswordError::Refused(invalid) => {
                Self::invalid(vec![FieldError::from_invalid("/password", invalid)])
            }
            NewPasswordError::Saturated(error) => error.into(),
            NewPasswordError::Hash(error) => error.into(),
        }
    }
}

impl From<SetupError> for Problem {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::AlreadySetUp => {
                Self::conflict("already_set_up", "Umbra is set up already. Sign in instead.")
            }
            SetupError::Password(error) => error.into(),
            SetupError::Store(error) => error.into(),
        }
    }
}

/// Somebody has the name already.
pub(crate) fn username_taken() -> Problem {
    Problem::conflict("username_taken", "This username is taken.")
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Closed => {
                Self::forbidden("registration_closed", "Registration is closed. Ask an admin.")
            }
            RegisterError::UsernameTaken => username_taken(),
            RegisterError::Password(error) => error.into(),
            RegisterError::Store(error) => error.into(),
        }
    }
}

impl From<EndSessionError> for Problem {
    fn from(error: EndSessionError) -> Self {
        match error {
            EndSessionError::NotFound => Self::not_found(),
            EndSessionError::Store(error) => error.into(),
        }
    }
}

impl From<CodeError> for Problem {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Wrong(warning) => Self::unauthorized("invalid_code", wrong_code(warning)),
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

fn wrong_code(warning: Option<Warning>) -> String {
    let wrong = "Wrong code.";
    match warning {
        None => wrong.to_owned(),
        Some(Warning(0)) => format!("{wrong} Signing in is locked for 30 minutes now."),
        Some(Warning(1)) => format!("{wrong} 1 attempt left."),
        Some(Warning(left)) => format!("{wrong} {left} attempts left."),
    }
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
            ConfirmTotpError::Code(CodeError::Wrong(warning)) => {
                Self::bad_request("invalid_code", wrong_code(warning))
            }
            ConfirmTotpError::Code(error) => error.into(),
            ConfirmTotpError::SessionEnded => ended(),
        }
    }
}

impl From<DisableTotpError> for Problem {
    fn from(error: DisableTotpError) -> Self {
        match error {
            DisableTotpError::Proof(error) => error.into(),
            DisableTotpError::Code(error) => error.into(),
            DisableTotpError::SessionEnded => ended(),
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
