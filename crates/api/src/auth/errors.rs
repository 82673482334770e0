//! Why signing in and the like failed, as problems.

use umbra_app::auth::{
    AttemptsLeft, ChangePasswordError, EndSessionError, LoginError, NewPasswordError, ProofError,
    RegisterError, SetupError, UnlockError,
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
        Self::saturated().because(format!("a password was not hashed: {error}"))
    }
}

impl From<ProofError> for Problem {
    fn from(error: ProofError) -> Self {
        match error {
            // The same for unknown names, wrong passwords and locked accounts.
            ProofError::Wrong(left) => wrong(
                Self::unauthorized,
                "invalid_credentials",
                "Wrong username or password.",
                left,
            ),
            // Only who knows the password is told.
            ProofError::Expired => Self::forbidden(
                "temporary_password_expired",
                "This password was for a short time, which is over. Ask an admin for a new one.",
            ),
            ProofError::Throttled { retry_after } => Self::too_many_requests(retry_after),
            ProofError::SessionEnded => ended(),
            ProofError::Saturated(error) => error.into(),
            ProofError::Hash(error) => error.into(),
            ProofError::Store(error) => error.into(),
        }
    }
}

/// Says what was wrong, and how many attempts are left where there are few.
pub(crate) fn wrong(
    problem: fn(&'static str, String) -> Problem,
    code: &'static str,
    wrong: &str,
    left: Option<AttemptsLeft>,
) -> Problem {
    let detail = match left {
        None => wrong.to_owned(),
        Some(AttemptsLeft(0)) => format!("{wrong} Signing in is locked for 30 minutes now."),
        Some(AttemptsLeft(1)) => format!("{wrong} 1 attempt left."),
        Some(AttemptsLeft(left)) => format!("{wrong} {left} attempts left."),
    };
    problem(code, detail).with_attempts_left(left.map(|AttemptsLeft(left)| left))
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
pub(crate) fn inactive() -> Problem {
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
            SetupError::Off => Self::forbidden(
                "setup_off",
                "Set-up over HTTP is off. The operator makes the first admin with \
                 `umbra admin create-admin NAME`.",
            ),
            SetupError::TokenMissing => Self::forbidden(
                "setup_token_required",
                "Only the operator may create the first admin. Send `setup_token`: it is in the \
                 server's log since the start, and `umbra admin setup-token` prints it.",
            ),
            SetupError::TokenWrong => Self::forbidden(
                "setup_token_wrong",
                "This is not the setup token. `umbra admin setup-token` prints it.",
            ),
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
