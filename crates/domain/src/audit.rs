//! What the audit log records.

mod mark;

use jiff::Timestamp;

pub use self::mark::Mark;

use crate::{AuditId, UserId};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// What somebody did or tried to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action {$(
            $(#[$doc])*
            $name,
        )+}

        impl Action {
            /// All there are.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$name),+];

            /// Reads a stored name; `None` when a newer version wrote it.
            #[must_use]
            pub fn from_stored(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|action| action.as_str() == name)
            }

            /// Returns the name as stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {$(Self::$name => $text,)+}
            }
        }
    };
}

actions! {
    /// The first admin was created.
    Setup = "auth.setup",
    /// Somebody created an account for themselves.
    Register = "auth.register",
    /// Somebody signed in, or tried.
    Login = "auth.login",
    /// An account and source were locked after too many failures.
    Lockout = "auth.lockout",
    /// Somebody signed out.
    Logout = "auth.logout",
    /// Somebody unlocked a session with the password, or tried.
    Unlock = "auth.unlock",
    /// Somebody changed their password, or tried.
    ChangePassword = "auth.change_password",
    /// Somebody deleted their own account, or tried.
    DeleteAccount = "auth.delete_account",
    /// Somebody took all that is theirs along.
    Export = "auth.export",
    /// Somebody ended sessions of their own.
    EndSessions = "auth.end_sessions",
    /// Somebody gave a second factor, or tried.
    SecondFactor = "auth.second_factor",
    /// Somebody switched TOTP on, or tried.
    EnableTotp = "auth.enable_totp",
    /// Somebody switched TOTP off, or tried.
    DisableTotp = "auth.disable_totp",
    /// Somebody had new backup codes made, or tried.
    NewBackupCodes = "auth.new_backup_codes",
    /// Somebody registered a passkey, or tried.
    AddPasskey = "auth.add_passkey",
    /// Somebody deleted a passkey, or tried.
    DeletePasskey = "auth.delete_passkey",
    /// Somebody signed in with a passkey, or tried.
    PasskeyLogin = "auth.passkey_login",
    /// Somebody switched passwordless sign-in on, or tried.
    EnablePasswordless = "auth.enable_passwordless",
    /// Somebody switched passwordless sign-in off, or tried.
    DisablePasswordless = "auth.disable_passwordless",
    /// An admin created an account.
    CreateUser = "admin.create_user",
    /// An admin or operator set a temporary password.
    ResetPassword = "admin.reset_password",
    /// An admin or operator lifted a lock.
    UnlockUser = "admin.unlock_user",
    /// An admin gave an account another role, or tried.
    ChangeRole = "admin.change_role",
    /// An admin switched an account on or off, or tried.
    ChangeActive = "admin.change_active",
    /// An admin switched somebody's TOTP off, or tried.
    DisableMfa = "admin.disable_mfa",
    /// An admin demanded a second factor, or took the demand back.
    EnforceMfa = "admin.enforce_mfa",
    /// An admin switched somebody's passwordless sign-in off, or tried.
    RequirePassword = "admin.disable_passwordless",
    /// An admin ended somebody's sessions.
    EndUserSessions = "admin.end_sessions",
    /// An admin deleted an account, or tried.
    DeleteUser = "admin.delete_user",
    /// The operator brought an account over from the replaced service.
    ImportUser = "admin.import_user",
    /// The operator had the secrets at rest sealed anew.
    RotateKeys = "admin.rotate_keys",
    /// An admin had something sent again that couldn't be sent.
    RetryDelivery = "admin.retry_delivery",
    /// An admin changed the server's configuration.
    ChangeConfig = "admin.change_config",
    /// Entries older than the operator keeps them were deleted, up to one that is named.
    TrimAudit = "audit.trim",
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Success,
    /// It was refused.
    Failure,
}

impl Outcome {
    /// Returns the name as stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
        }
    }
}

/// An entry before it has its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// When it happened.
    pub at: Timestamp,
    /// Who did it; `None` for strangers and for the operator at the command line.
    pub actor: Option<UserId>,
    /// What was done.
    pub action: Action,
    /// Whose account it was done to.
    pub target: Option<UserId>,
    /// How it went.
    pub outcome: Outcome,
    /// The client's address; `None` at the command line.
    pub address: Option<String>,
    /// A few words that hold no secret, such as which setting changed.
    pub detail: Option<String>,
}

/// The detail of a sign-in by a browser or program in which nobody had signed in to that account.
pub const NEW_DEVICE: &str = "new device";

/// The detail of a passkey that was refused because its signature counter did not grow: two copies of the
/// key may be in use.
pub const COUNTER_REGRESSED: &str = "counter_regressed";

/// An entry in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the chain, from 1 without a gap.
    pub id: AuditId,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Option<UserId>,
    /// What was done, as stored: a later version may know more actions.
    pub action: String,
    /// Whose account it was done to.
    pub target: Option<UserId>,
    /// How it went, as stored.
    pub outcome: String,
    /// The client's address.
    pub address: Option<String>,
    /// A few words that hold no secret.
    pub detail: Option<String>,
    /// HMAC over the previous entry's and this entry's content.
    pub mac: [u8; 32],
}

/// Makes text safe for logs and terminals: control characters become `?`, at most 256 characters.
#[must_use]
pub fn neutralise(text: &str) -> String {
    text.chars().take(256).map(|c| if c.is_control() { '?' } else { c }).collect()
}

impl Entry {
    /// Gives an entry its place in the chain; its MAC is still to be worked out.
    #[must_use]
    pub fn place(id: AuditId, new: NewEntry) -> Self {
        Self {
            id,
            at: new.at,
            actor: new.actor,
            action: new.action.as_str().to_owned(),
            target: new.target,
            outcome: new.outcome.as_str().to_owned(),
            address: new.address,
            detail: new.detail,
            mac: [0; 32],
        }
    }

    /// Encodes everything but the MAC unambiguously, each field with its length: what the MAC
    /// covers.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        encode(&[
            Some(self.id.0.to_string()),
            Some(self.at.as_microsecond().to_string()),
            self.actor.map(|user| user.0.to_string()),
            Some(self.action.clone()),
            self.target.map(|user| user.0.to_string()),
            Some(self.outcome.clone()),
            self.address.clone(),
            self.detail.clone(),
        ])
    }
}

fn encode(fields: &[Option<String>]) -> Vec<u8> {
    let mut out = Vec::with_capacity(160);
    for field in fields {
        match field {
            None => out.push(0),
            Some(text) => {
                out.push(1);
                out.extend_from_slice(&(text.len() as u64).to_be_bytes());
                out.extend_from_slice(text.as_bytes());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{encode, neutralise};

    #[test]
    fn moving_text_between_fields_changes_the_encoding() {
        let some = |s: &str| Some(s.to_owned());
        assert_ne!(encode(&[some("ab"), some("c")]), encode(&[some("a"), some("bc")]));
        assert_ne!(encode(&[None, some("")]), encode(&[some(""), None]));
    }

    #[test]
    fn line_breaks_and_escapes_never_reach_a_log() {
        assert_eq!(neutralise("a\r\nb\u{1b}[31m"), "a??b?[31m");
    }
}
