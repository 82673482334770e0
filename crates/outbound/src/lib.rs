//! Calls to servers outside Umbra, behind the domain's traits.
//!
//! Their addresses come from operators and from people, so whoever may set one could make Umbra
//! talk to what only Umbra reaches (server-side request forgery, OWASP ASVS 5.0, 1.3.6). Every call
//! goes through [`Client`], which looks at each address before it connects, follows no redirect,
//! uses no proxy, and gives slow and endless answers up.

mod client;
mod names;
mod ntfy;
mod open_meteo;
mod policy;
mod target;

pub use client::{CallError, Client, ClientError, Limits};
pub use names::{Lookup, Names, SystemNames};
pub use ntfy::Ntfy;
pub use open_meteo::OpenMeteo;
pub use policy::{AddressPolicy, Blocked};
pub use target::{Target, TargetError};
