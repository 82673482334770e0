//! What is done outside the database, and what comes of it.

use jiff::Timestamp;
use umbra_domain::{
    DeliveryId, UserId,
    delivery::{Claimed, DeliveryState, GIVEN_UP_AFTER, MOST_TRIES, Reason, wait_after},
    push::{Push, PushError, PushTarget},
};
use umbra_store::delivery::{End, Pause};

use crate::App;

/// Something to be done outside the database.
#[derive(Debug)]
pub struct Errand {
    pub(super) claimed: Claimed,
    pub(super) what: What,
    pub(super) failures: u32,
    pub(super) until: Timestamp,
}

#[derive(Debug)]
pub(super) enum What {
    Publish(Box<PushTarget>, Box<Push>),
    Clear(Box<PushTarget>),
}

/// What came of a delivery that was taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// It was sent.
    Sent,
    /// It was taken back.
    Cleared,
    /// It is tried again.
    Again,
    /// It waits for good reason.
    Waiting,
    /// It needn't be sent.
    Skipped,
    /// Nobody tries any more.
    Failed,
}

impl Came {
    /// Names it, for metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Cleared => "cleared",
            Self::Again => "again",
            Self::Waiting => "waiting",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

/// What came of a delivery, to be written down.
#[derive(Debug, Clone)]
pub struct Finished {
    /// To whom it was.
    pub to: UserId,
    /// What came of it.
    pub came: Came,
    /// How long after it was due it was sent; `None` of what wasn't sent at the first try.
    pub lag: Option<std::time::Duration>,
    pub(super) end: End,
    pub(super) pause: Option<Pause>,
    /// Whether the server works that had failed before.
    pub(super) is_well_again: bool,
    /// When somebody else may claim it.
    pub(super) until: Timestamp,
}

impl Errand {
    /// Names the delivery.
    #[must_use]
    pub const fn id(&self) -> DeliveryId {
        self.claimed.id
    }

    /// Returns to whom it is.
    #[must_use]
    pub const fn to(&self) -> UserId {
        self.claimed.to
    }
}

impl Finished {
    /// Names the delivery.
    #[must_use]
    pub const fn id(&self) -> DeliveryId {
        self.end.id
    }

    fn of(claimed: &Claimed, until: Timestamp, came: Came, state: DeliveryState) -> Self {
        let end = End {
            id: claimed.id,
            state,
            reason: None,
            sent_at: None,
            next_at: None,
            attempts: claimed.attempts,
            knew_ended: claimed.ended.is_some(),
        };
        let to = claimed.to;
        Self { to, came, lag: None, end, pause: None, is_well_again: false, until }
    }

    /// Ends a delivery that nobody tried to send.
    pub(super) fn without(
        claimed: &Claimed,
        until: Timestamp,
        state: DeliveryState,
        reason: Reason,
    ) -> Self {
        let came = if state == DeliveryState::Failed { Came::Failed } else { Came::Skipped };
        let mut finished = Self::of(claimed, until, came, state);
        finished.end.reason = Some(reason);
        finished.end.attempts = claimed.attempts.saturating_sub(1);
        finished
    }

    /// Lets a delivery wait.
    pub(super) fn waiting(
        claimed: &Claimed,
        until: Timestamp,
        at: Timestamp,
        reason: Reason,
    ) -> Self {
        let mut finished = Self::of(claimed, until, Came::Waiting, DeliveryState::Waiting);
        finished.end.next_at = Some(at);
        finished.end.reason = Some(reason);
        // What was tried before counts no more: that was another time of day.
        finished.end.attempts = 0;
        finished
    }

    /// Leaves a message on the phone.
    pub(super) fn left(claimed: &Claimed, until: Timestamp) -> Self {
        let mut finished = Self::of(claimed, until, Came::Skipped, claimed.state);
        finished.end.reason = claimed.reason;
        finished
    }
}

impl App {
    /// Does an errand: calls the person's server, which takes as long as it takes, a few seconds at most.
    pub async fn run_errand(&self, errand: Errand) -> Finished {
        let Errand { claimed, what, failures, until } = errand;
        let Some(pusher) = self.pusher() else {
            return Finished::without(&claimed, until, DeliveryState::Skipped, Reason::NtfyOff);
        };
        let done = match &what {
            What::Publish(target, push) => pusher.publish(target, push).await,
            What::Clear(target) => pusher.clear(target, &claimed.sequence).await,
        };
        let now = self.clock.now();
        match (done, what) {
            (Ok(()), What::Publish(..)) => {
                let mut sent = Finished::of(&claimed, until, Came::Sent, DeliveryState::Sent);
                sent.end.sent_at = Some(now);
                sent.is_well_again = failures > 0;
                let lag = now.duration_since(claimed.due_at);
                sent.lag = claimed.reason.is_none().then(|| lag.try_into().unwrap_or_default());
                sent
            }
            (Ok(()), What::Clear(_)) => {
                let mut cleared =
                    Finished::of(&claimed, until, Came::Cleared, DeliveryState::Cleared);
                cleared.end.reason = claimed.ended.map(umbra_domain::delivery::Ended::reason);
                cleared.is_well_again = failures > 0;
                cleared
            }
            (Err(error), what) => {
                let is_clear = matches!(what, What::Clear(_));
                self.failed(&claimed, (until, now), error, (failures, is_clear))
            }
        }
    }

    /// Decides what becomes of a delivery after a failure.
    fn failed(
        &self,
        claimed: &Claimed,
        (until, now): (Timestamp, Timestamp),
        error: PushError,
        (failures, is_clear): (u32, bool),
    ) -> Finished {
        let reason = Reason::from(error.fault());
        let begun = if is_clear { claimed.sent_at.unwrap_or(now) } else { claimed.created_at };
        let is_old = begun + GIVEN_UP_AFTER <= now || claimed.attempts >= MOST_TRIES;
        let retry_after = match error {
            PushError::Later { retry_after, .. } => Some(retry_after),
            PushError::Never(_) => None,
        };
        let Some(retry_after) = retry_after.filter(|_| !is_old) else {
            let mut failed = match is_clear {
                // It stays on the phone, and was sent all the same.
                true => Finished::of(claimed, until, Came::Failed, DeliveryState::Sent),
                false => Finished::of(claimed, until, Came::Failed, DeliveryState::Failed),
            };
            failed.end.reason = Some(reason);
            return failed;
        };
        let mut chance = [0_u8; 2];
        self.entropy.fill(&mut chance);
        let own = wait_after(claimed.attempts, retry_after, chance[0]);
        let server = wait_after(failures.saturating_add(1), retry_after, chance[1]);
        let mut again = Finished::of(claimed, until, Came::Again, claimed.state);
        again.end.reason = Some(reason);
        again.end.next_at = Some(now + own);
        again.pause = Some(Pause {
            of: claimed.to,
            until: now + server,
            failures: failures.saturating_add(1),
        });
        again
    }
}
