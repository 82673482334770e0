//! Why something wasn't sent, or not yet.

use crate::push::Fault;

/// Why something wasn't sent, wasn't sent yet, or was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The person is left in peace at this time.
    QuietHours,
    /// It was read before, in the app or on another device.
    Read,
    /// It was done before.
    Done,
    /// The phone is told of it together with other things.
    Digest,
    /// It waits for what is told with it.
    Gathering,
    /// The reminder was dismissed before, in the app or on another device.
    Dismissed,
    /// It was snoozed before, and comes again.
    Snoozed,
    /// It was moved, or something later is told instead.
    Replaced,
    /// The reminder was switched off.
    SwitchedOff,
    /// It is gone, or the right to see it.
    Gone,
    /// Nothing is to be sent to the phone.
    NtfyOff,
    /// Nothing of this category is to be sent to the phone.
    CategoryOff,
    /// The account is switched off.
    AccountOff,
    /// The access token can't be read: the server has another secret key now.
    TokenLost,
    /// The server refused it or had a fault, with this status.
    Status(u16),
    /// The server didn't answer in time.
    TimedOut,
    /// The server can't be reached.
    Unreachable,
    /// The server has an address that isn't called.
    AddressNotAllowed,
    /// The program ended each time that it was being sent.
    Interrupted,
    /// Something stored can't be read that it takes to send it.
    Unreadable,
}

impl Reason {
    /// Every kind of reason.
    pub const ALL: [Self; 20] = [
        Self::QuietHours,
        Self::Read,
        Self::Done,
        Self::Digest,
        Self::Gathering,
        Self::Dismissed,
        Self::Snoozed,
        Self::Replaced,
        Self::SwitchedOff,
        Self::Gone,
        Self::NtfyOff,
        Self::CategoryOff,
        Self::AccountOff,
        Self::TokenLost,
        Self::Status(500),
        Self::TimedOut,
        Self::Unreachable,
        Self::AddressNotAllowed,
        Self::Interrupted,
        Self::Unreadable,
    ];

    /// Returns the code as stored and sent.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::QuietHours => "quiet_hours",
            Self::Read => "read",
            Self::Done => "done",
            Self::Digest => "digest",
            Self::Gathering => "gathering",
            Self::Dismissed => "dismissed",
            Self::Snoozed => "snoozed",
            Self::Replaced => "replaced",
            Self::SwitchedOff => "switched_off",
            Self::Gone => "gone",
            Self::NtfyOff => "ntfy_off",
            Self::CategoryOff => "category_off",
            Self::AccountOff => "account_off",
            Self::TokenLost => "ntfy_token_lost",
            Self::Status(_) => Fault::Status(0).code(),
            Self::TimedOut => Fault::TimedOut.code(),
            Self::Unreachable => Fault::Unreachable.code(),
            Self::AddressNotAllowed => Fault::AddressNotAllowed.code(),
            Self::Interrupted => "interrupted",
            Self::Unreadable => "unreadable",
        }
    }

    /// Returns the status that the server answered with.
    #[must_use]
    pub const fn status(self) -> Option<u16> {
        match self {
            Self::Status(status) => Some(status),
            _ => None,
        }
    }

    /// Reads what was stored; `None` when a newer version wrote it.
    #[must_use]
    pub fn from_stored(code: &str, status: Option<u16>) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|reason| reason.code() == code)?;
        Some(match (found, status) {
            (Self::Status(_), status) => Self::Status(status.unwrap_or_default()),
            _ => found,
        })
    }
}

impl From<Fault> for Reason {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Status(status) => Self::Status(status),
            Fault::TimedOut => Self::TimedOut,
            Fault::Unreachable => Self::Unreachable,
            Fault::AddressNotAllowed => Self::AddressNotAllowed,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Reason;

    #[test]
    fn every_reason_comes_back_as_it_was_stored() {
        let codes: HashSet<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        assert_eq!(codes.len(), Reason::ALL.len(), "two have the same code");
        for reason in Reason::ALL.into_iter().chain([Reason::Status(429)]) {
            assert_eq!(Reason::from_stored(reason.code(), reason.status()), Some(reason));
        }
        assert_eq!(Reason::from_stored("moon", None), None);
    }
}
