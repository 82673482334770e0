//! Signing in and out, and what a session may do.

mod attempts;
mod change_password;
mod delete_me;
mod identify;
mod login;
mod me;
mod new_password;
mod outcome;
mod prove;
mod register;
mod session;
mod sessions;
mod setup;
mod status;
mod temporary;
mod unlock;

use umbra_auth::DeviceCookie;
pub use umbra_auth::attempts::AttemptsLeft;
use umbra_domain::session::Origin;

pub(crate) use attempts::Attempt;
pub use change_password::ChangePasswordError;
pub use delete_me::{DeleteMeError, Deletion};
pub use login::LoginError;
pub use me::ProfilePatch;
pub use new_password::NewPasswordError;
pub(crate) use outcome::Proof;
pub use outcome::{PendingToken, SignInOutcome};
pub use prove::ProofError;
pub(crate) use prove::{Claim, Proven};
pub use register::RegisterError;
pub use session::SignedIn;
pub use sessions::EndSessionError;
pub use setup::{SetupError, SetupMode};
pub use status::Status;
pub use umbra_store::user::{Shared, SharedThing};
pub use unlock::UnlockError;

/// Who sends a request, as far as the request itself tells.
#[derive(Clone)]
pub struct Requester {
    /// Where it comes from.
    pub origin: Origin,
    /// Who has signed in with this browser before.
    pub device: DeviceCookie,
    /// The value of the session cookie that came along, which nothing has looked at. Signing in ends
    /// that session.
    pub session_cookie: Option<String>,
}

impl std::fmt::Debug for Requester {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Requester")
            .field("origin", &self.origin)
            .field("device", &self.device)
            .finish_non_exhaustive()
    }
}
