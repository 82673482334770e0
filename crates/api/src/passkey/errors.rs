//! Why something about passkeys failed, as problems.

use umbra_app::passkey::{
    BeginDisablingError, BeginError, BeginPasskeyError, DeletePasskeyError,
    DisablePasswordlessError, EnablePasswordlessError, FinishPasskeyError, ListPasskeysError,
    PasskeyLoginError, PasskeyRefused, RenamePasskeyError,
};
use umbra_auth::passkey::{CeremonyFault, PasskeysUnavailable, Refused};

use crate::{auth::inactive, http::Problem};

/// A state of the server that waiting doesn't change, so no 503.
impl From<PasskeysUnavailable> for Problem {
    fn from(unavailable: PasskeysUnavailable) -> Self {
        Self::conflict(
            "passkeys_unavailable",
            format!("Passkeys are off on this server: {}.", unavailable.reason),
        )
    }
}

impl From<CeremonyFault> for Problem {
    fn from(fault: CeremonyFault) -> Self {
        Self::internal(&fault)
    }
}

/// Tells nothing of the reason: an attacker could learn from it.
impl From<PasskeyRefused> for Problem {
    fn from(_: PasskeyRefused) -> Self {
        Self::unauthorized("invalid_passkey", "The passkey was not accepted. Try again.")
    }
}

impl From<BeginError> for Problem {
    fn from(error: BeginError) -> Self {
        match error {
            BeginError::Unavailable(unavailable) => unavailable.into(),
            BeginError::Fault(fault) => fault.into(),
            BeginError::Store(error) => error.into(),
        }
    }
}

impl From<BeginPasskeyError> for Problem {
    fn from(error: BeginPasskeyError) -> Self {
        match error {
            BeginPasskeyError::Unavailable(unavailable) => unavailable.into(),
            BeginPasskeyError::Proof(error) => error.into(),
            BeginPasskeyError::Fault(fault) => fault.into(),
        }
    }
}

impl From<FinishPasskeyError> for Problem {
    fn from(error: FinishPasskeyError) -> Self {
        match error {
            FinishPasskeyError::Unavailable(unavailable) => unavailable.into(),
            FinishPasskeyError::BadToken => Self::bad_request(
                "invalid_challenge_token",
                "This took too long or was answered before. Begin again.",
            ),
            FinishPasskeyError::Refused(Refused::AlreadyRegistered) => {
                Self::conflict("already_registered", "This passkey is registered already.")
            }
            // It is about the caller's own new passkey only, so the answer may say why.
            FinishPasskeyError::Refused(refused) => {
                Self::bad_request(refused.code(), format!("The passkey was refused: {refused}."))
            }
            FinishPasskeyError::TooMany => Self::conflict(
                "too_many_passkeys",
                "You have 50 passkeys. Delete one before you add another.",
            ),
            FinishPasskeyError::SessionEnded => Self::unauthenticated(),
            FinishPasskeyError::Store(error) => error.into(),
        }
    }
}

impl From<ListPasskeysError> for Problem {
    fn from(error: ListPasskeysError) -> Self {
        match error {
            ListPasskeysError::Unavailable(unavailable) => unavailable.into(),
            ListPasskeysError::Store(error) => error.into(),
        }
    }
}

impl From<RenamePasskeyError> for Problem {
    fn from(error: RenamePasskeyError) -> Self {
        match error {
            RenamePasskeyError::Unavailable(unavailable) => unavailable.into(),
            RenamePasskeyError::NotFound => Self::not_found(),
            RenamePasskeyError::Store(error) => error.into(),
        }
    }
}

impl From<DeletePasskeyError> for Problem {
    fn from(error: DeletePasskeyError) -> Self {
        match error {
            DeletePasskeyError::Unavailable(unavailable) => unavailable.into(),
            DeletePasskeyError::Proof(error) => error.into(),
            DeletePasskeyError::NotFound => Self::not_found(),
            DeletePasskeyError::Needed => Self::conflict(
                "passwordless_needs_two_passkeys",
                "You sign in with passkeys only, and need two of them. Add another one or switch \
                 passwordless sign-in off first.",
            ),
            DeletePasskeyError::SessionEnded => Self::unauthenticated(),
        }
    }
}

impl From<PasskeyLoginError> for Problem {
    fn from(error: PasskeyLoginError) -> Self {
        match error {
            PasskeyLoginError::Unavailable(unavailable) => unavailable.into(),
            PasskeyLoginError::Refused(refused) => refused.into(),
            PasskeyLoginError::Inactive => inactive(),
            PasskeyLoginError::SessionEnded => Self::unauthenticated(),
            PasskeyLoginError::Store(error) => error.into(),
        }
    }
}

impl From<EnablePasswordlessError> for Problem {
    fn from(error: EnablePasswordlessError) -> Self {
        match error {
            EnablePasswordlessError::Unavailable(unavailable) => unavailable.into(),
            EnablePasswordlessError::Proof(error) => error.into(),
            EnablePasswordlessError::NotAllowed => Self::forbidden(
                "passwordless_not_allowed",
                "This server wants a password. Ask an admin.",
            ),
            EnablePasswordlessError::TooFewPasskeys => Self::conflict(
                "passwordless_needs_two_passkeys",
                "Signing in with passkeys only needs two of them, so that losing one does no harm.",
            ),
            EnablePasswordlessError::SessionEnded => Self::unauthenticated(),
        }
    }
}

fn not_passwordless() -> Problem {
    Problem::conflict("passwordless_not_enabled", "Passwordless sign-in is off already.")
}

impl From<BeginDisablingError> for Problem {
    fn from(error: BeginDisablingError) -> Self {
        match error {
            BeginDisablingError::NotEnabled => not_passwordless(),
            BeginDisablingError::Begin(error) => error.into(),
        }
    }
}

impl From<DisablePasswordlessError> for Problem {
    fn from(error: DisablePasswordlessError) -> Self {
        match error {
            DisablePasswordlessError::Unavailable(unavailable) => unavailable.into(),
            DisablePasswordlessError::Refused(refused) => refused.into(),
            DisablePasswordlessError::NotEnabled => not_passwordless(),
            DisablePasswordlessError::SessionEnded => Self::unauthenticated(),
            DisablePasswordlessError::Store(error) => error.into(),
        }
    }
}
