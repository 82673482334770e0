//! Calling people's push servers, and what came of each call.

use std::time::Duration;

use jiff::Timestamp;
use umbra_domain::{
    DeliveryId, UserId,
    delivery::{Claimed, DeliveryState, MAX_ATTEMPTS, Reason, is_given_up, wait_after},
    push::{Push, PushError, PushTarget},
};
use umbra_store::delivery::{End, Pause};

use crate::App;

/// A claimed delivery and the call to its server that it takes.
#[derive(Debug)]
pub struct SendTask {
    pub(super) claimed: Claimed,
    pub(super) action: SendAction,
    pub(super) failures: u32,
    pub(super) times: Times,
}

/// Instants read from the clock before the call. It may be set while somebody's server is called, so it isn't asked again to write down
/// what came of it: what waits and what that was written by belong to one clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// When it is decided what becomes of a delivery.
    pub now: Timestamp,
    /// When somebody else may claim it.
    pub until: Timestamp,
}

#[derive(Debug)]
pub(super) enum SendAction {
    /// Sends a message.
    Publish(Box<PushTarget>, Box<Push>),
    /// Takes back what was sent.
    Clear(Box<PushTarget>),
    /// Takes back what may have been sent and needn't be any more, for this reason.
    Retract(Box<PushTarget>, Reason),
}

/// What came of a claimed delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was sent.
    Sent,
    /// It was taken back.
    Cleared,
    /// It failed and is tried again.
    Again,
    /// It waits, as for the end of quiet hours.
    Waiting,
    /// It waits for another one of the same person's, which shows whether their server works.
    Behind,
    /// It needn't be sent.
    Skipped,
    /// It failed for good.
    Failed,
}

impl Outcome {
    /// Names it, for metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Cleared => "cleared",
            Self::Again => "again",
            Self::Waiting => "waiting",
            Self::Behind => "behind",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

/// What came of a delivery, to be [stored](App::finish_deliveries).
#[derive(Debug, Clone)]
pub struct SendResult {
    /// To whom it was.
    pub to: UserId,
    /// What came of it.
    pub outcome: Outcome,
    /// How long after it was due it was sent; `None` of what wasn't sent at the first try.
    pub lag: Option<Duration>,
    pub(super) end: End,
    pub(super) pause: Option<Pause>,
    /// Whether the server works that had failed before.
    pub(super) is_well_again: bool,
    /// When somebody else may claim it.
    pub(super) until: Timestamp,
}

impl SendTask {
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

    /// Returns the origin of the server that is called.
    #[must_use]
    pub fn server(&self) -> &str {
        match &self.action {
            SendAction::Publish(target, _)
            | SendAction::Clear(target)
            | SendAction::Retract(target, _) => target.server.as_str(),
        }
    }
}

impl SendResult {
    /// Names the delivery.
    #[must_use]
    pub const fn id(&self) -> DeliveryId {
        self.end.id
    }

    fn of(claimed: &Claimed, times: Times, outcome: Outcome, state: DeliveryState) -> Self {
        let end = End {
            id: claimed.id,
            state,
            reason: None,
            sent_at: None,
            next_at: None,
            attempts: claimed.attempts,
            knew_ended: claimed.ended.is_some(),
            at: times.now,
        };
        let to = claimed.to;
        Self { to, outcome, lag: None, end, pause: None, is_well_again: false, until: times.until }
    }

    /// Ends a delivery that nobody tried to send.
    pub(super) fn without(
        claimed: &Claimed,
        times: Times,
        state: DeliveryState,
        reason: Reason,
    ) -> Self {
        let outcome =
            if state == DeliveryState::Failed { Outcome::Failed } else { Outcome::Skipped };
        let mut result = Self::of(claimed, times, outcome, state);
        result.end.reason = Some(reason);
        result.end.attempts = claimed.attempts.saturating_sub(1);
        result
    }

    /// Lets a delivery wait.
    pub(super) fn waiting(claimed: &Claimed, times: Times, at: Timestamp, reason: Reason) -> Self {
        let mut result = Self::of(claimed, times, Outcome::Waiting, DeliveryState::Waiting);
        result.end.next_at = Some(at);
        result.end.reason = Some(reason);
        // What was tried before counts no more, for that was another time of day, but that it may have arrived.
        result.end.attempts = u32::from(claimed.may_have_arrived());
        result
    }

    /// Lets a delivery wait of which something can't be read: a newer version may have written it, or somebody
    /// mends it.
    pub(super) fn unreadable(claimed: &Claimed, times: Times) -> Self {
        let (tries, is_waiting) = (claimed.attempts, claimed.state == DeliveryState::Waiting);
        if is_waiting && is_given_up(claimed.created_at, times.now, tries, tries) {
            return Self::without(claimed, times, DeliveryState::Failed, Reason::Unreadable);
        }
        if !is_waiting && tries >= MAX_ATTEMPTS {
            return Self::left(claimed, times);
        }
        let mut result = Self::of(claimed, times, Outcome::Again, claimed.state);
        result.end.next_at = Some(later(times.now, wait_after(tries, None, 0)));
        result.end.reason = Some(Reason::Unreadable);
        result
    }

