//! Messages to people's phones, and how they are handed over to a server that brings them there.
//!
//! The form is ntfy's (<https://docs.ntfy.sh/publish/>): a server, a topic, and for each message a
//! sequence id. A message with the id of an earlier one takes its place without alerting again, which
//! is what makes it safe to send one twice.

mod error;
mod target;

use std::{fmt, future::Future, pin::Pin};

pub use self::{
    error::{Fault, PushError, ServerRefused},
    target::{AccessToken, PushTarget, SealedToken, ServerUrl, Topic},
};
use crate::Invalid;

/// A message to a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// Its first line.
    pub title: String,
    /// What it says. Servers take 4,096 bytes; what is longer is cut.
    pub body: String,
    /// How it is shown and heard.
    pub priority: Priority,
    /// Words that are shown with it; names of emojis are shown as these, such as `alarm_clock`.
    pub tags: Vec<String>,
    /// The URL that opens when it is tapped.
    pub click: Option<String>,
    /// Its buttons. Servers take three; what comes after is left out.
    pub actions: Vec<PushAction>,
    /// What it takes the place of, and is taken back by.
    pub sequence: SequenceId,
}

impl Push {
    /// The most bytes of what it says (`message-size-limit`).
    pub const MAX_BODY: usize = 4_096;

    /// The most bytes of its first line. Servers have no limit but that of the request; phones show
    /// less.
    pub const MAX_TITLE: usize = 250;

    /// The most buttons.
    pub const MAX_ACTIONS: usize = 3;
}

/// A button of a message: the phone sends a `POST` request without a body, and takes the message
/// away when it is answered with success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushAction {
    /// What stands on it.
    pub label: String,
    /// Where the request goes.
    pub url: String,
}

/// How a message is shown and heard: ntfy's priorities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Priority {
    /// Only in the list of messages.
    Min,
    /// Without sound.
    Low,
    /// With the usual sound.
    #[default]
    Default,
    /// With sound and a longer vibration.
    High,
    /// So that it isn't missed.
    Max,
}

impl Priority {
    /// Returns its number, from 1 to 5.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Min => 1,
            Self::Low => 2,
            Self::Default => 3,
            Self::High => 4,
            Self::Max => 5,
        }
    }
}

/// Names a message on its topic: what is published with the same one takes its place. It is up to 64
/// letters, digits, hyphens and underscores.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SequenceId(String);

impl SequenceId {
    /// Takes a name.
    ///
    /// # Errors
    /// `invalid_sequence`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        if target::is_name(raw) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(Invalid::new("invalid_sequence", "a sequence id has up to 64 of A-Z, 0-9, - and _"))
        }
    }

    /// Makes a name of bytes that no other message has, such as random ones or a hash.
    #[must_use]
    pub fn of_bytes(bytes: &[u8; 16]) -> Self {
        Self(format!("umbra-{:032x}", u128::from_be_bytes(*bytes)))
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An answer that is on its way.
pub type Pushing<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// Brings messages to phones: a server outside Umbra.
pub trait Pusher: fmt::Debug + Send + Sync {
    /// Hands a message over. The same one may be handed over again: it takes its own place.
    ///
    /// # Errors
    /// [`PushError`].
    fn publish<'a>(&'a self, target: &'a PushTarget, push: &'a Push) -> Pushing<'a, (), PushError>;

    /// Takes a message away from phones, as if it had been swiped away. What can't be taken away,
    /// because the server is too old for that, stays without an error.
    ///
    /// # Errors
    /// [`PushError`].
    fn clear<'a>(
        &'a self,
        target: &'a PushTarget,
        sequence: &'a SequenceId,
    ) -> Pushing<'a, (), PushError>;

    /// Looks whether a server may be called, as its address tells now.
    ///
    /// # Errors
    /// [`ServerRefused`].
    fn check<'a>(&'a self, server: &'a str) -> Pushing<'a, ServerUrl, ServerRefused>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priorities_are_one_to_five_in_order() {
        let all = [Priority::Min, Priority::Low, Priority::Default, Priority::High, Priority::Max];
        assert_eq!(all.map(Priority::number), [1, 2, 3, 4, 5]);
        assert!(all.is_sorted());
    }

    #[test]
    fn a_sequence_id_stands_in_a_path_as_it_is() {
        assert_eq!(SequenceId::parse("umbra-17_a").unwrap().as_str(), "umbra-17_a");
        for bad in ["", "a/b", "a b", "..", "ä", &"x".repeat(65)] {
            assert_eq!(SequenceId::parse(bad).unwrap_err().code, "invalid_sequence", "{bad:?}");
        }
    }
}
