//! Signing in and out, and what a session may do.

mod attempt;
mod change_password;
mod counters;
mod identify;
mod login;
mod new_password;
mod outcome;
mod register;
mod session;
mod sessions;
mod setup;
mod status;
mod unlock;

use umbra_auth::DeviceCookie;
use umbra_domain::session::Origin;

pub(crate) use attempt::{Claim, Proven};
pub use attempt::{ProofError, Warning};
pub use change_password::ChangePasswordError;
pub(crate) use counters::CounterKeys;
pub use login::LoginError;
pub use new_password::NewPasswordError;
pub(crate) use outcome::Proof;
pub use outcome::{PendingToken, SignInOutcome};
pub use register::RegisterError;
pub use session::SignedIn;
pub use sessions::EndSessionError;
pub use setup::SetupError;
pub use status::Status;
pub use unlock::UnlockError;

/// Who sends a request, as far as the request itself tells.
#[derive(Debug, Clone)]
pub struct Requester {
    /// Where it comes from.
    pub origin: Origin,
    /// Who has signed in with this browser before.
    pub device: DeviceCookie,
}
