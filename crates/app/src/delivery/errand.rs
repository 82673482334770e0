//! What is done outside the database, and what comes of it.

use std::time::Duration;

use jiff::Timestamp;
use umbra_domain::{
    DeliveryId, UserId,
    delivery::{Claimed, DeliveryState, MOST_TRIES, Reason, is_given_up, wait_after},
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
    pub(super) times: Times,
}

/// What the clock shows. It may be set while somebody's server is called, so it isn't asked again to write down
/// what came of it: what waits and what that was written by belong to one clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// When it is decided what becomes of a delivery.
    pub now: Timestamp,
    /// When somebody else may claim it.
    pub until: Timestamp,
}

#[derive(Debug)]
pub(super) enum What {
    Publish(Box<PushTarget>, Box<Push>),
    /// Takes back what was sent.
    Clear(Box<PushTarget>),
    /// Takes back what may have been sent and needn't be any more, for this reason.
    Retract(Box<PushTarget>, Reason),
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
    /// It waits for another one of the same person's, which shows whether their server works.
    Behind,
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
            Self::Behind => "behind",
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
    pub lag: Option<Duration>,
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

    /// Returns the origin of the server that is called.
    #[must_use]
    pub fn server(&self) -> &str {
        match &self.what {
            What::Publish(target, _) | What::Clear(target) | What::Retract(target, _) => {
                target.server.as_str()
            }
        }
    }
}

impl Finished {
    /// Names the delivery.
    #[must_use]
    pub const fn id(&self) -> DeliveryId {
        self.end.id
    }

    fn of(claimed: &Claimed, times: Times, came: Came, state: DeliveryState) -> Self {
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
        Self { to, came, lag: None, end, pause: None, is_well_again: false, until: times.until }
    }

    /// Ends a delivery that nobody tried to send.
    pub(super) fn without(
        claimed: &Claimed,
        times: Times,
        state: DeliveryState,
        reason: Reason,
    ) -> Self {
        let came = if state == DeliveryState::Failed { Came::Failed } else { Came::Skipped };
        let mut finished = Self::of(claimed, times, came, state);
        finished.end.reason = Some(reason);
        finished.end.attempts = claimed.attempts.saturating_sub(1);
        finished
    }

    /// Lets a delivery wait.
    pub(super) fn waiting(claimed: &Claimed, times: Times, at: Timestamp, reason: Reason) -> Self {
        let mut finished = Self::of(claimed, times, Came::Waiting, DeliveryState::Waiting);
        finished.end.next_at = Some(at);
        finished.end.reason = Some(reason);
        // What was tried before counts no more, for that was another time of day, but that it may have arrived.
        finished.end.attempts = u32::from(claimed.may_have_arrived());
        finished
    }

    /// Lets a delivery wait of which something can't be read: a newer version may have written it, or somebody
    /// mends it.
    pub(super) fn unreadable(claimed: &Claimed, times: Times) -> Self {
        let (tries, is_waiting) = (claimed.attempts, claimed.state == DeliveryState::Waiting);
        if is_waiting && is_given_up(claimed.created_at, times.now, tries, tries) {
            return Self::without(claimed, times, DeliveryState::Failed, Reason::Unreadable);
        }
        if !is_waiting && tries >= MOST_TRIES {
            return Self::left(claimed, times);
        }
        let mut finished = Self::of(claimed, times, Came::Again, claimed.state);
        finished.end.next_at = Some(later(times.now, wait_after(tries, None, 0)));
        finished.end.reason = Some(Reason::Unreadable);
        finished
    }

    /// Lets a delivery wait, as if it hadn't been claimed, until another one shows whether the server works.
    pub(super) fn behind(claimed: &Claimed, times: Times) -> Self {
        let mut finished = Self::of(claimed, times, Came::Behind, claimed.state);
        finished.end.next_at = Some(times.now);
        finished.end.reason = claimed.reason;
        finished.end.attempts = claimed.attempts.saturating_sub(1);
        finished
    }

    /// Leaves a message on the phone.
    pub(super) fn left(claimed: &Claimed, times: Times) -> Self {
        let mut finished = Self::of(claimed, times, Came::Skipped, claimed.state);
        finished.end.reason = claimed.reason;
        finished
    }
}

impl App {
    /// Does an errand: calls the person's server, which takes as long as it takes, a few seconds at most.
    pub async fn run_errand(&self, errand: Errand) -> Finished {
        let Errand { claimed, what, failures, times } = errand;
        let Some(pusher) = self.pusher() else {
            return Finished::without(&claimed, times, DeliveryState::Skipped, Reason::NtfyOff);
        };
        let done = match &what {
            What::Publish(target, push) => pusher.publish(target, push).await,
            What::Clear(target) | What::Retract(target, _) => {
                pusher.clear(target, &claimed.sequence).await
            }
        };
        let now = self.clock.now();
        let times = Times { now, ..times };
        match (done, what) {
            (Ok(()), What::Publish(..)) => {
                let mut sent = Finished::of(&claimed, times, Came::Sent, DeliveryState::Sent);
                sent.end.sent_at = Some(now);
                sent.is_well_again = failures > 0;
                let lag = now.duration_since(claimed.due_at);
                sent.lag = claimed.reason.is_none().then(|| lag.try_into().unwrap_or_default());
                sent
            }
            (Ok(()), What::Clear(_)) => {
                let mut cleared =
                    Finished::of(&claimed, times, Came::Cleared, DeliveryState::Cleared);
                cleared.end.reason = claimed.ended.map(umbra_domain::delivery::Ended::reason);
                cleared.is_well_again = failures > 0;
                cleared
            }
            (Ok(()), What::Retract(_, reason)) => {
                let mut skipped =
                    Finished::without(&claimed, times, DeliveryState::Skipped, reason);
                skipped.is_well_again = failures > 0;
                skipped
            }
            (Err(error), what) => self.failed(&claimed, times, error, (failures, &what)),
        }
    }

    /// Decides what becomes of a delivery after a failure.
    fn failed(
        &self,
        claimed: &Claimed,
        times: Times,
        error: PushError,
        (failures, what): (u32, &What),
    ) -> Finished {
        let reason = Reason::from(error.fault());
        let is_old = match what {
            What::Publish(..) => {
                let of_server = failures.saturating_add(1);
                is_given_up(claimed.created_at, times.now, claimed.attempts, of_server)
            }
            // However old it is, it was dealt with only now.
            What::Clear(_) | What::Retract(..) => claimed.attempts >= MOST_TRIES,
        };
        let retry_after = match error {
            PushError::Later { retry_after, .. } => Some(retry_after),
            PushError::Never(_) => None,
        };
        let Some(retry_after) = retry_after.filter(|_| !is_old) else {
            let mut failed = match what {
                What::Publish(..) => {
                    Finished::of(claimed, times, Came::Failed, DeliveryState::Failed)
                }
                // It stays on the phone, and was sent all the same.
                What::Clear(_) => Finished::of(claimed, times, Came::Failed, DeliveryState::Sent),
                What::Retract(_, reason) => {
                    return Finished::without(claimed, times, DeliveryState::Skipped, *reason);
                }
            };
            failed.end.reason = Some(reason);
            return failed;
        };
        let mut chance = [0_u8; 2];
        self.entropy.fill(&mut chance);
        let own = wait_after(claimed.attempts, retry_after, chance[0]);
        let server = wait_after(failures.saturating_add(1), retry_after, chance[1]);
        let mut again = Finished::of(claimed, times, Came::Again, claimed.state);
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
