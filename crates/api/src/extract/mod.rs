//! What handlers take from a request besides its path, query and body.

mod caller;
mod cookie;
mod cookies;

pub(crate) use caller::identify;
pub use caller::{Admin, Admission, AnySession, Caller, Member, Unlocked, Visitor};
pub use cookie::cookie;
pub use cookies::{Anonymous, Cookies};
