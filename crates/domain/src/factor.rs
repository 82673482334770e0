//! Second factors and passkeys.

use jiff::Timestamp;

use crate::{PasskeyId, text::text};

text! {
    /// What a person calls a passkey, 1 to 100 characters.
    PasskeyName, "name", max 100, multiline false
}

/// A passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Names the passkey.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: PasskeyName,
    /// Whether the authenticator may copy it to other devices. `None` for an imported passkey until
    /// its first use.
    pub backup_eligible: Option<bool>,
    /// Whether it has.
    pub backup_state: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last renamed.
    pub updated_at: Timestamp,
    /// When somebody last signed in with it.
    pub last_used_at: Option<Timestamp>,
}

macro_rules! stored_names {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $name:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type {$(
            $(#[$variant_doc])*
            $name,
        )+}

        impl $type {
            /// Returns the name as stored.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {$(Self::$name => $text,)+}
            }

            /// Reads a stored name.
            #[must_use]
            pub fn from_stored(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}

stored_names! {
    /// What the token of an unfinished sign-in is for; it does nothing else.
    TokenPurpose {
        /// Giving the second factor.
        SecondFactor = "second_factor",
        /// Setting a second factor up, which the server demands.
        Enrolment = "enrolment",
    }
}

stored_names! {
    /// What a WebAuthn ceremony is for; its answer does nothing else.
    CeremonyPurpose {
        /// Registering a passkey.
        Registration = "registration",
        /// Signing in, or unlocking a session.
        Login = "login",
        /// Switching passwordless sign-in off.
        DisablePasswordless = "disable_passwordless",
    }
}
