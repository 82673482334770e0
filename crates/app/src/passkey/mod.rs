//! Passkeys: making and using them, and signing in with nothing else.
//!
//! Every ceremony has two halves. The first draws a challenge and stores what the server has to
//! remember under the hash of a random token; the second takes that out by one `DELETE` before it
//! looks at the answer, so an answer counts once, whatever comes of it. A ceremony is good for five
//! minutes and for its purpose, and, unless it is a login, for one person in one session.
//!
//! Whatever adds or removes a way to sign in ends the person's other sessions and the sign-ins
//! under way, and gives this session a new token.

mod assertion;
mod ceremony;
mod change;
mod delete;
mod disable_passwordless;
mod enable_passwordless;
mod list;
mod login;
mod register;
mod rename;

pub use assertion::PasskeyRefused;
pub use ceremony::{BeginError, Begun};
pub use delete::DeletePasskeyError;
pub use disable_passwordless::{BeginDisablingError, DisablePasswordlessError};
pub use enable_passwordless::EnablePasswordlessError;
pub use list::ListPasskeysError;
pub use login::PasskeyLoginError;
pub use register::{BeginPasskeyError, FinishPasskeyError, MAX_PASSKEYS};
pub use rename::RenamePasskeyError;
