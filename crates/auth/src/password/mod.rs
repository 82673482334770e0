//! Passwords, and which new ones are acceptable.

mod common;
mod policy;
mod value;

pub use policy::PasswordPolicy;
pub use value::Password;
