//! Taking up what is to be sent: claiming it, and finding out what is to be done about it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use jiff::{SignedDuration, Timestamp};
use umbra_domain::{
    DeliveryId, NotificationId, UserId,
    delivery::{Claimed, Decision, DeliveryState, Facts, MOST_TRIES, Reason, decide, push_of},
    notification::Notification,
    settings::PushSettings,
};
use umbra_store::{
    StoreError,
    delivery::{self, Claim, Standing},
    notification, settings,
};

use super::{
    Errand, Finished, LEASE,
    errand::{Times, What},
};
use crate::{App, push::NoTarget};

/// How long ago something may have been sent that is taken away again: later nobody looks for it.
const TAKEN_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Whoever sends, in this process, and where they are in turning to one person after the other.
#[derive(Debug)]
pub struct Courier {
    pub(super) token: String,
    pub(super) sequence: String,
    after: UserId,
    hanging: Vec<String>,
}

impl Courier {
    /// Has nothing claimed for people of these servers from now on, by their origins: calls to them hang.
    pub fn leave_alone(&mut self, hanging: Vec<String>) {
        self.hanging = hanging;
    }
}

/// What was taken up.
#[derive(Debug, Default)]
pub struct TakenUp {
    /// How many deliveries were claimed.
    pub claimed: usize,
    /// What is to be done outside the database.
    pub errands: Vec<Errand>,
    /// What came of the others, to be [written down](App::finish_deliveries).
    pub finished: Vec<Finished>,
}

/// What was read about what was claimed.
#[derive(Default)]
struct Known {
    settings: BTreeMap<UserId, PushSettings>,
    standing: HashMap<DeliveryId, Standing>,
    told: HashMap<NotificationId, Notification>,
    /// Whose settings can't be read.
    odd_people: HashSet<UserId>,
    /// Which notifications can't be read.
    odd: HashSet<NotificationId>,
}

/// What is to be done about a delivery.
enum Verdict {
    /// Call the person's server, which failed so often in a row.
    Do(What, u32),
    Skip(Reason),
    Fail(Reason),
    Wait(Timestamp, Reason),
    /// What is on the phone stays there.
    Leave,
    /// Something that it takes can't be read.
    Unreadable,
}

impl App {
    /// Makes somebody who sends, under a name that nobody else has.
    #[must_use]
    pub fn courier(&self) -> Courier {
        let mut chance = [0_u8; 32];
        self.entropy.fill(&mut chance);
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let (token, sequence) = chance.split_at(16);
        let (token, sequence) = (hex(token), hex(sequence));
        Courier { token, sequence, after: UserId(0), hanging: Vec::new() }
    }

    /// Claims what is due, at most `limit`, and looks at how things stand: whether it is still to be sent
    /// or, where it was, to be taken back. Nothing of those who are `busy` is claimed.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails. What was claimed then is free again after a while.
    pub async fn take_up_deliveries(
        &self,
        courier: &mut Courier,
        busy: &[UserId],
        limit: u64,
    ) -> Result<TakenUp, StoreError> {
        let now = self.clock.now();
        // Looking takes no lock, and on SQLite not the only one there is.
        if !delivery::any_due(self.store.reader(), now).await? {
            return Ok(TakenUp::default());
        }
        let until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
        let times = Times { now, until };
        let Courier { token, sequence, after, hanging } = &*courier;
        let default_server = self.push.as_ref().map(|channel| channel.default_server.as_str());
        let claim = Claim {
            token,
            sequence,
            now,
            until,
            after: *after,
            busy,
            hanging,
            default_server: default_server.unwrap_or_default(),
            limit,
        };
        let mut claimed = delivery::claim(self.store.autocommit(), claim).await?;
        if claimed.is_empty() && after.0 > 0 {
            // Everybody after them had their turn.
            let first = Claim { after: UserId(0), ..claim };
            claimed = delivery::claim(self.store.autocommit(), first).await?;
        }
        courier.after = claimed.iter().map(|one| one.to).max().unwrap_or(UserId(0));
        if claimed.is_empty() {
            return Ok(TakenUp::default());
        }
        let known = self.look(&claimed).await?;
        let mut taken = TakenUp { claimed: claimed.len(), ..TakenUp::default() };
        let mut tried = HashSet::new();
        for one in claimed {
            // A bug about one of them doesn't hold up the others; the panic hook tells of it.
            let verdict = catch_unwind(AssertUnwindSafe(|| self.verdict(&one, &known, now)));
            let finished = match verdict.unwrap_or(Verdict::Unreadable) {
                // Of those to a server that failed, one shows whether it works.
                Verdict::Do(_, 1..) if !tried.insert(one.to) => Finished::behind(&one, times),
                Verdict::Do(what, failures) => {
                    taken.errands.push(Errand { claimed: one, what, failures, times });
                    continue;
                }
                Verdict::Skip(why) => Finished::without(&one, times, DeliveryState::Skipped, why),
                Verdict::Fail(why) => Finished::without(&one, times, DeliveryState::Failed, why),
                Verdict::Wait(at, why) => Finished::waiting(&one, times, at, why),
                Verdict::Leave => Finished::left(&one, times),
                Verdict::Unreadable => Finished::unreadable(&one, times),
            };
            taken.finished.push(finished);
        }
        self.put_buttons(&mut taken.errands, &known.settings, &known.told).await;
        Ok(taken)
    }

