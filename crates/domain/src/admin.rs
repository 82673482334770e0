//! What an admin decides for the whole server.

/// Server-wide switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerConfig {
    /// Grows by one with every change.
    pub version: i64,
    /// Whether strangers may create accounts.
    pub allow_registration: bool,
    /// Whether new accounts must set up a second factor before anything else.
    pub enforce_mfa_new_users: bool,
    /// Whether people may switch their password off once they have two passkeys.
    pub allow_passwordless: bool,
}