    /// Lets a delivery wait, as if it hadn't been claimed, until another one shows whether the server works.
    pub(super) fn behind(claimed: &Claimed, times: Times) -> Self {
        let mut result = Self::of(claimed, times, Outcome::Behind, claimed.state);
        result.end.next_at = Some(times.now);
        result.end.reason = claimed.reason;
        result.end.attempts = claimed.attempts.saturating_sub(1);
        result
    }

    /// Leaves a message on the phone.
    pub(super) fn left(claimed: &Claimed, times: Times) -> Self {
        let mut result = Self::of(claimed, times, Outcome::Skipped, claimed.state);
        result.end.reason = claimed.reason;
        result
    }
}

impl App {
    /// Calls the person's server, which takes a few seconds at most.
    pub async fn send_delivery(&self, task: SendTask) -> SendResult {
        let SendTask { claimed, action, failures, times } = task;
        let Some(pusher) = self.pusher() else {
            return SendResult::without(&claimed, times, DeliveryState::Skipped, Reason::NtfyOff);
        };
        let done = match &action {
            SendAction::Publish(target, push) => pusher.publish(target, push).await,
            SendAction::Clear(target) | SendAction::Retract(target, _) => {
                pusher.clear(target, &claimed.sequence).await
            }
        };
        let now = self.clock.now();
        let times = Times { now, ..times };
        match (done, action) {
            (Ok(()), SendAction::Publish(..)) => {
                let mut sent = SendResult::of(&claimed, times, Outcome::Sent, DeliveryState::Sent);
                sent.end.sent_at = Some(now);
                sent.is_well_again = failures > 0;
                let lag = now.duration_since(claimed.due_at);
                sent.lag = claimed.reason.is_none().then(|| lag.try_into().unwrap_or_default());
                sent
            }
            (Ok(()), SendAction::Clear(_)) => {
                let mut cleared =
                    SendResult::of(&claimed, times, Outcome::Cleared, DeliveryState::Cleared);
                cleared.end.reason = claimed.ended.map(umbra_domain::delivery::Ended::reason);
                cleared.is_well_again = failures > 0;
                cleared
            }
            (Ok(()), SendAction::Retract(_, reason)) => {
                let mut skipped =
                    SendResult::without(&claimed, times, DeliveryState::Skipped, reason);
                skipped.is_well_again = failures > 0;
                skipped
            }
            (Err(error), action) => self.failed(&claimed, times, error, (failures, &action)),
        }
    }

    /// Decides what becomes of a delivery after a failure.
    fn failed(
        &self,
        claimed: &Claimed,
        times: Times,
        error: PushError,
        (failures, action): (u32, &SendAction),
    ) -> SendResult {
        let reason = Reason::from(error.fault());
        let is_old = match action {
            SendAction::Publish(..) => {
                let of_server = failures.saturating_add(1);
                is_given_up(claimed.created_at, times.now, claimed.attempts, of_server)
            }
            // However old it is, it was dealt with only now.
            SendAction::Clear(_) | SendAction::Retract(..) => claimed.attempts >= MAX_ATTEMPTS,
        };
        let retry_after = match error {
            PushError::Later { retry_after, .. } => Some(retry_after),
            PushError::Never(_) => None,
        };
        let Some(retry_after) = retry_after.filter(|_| !is_old) else {
            let mut failed = match action {
                SendAction::Publish(..) => {
                    SendResult::of(claimed, times, Outcome::Failed, DeliveryState::Failed)
                }
                // It stays on the phone, and was sent all the same.
                SendAction::Clear(_) => {
                    SendResult::of(claimed, times, Outcome::Failed, DeliveryState::Sent)
                }
                SendAction::Retract(_, reason) => {
                    return SendResult::without(claimed, times, DeliveryState::Skipped, *reason);
                }
            };
            failed.end.reason = Some(reason);
            return failed;
        };
        let mut chance = [0_u8; 2];
        self.entropy.fill(&mut chance);
        let own = wait_after(claimed.attempts, retry_after, chance[0]);
        let server = wait_after(failures.saturating_add(1), retry_after, chance[1]);
        let mut again = SendResult::of(claimed, times, Outcome::Again, claimed.state);
        again.end.reason = Some(reason);
        again.end.next_at = Some(later(times.now, own));
        again.pause = Some(Pause {
            of: claimed.to,
            until: later(times.now, server),
            at: times.now,
            failures: failures.saturating_add(1),
        });
        again
    }
}

fn later(now: Timestamp, wait: Duration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}
