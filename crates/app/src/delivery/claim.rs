//! Claiming deliveries that are due, and deciding what is done about each.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use jiff::{SignedDuration, Timestamp};
use umbra_domain::{
    DeliveryId, NotificationId, UserId,
    delivery::{Claimed, Decision, DeliveryState, Facts, MAX_ATTEMPTS, Reason, decide, push_of},
    notification::Notification,
    settings::PushSettings,
};
use umbra_store::{
    StoreError,
    delivery::{self, Claim, DeliveryContext},
    notification, settings,
};

use super::{
    LEASE, SendResult, SendTask,
    send::{SendAction, Times},
};
use crate::{App, push::NoTarget};

/// How long ago something may have been sent that is taken away again: later nobody looks for it.
const TAKEN_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// One sender in this process: the token of its claims, and its position in the turn from person to person.
#[derive(Debug)]
pub struct Dispatcher {
    pub(super) token: String,
    pub(super) sequence: String,
    after: UserId,
    slow_servers: Vec<String>,
}

impl Dispatcher {
    /// Claims nothing for people on these servers (by their origins) from now on: they take long to answer.
    pub fn skip_servers(&mut self, slow_servers: Vec<String>) {
        self.slow_servers = slow_servers;
    }
}

/// Deliveries that were claimed together.
#[derive(Debug, Default)]
pub struct ClaimedBatch {
    /// How many deliveries were claimed.
    pub claimed: usize,
    /// The calls to be made.
    pub tasks: Vec<SendTask>,
    /// What came of those that take no call, to be [stored](App::finish_deliveries).
    pub results: Vec<SendResult>,
}

/// What was read about claimed deliveries.
#[derive(Default)]
struct Known {
    settings: BTreeMap<UserId, PushSettings>,
    contexts: HashMap<DeliveryId, DeliveryContext>,
    told: HashMap<NotificationId, Notification>,
    /// Whose settings can't be read.
    unreadable_settings: HashSet<UserId>,
    /// Which notifications can't be read.
    unreadable: HashSet<NotificationId>,
}

/// What is to be done about a delivery.
enum Verdict {
    /// Call the person's server, which failed so often in a row.
    Send(SendAction, u32),
    Skip(Reason),
    Fail(Reason),
    Wait(Timestamp, Reason),
    /// What is on the phone stays there.
    Leave,
    /// Something that it takes can't be read.
    Unreadable,
}

impl App {
    /// Makes a sender with a token that no other has.
    #[must_use]
    pub fn dispatcher(&self) -> Dispatcher {
        let mut chance = [0_u8; 32];
        self.entropy.fill(&mut chance);
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let (token, sequence) = chance.split_at(16);
        let (token, sequence) = (hex(token), hex(sequence));
        Dispatcher { token, sequence, after: UserId(0), slow_servers: Vec::new() }
    }

    /// Claims what is due, at most `limit`, and looks at how things stand: whether it is still to be sent
    /// or, where it was, to be taken back. Nothing of those who are `busy` is claimed.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails. What was claimed then is free again after a while.
    pub async fn claim_deliveries(
        &self,
        dispatcher: &mut Dispatcher,
        busy: &[UserId],
        limit: u64,
    ) -> Result<ClaimedBatch, StoreError> {
        let now = self.clock.now();
        // Looking takes no lock, and on SQLite not the only one there is.
        if !delivery::any_due(self.store.reader(), now).await? {
            return Ok(ClaimedBatch::default());
        }
        let until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
        let times = Times { now, until };
        let Dispatcher { token, sequence, after, slow_servers } = &*dispatcher;
        let default_server = self.push.as_ref().map(|channel| channel.default_server.as_str());
        let claim = Claim {
            token,
            sequence,
            now,
            until,
            after: *after,
            busy,
            slow_servers,
            default_server: default_server.unwrap_or_default(),
            limit,
        };
        let mut claimed = delivery::claim(self.store.autocommit(), claim).await?;
        if claimed.is_empty() && after.0 > 0 {
            // Everybody after them had their turn.
            let first = Claim { after: UserId(0), ..claim };
            claimed = delivery::claim(self.store.autocommit(), first).await?;
        }
        dispatcher.after = claimed.iter().map(|one| one.to).max().unwrap_or(UserId(0));
        if claimed.is_empty() {
            return Ok(ClaimedBatch::default());
        }
        let known = self.load(&claimed).await?;
        let mut batch = ClaimedBatch { claimed: claimed.len(), ..ClaimedBatch::default() };
        let mut tried = HashSet::new();
        for one in claimed {
            // A bug about one of them doesn't hold up the others; the panic hook tells of it.
            let verdict = catch_unwind(AssertUnwindSafe(|| self.verdict(&one, &known, now)));
            let result = match verdict.unwrap_or(Verdict::Unreadable) {
                // Of those to a server that failed, one shows whether it works.
                Verdict::Send(_, 1..) if !tried.insert(one.to) => SendResult::behind(&one, times),
                Verdict::Send(action, failures) => {
                    batch.tasks.push(SendTask { claimed: one, action, failures, times });
                    continue;
                }
                Verdict::Skip(why) => SendResult::without(&one, times, DeliveryState::Skipped, why),
                Verdict::Fail(why) => SendResult::without(&one, times, DeliveryState::Failed, why),
                Verdict::Wait(at, why) => SendResult::waiting(&one, times, at, why),
                Verdict::Leave => SendResult::left(&one, times),
                Verdict::Unreadable => SendResult::unreadable(&one, times),
            };
            batch.results.push(result);
        }
        self.put_buttons(&mut batch.tasks, &known.settings, &known.told).await;
        Ok(batch)
    }

