//! What is sent out of the house to tell people, and what became of it.
//!
//! Each notification of somebody who wants to be told on their phone has a delivery, by which it is sent once.
//! It is decided anew each time before something is sent ([`decide`]): what was read, dismissed, moved or
//! lost meanwhile isn't.

mod decide;
mod explain;
mod message;
mod reason;
mod wait;

use jiff::{Timestamp, civil::DateTime};

pub use self::{
    decide::{Decision, Facts, decide},
    message::push_of,
    reason::Reason,
    wait::{FIRST_WAIT, MAX_ATTEMPTS, MAX_WAIT, is_given_up, wait_after},
};
use crate::{
    DeliveryId, NotificationId, ReminderId, UserId,
    notification::{Notice, Notification},
    push::SequenceId,
};

/// A channel that messages are sent by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The person's topic on their ntfy server.
    Ntfy,
}

impl Channel {
    /// Returns the name as stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ntfy => "ntfy",
        }
    }

    /// Reads a stored name; `None` when a newer version wrote it.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        (name == Self::Ntfy.as_str()).then_some(Self::Ntfy)
    }
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// It is to be sent.
    Waiting,
    /// It was sent.
    Sent,
    /// It was sent, and taken away from the phone.
    Cleared,
    /// It wasn't sent, and needn't be any more.
    Skipped,
    /// It couldn't be sent, and nobody tries any more.
    Failed,
}

impl DeliveryState {
    /// All that there are.
    pub const ALL: [Self; 5] =
        [Self::Waiting, Self::Sent, Self::Cleared, Self::Skipped, Self::Failed];

    /// Returns the number as stored.
    #[must_use]
    pub const fn number(self) -> i16 {
        match self {
            Self::Waiting => 0,
            Self::Sent => 1,
            Self::Cleared => 2,
            Self::Skipped => 3,
            Self::Failed => 4,
        }
    }

    /// Reads a stored number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.number() == number)
    }

    /// Returns the name as sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Cleared => "cleared",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

/// Why nobody needs to be told any more of what a delivery is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was read: here or on another device.
    Read,
    /// It is gone, or its reader's right to see it.
    Gone,
    /// The same notification tells of something later, or it was moved.
    Replaced,
    /// It was done.
    Done,
    /// It was snoozed, and is told again.
    Snoozed,
}

impl Ended {
    /// Reads a stored name; what a newer version wrote is gone, as far as this one knows.
    #[must_use]
    pub fn from_stored(name: &str) -> Self {
        match name {
            "read" => Self::Read,
            "replaced" => Self::Replaced,
            "done" => Self::Done,
            "snoozed" => Self::Snoozed,
            _ => Self::Gone,
        }
    }

    /// Says why it isn't sent, or was taken back.
    #[must_use]
    pub const fn reason(self) -> Reason {
        match self {
            Self::Read => Reason::Read,
            Self::Gone => Reason::Gone,
            Self::Replaced => Reason::Replaced,
            Self::Done => Reason::Done,
            Self::Snoozed => Reason::Snoozed,
        }
    }
}

/// A delivery that this process, and nobody else, looks after for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Names it.
    pub id: DeliveryId,
    /// To whom.
    pub to: UserId,
    /// What tells of the same thing in the app.
    pub notification: NotificationId,
    /// What happened.
    pub notice: Notice,
    /// The reminder that rang, if it is about one.
    pub reminder: Option<ReminderId>,
    /// How often that had been snoozed; of other things 0.
    pub generation: u32,
    /// The occurrence that it is about, by its name.
    pub occurrence: Option<DateTime>,
    /// Where it stands.
    pub state: DeliveryState,
    /// Why nobody needs to be told any more, if so.
    pub ended: Option<Ended>,
    /// Why it wasn't sent before, if somebody tried or it had to wait.
    pub reason: Option<Reason>,
    /// How often it has been taken up, this time included, since it last waited for good reason; what somebody
    /// tried to send before that counts once.
    pub attempts: u32,
    /// Names the message on the phone, whoever sends it and however often.
    pub sequence: SequenceId,
    /// When what it is about was due or happened.
    pub due_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
}

impl Claimed {
    /// Tells whether its message may be on the phone though nobody wrote down that it was sent: somebody tried
    /// before, and was killed, or got no answer, or one that doesn't tell.
    #[must_use]
    pub const fn may_have_arrived(&self) -> bool {
        matches!(self.state, DeliveryState::Waiting) && self.attempts > 1
    }
}

/// A delivery as it is shown to whom it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Names it.
    pub id: DeliveryId,
    /// To whom.
    pub to: UserId,
    /// By what.
    pub channel: Channel,
    /// What tells of the same thing in the app.
    pub notification: NotificationId,
    /// What happened.
    pub notice: Notice,
    /// What it is about: a kind of thing and an id; `None` for the person's account.
    pub subject: Option<(String, i64)>,
    /// The occurrence that it is about, by its name.
    pub occurrence: Option<DateTime>,
    /// Where it stands.
    pub state: DeliveryState,
    /// Why it stands there.
    pub reason: Option<Reason>,
    /// When what it is about was due or happened.
    pub due_at: Timestamp,
    /// When it is looked at next, if it is.
    pub next_at: Option<Timestamp>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// How often somebody tried.
    pub attempts: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What it tells of, as far as its reader may see it still.
    pub told: Option<Notification>,
}
