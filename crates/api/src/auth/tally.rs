//! Counting what came of sign-ins.

use actix_web::{ResponseError as _, http::StatusCode};
use metrics::counter;
use umbra_app::auth::{SignInOutcome, SignedIn};
use umbra_domain::metric::Metric;

use crate::http::Problem;

const SIGN_INS: &str = "umbra_sign_ins_total";

/// What is recorded of sign-ins.
pub(crate) const METRICS: [Metric; 1] = [Metric::counter(
    SIGN_INS,
    &["factor", "outcome"],
    "Tries to sign in with a `password`, a `code` or a `passkey`. `signed_in`; `continued` (a second factor \
     has to follow); `failed` (wrong); `locked` (wrong, and locked by that); `refused` (right, and not allowed); \
     `throttled` (429); `busy` (503); `error`. Unlocking a session isn't counted.",
)];

/// By what somebody proves who they are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Factor {
    Password,
    Code,
    Passkey,
}

/// The outcome of a step of a sign-in.
pub(crate) trait SignInStep {
    /// Tells whether there is a session now.
    fn is_signed_in(&self) -> bool;
}

impl SignInStep for SignedIn {
    fn is_signed_in(&self) -> bool {
        true
    }
}

impl SignInStep for SignInOutcome {
    fn is_signed_in(&self) -> bool {
        matches!(self, Self::SignedIn(_))
    }
}

/// Counts a try to sign in, and passes on what came of it.
///
/// # Errors
/// As `result`.
pub(crate) fn counted<T: SignInStep, E: Into<Problem>>(
    factor: Factor,
    result: Result<T, E>,
) -> Result<T, Problem> {
    let result = result.map_err(Into::into);
    let factor = match factor {
        Factor::Password => "password",
        Factor::Code => "code",
        Factor::Passkey => "passkey",
    };
    let outcome = match &result {
        Ok(came) if came.is_signed_in() => "signed_in",
        Ok(_) => "continued",
        Err(problem) => match problem.status_code() {
            _ if problem.attempts_left() == Some(0) => "locked",
            StatusCode::UNAUTHORIZED | StatusCode::BAD_REQUEST => "failed",
            StatusCode::FORBIDDEN => "refused",
            StatusCode::TOO_MANY_REQUESTS => "throttled",
            StatusCode::SERVICE_UNAVAILABLE => "busy",
            _ => "error",
        },
    };
    counter!(SIGN_INS, "factor" => factor, "outcome" => outcome).increment(1);
    result
}