    /// Gives back what nobody is going to send now, because the process ends.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn release_deliveries(
        &self,
        dispatcher: &Dispatcher,
        ids: &[DeliveryId],
    ) -> Result<u64, StoreError> {
        let now = self.clock.now();
        delivery::release(self.store.autocommit(), &dispatcher.token, ids, now).await
    }

    /// Reads settings, notifications and states of claimed deliveries.
    async fn load(&self, claimed: &[Claimed]) -> Result<Known, StoreError> {
        let db = self.store.reader();
        let people: BTreeSet<_> = claimed.iter().map(|one| one.to).collect();
        let people: Vec<_> = people.into_iter().collect();
        let ids: Vec<_> = claimed.iter().map(|one| one.id).collect();
        let mut known =
            Known { contexts: delivery::contexts(db, claimed).await?, ..Known::default() };
        for (who, settings) in settings::for_push(db, &people).await? {
            match settings {
                Ok(settings) => drop(known.settings.insert(who, settings)),
                Err(error) => {
                    tracing::error!(user.id = %who, %error, "settings can't be read");
                    known.unreadable_settings.insert(who);
                }
            }
        }
        for (id, told) in notification::of_deliveries(db, &ids).await? {
            match told {
                Ok(told) => drop(known.told.insert(id, told)),
                Err(error) => {
                    tracing::error!(notification = id.0, %error, "a notification can't be read");
                    known.unreadable.insert(id);
                }
            }
        }
        Ok(known)
    }

    /// Finds out what is to be done about a delivery.
    fn verdict(&self, claimed: &Claimed, known: &Known, now: Timestamp) -> Verdict {
        if known.unreadable_settings.contains(&claimed.to) {
            return Verdict::Unreadable;
        }
        let settings = known.settings.get(&claimed.to);
        let context = known.contexts.get(&claimed.id);
        let (Some(settings), Some(context)) = (settings, context) else {
            return Verdict::Skip(Reason::Gone);
        };
        if claimed.state != DeliveryState::Waiting {
            let age = claimed.sent_at.map(|at| now.duration_since(at));
            let is_recent = age.is_some_and(|age| age < TAKEN_BACK);
            return match self.push_target(claimed.to, &settings.ntfy) {
                Ok(target) if is_recent && claimed.attempts <= MAX_ATTEMPTS => {
                    Verdict::Send(SendAction::Clear(Box::new(target)), context.failures)
                }
                _ => Verdict::Leave,
            };
        }
        let is_unreadable = known.unreadable.contains(&claimed.notification);
        let facts = Facts {
            is_active: context.is_active,
            settings,
            told: known.told.get(&claimed.notification),
            firing: context.firing,
            on_event: context.on_event,
        };
        let told = match decide(claimed, &facts, now) {
            Decision::Send(told) => told,
            // What it tells of isn't gone: nobody knows.
            Decision::Skip(Reason::Gone) if is_unreadable => return Verdict::Unreadable,
            Decision::Skip(reason) => return self.unsent(claimed, settings, context, reason),
            Decision::Wait(at, reason) => return Verdict::Wait(at, reason),
        };
        if claimed.attempts > MAX_ATTEMPTS {
            return Verdict::Fail(claimed.reason.unwrap_or(Reason::Interrupted));
        }
        let target = match self.push_target(claimed.to, &settings.ntfy) {
            Ok(target) => target,
            Err(NoTarget::TokenLost) => return Verdict::Fail(Reason::TokenLost),
            Err(NoTarget::Off | NoTarget::Disabled | NoTarget::NotSetUp) => {
                return Verdict::Skip(Reason::NtfyOff);
            }
        };
        let clock = settings.timezone.rules();
        let sequence = claimed.sequence.clone();
        let shown = told.on_phone(&settings.ntfy);
        let told = shown.as_ref().unwrap_or(told);
        let push = push_of(told, &clock, &self.settings.public_url, sequence);
        Verdict::Send(SendAction::Publish(Box::new(target), Box::new(push)), context.failures)
    }

    /// Doesn't send what needn't be sent any more, and takes it back where somebody may have sent it.
    fn unsent(
        &self,
        claimed: &Claimed,
        settings: &PushSettings,
        context: &DeliveryContext,
        reason: Reason,
    ) -> Verdict {
        if !claimed.may_have_arrived() || claimed.attempts > MAX_ATTEMPTS {
            return Verdict::Skip(reason);
        }
        match self.push_target(claimed.to, &settings.ntfy) {
            Ok(target) => {
                Verdict::Send(SendAction::Retract(Box::new(target), reason), context.failures)
            }
            Err(_) => Verdict::Skip(reason),
        }
    }
}