    /// Gives back what nobody is going to send now, because the process ends.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn release_deliveries(
        &self,
        courier: &Courier,
        ids: &[DeliveryId],
    ) -> Result<u64, StoreError> {
        let now = self.clock.now();
        delivery::release(self.store.autocommit(), &courier.token, ids, now).await
    }

    /// Reads what there is to know.
    async fn look(&self, claimed: &[Claimed]) -> Result<Known, StoreError> {
        let db = self.store.reader();
        let people: BTreeSet<_> = claimed.iter().map(|one| one.to).collect();
        let people: Vec<_> = people.into_iter().collect();
        let ids: Vec<_> = claimed.iter().map(|one| one.id).collect();
        let mut known = Known { standing: delivery::facts(db, claimed).await?, ..Known::default() };
        for (who, settings) in settings::for_push(db, &people).await? {
            match settings {
                Ok(settings) => drop(known.settings.insert(who, settings)),
                Err(error) => {
                    tracing::error!(user.id = %who, %error, "settings can't be read");
                    known.odd_people.insert(who);
                }
            }
        }
        for (id, told) in notification::of_deliveries(db, &ids).await? {
            match told {
                Ok(told) => drop(known.told.insert(id, told)),
                Err(error) => {
                    tracing::error!(notification = id.0, %error, "a notification can't be read");
                    known.odd.insert(id);
                }
            }
        }
        Ok(known)
    }

    /// Finds out what is to be done about a delivery.
    fn verdict(&self, claimed: &Claimed, known: &Known, now: Timestamp) -> Verdict {
        if known.odd_people.contains(&claimed.to) {
            return Verdict::Unreadable;
        }
        let settings = known.settings.get(&claimed.to);
        let standing = known.standing.get(&claimed.id);
        let (Some(settings), Some(standing)) = (settings, standing) else {
            return Verdict::Skip(Reason::Gone);
        };
        if claimed.state != DeliveryState::Waiting {
            let age = claimed.sent_at.map(|at| now.duration_since(at));
            let is_recent = age.is_some_and(|age| age < TAKEN_BACK);
            return match self.push_target(claimed.to, &settings.ntfy) {
                Ok(target) if is_recent && claimed.attempts <= MOST_TRIES => {
                    Verdict::Do(What::Clear(Box::new(target)), standing.failures)
                }
                _ => Verdict::Leave,
            };
        }
        let is_odd = known.odd.contains(&claimed.notification);
        let facts = Facts {
            is_active: standing.is_active,
            settings,
            told: known.told.get(&claimed.notification),
            firing: standing.firing,
            on_event: standing.on_event,
        };
        let told = match decide(claimed, &facts, now) {
            Decision::Send(told) => told,
            // What it tells of isn't gone: nobody knows.
            Decision::Skip(Reason::Gone) if is_odd => return Verdict::Unreadable,
            Decision::Skip(reason) => return self.unsent(claimed, settings, standing, reason),
            Decision::Wait(at, reason) => return Verdict::Wait(at, reason),
        };
        if claimed.attempts > MOST_TRIES {
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
        Verdict::Do(What::Publish(Box::new(target), Box::new(push)), standing.failures)
    }

    /// Doesn't send what needn't be sent any more, and takes it back where somebody may have sent it.
    fn unsent(
        &self,
        claimed: &Claimed,
        settings: &PushSettings,
        standing: &Standing,
        reason: Reason,
    ) -> Verdict {
        if !claimed.may_have_arrived() || claimed.attempts > MOST_TRIES {
            return Verdict::Skip(reason);
        }
        match self.push_target(claimed.to, &settings.ntfy) {
            Ok(target) => Verdict::Do(What::Retract(Box::new(target), reason), standing.failures),
            Err(_) => Verdict::Skip(reason),
        }
    }
}
