//! What handlers take from a request besides its path, query and body.

mod caller;
mod cookies;

pub(crate) use caller::identify;
pub use caller::{Admin, AnySession, Caller, SessionCookie, Unlocked, Visitor};
pub use cookies::{Anonymous, Cookies};
