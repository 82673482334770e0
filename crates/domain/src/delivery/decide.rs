//! Whether something is sent, by how things stand at the moment before.

use jiff::{SignedDuration, Timestamp};

use super::{Claimed, Reason};
use crate::{
    notification::{Kind, Notice, Notification, is_wanted},
    reminder::FiringStatus,
    settings::PushSettings,
};

/// How long one message about several things waits for the last of them.
const GATHER: SignedDuration = SignedDuration::from_secs(5);

/// How things stand.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Whether the person may sign in.
    pub is_active: bool,
    /// What the person has set.
    pub settings: &'a PushSettings,
    /// What tells of it in the app, if the person may see it.
    pub told: Option<&'a Notification>,
    /// Where the firing stands of which it tells; `None` for what isn't about a reminder.
    pub firing: Option<FiringStatus>,
    /// Whether it is about a reminder on an event.
    pub on_event: bool,
}

/// What is to be done about a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    /// It is sent.
    Send(&'a Notification),
    /// It isn't sent, now or later.
    Skip(Reason),
    /// It is looked at again at this instant.
    Wait(Timestamp, Reason),
}

/// Decides whether something is sent.
#[must_use]
pub fn decide<'a>(claimed: &Claimed, facts: &Facts<'a>, now: Timestamp) -> Decision<'a> {
    if let Some(reason) = skip_reason(claimed, facts) {
        return Decision::Skip(reason);
    }
    let Some(told) = facts.told.filter(|told| told.read_at.is_none()) else {
        let read = facts.told.is_some();
        return Decision::Skip(if read { Reason::Read } else { Reason::Gone });
    };
    if is_urgent(claimed.notice) {
        return Decision::Send(told);
    }
    if told.is_gathered {
        return Decision::Skip(Reason::Digest);
    }
    let gathered = told.updated_at.saturating_add(GATHER).unwrap_or(now);
    // A clock that was set back doesn't make it wait for longer.
    let is_gathering = now < gathered && gathered <= now + GATHER;
    if claimed.notice == Notice::Missed && is_gathering {
        return Decision::Wait(gathered, Reason::Gathering);
    }
    if claimed.notice == Notice::Missed && told.gathered.is_empty() {
        // All of it was dealt with, or is out of sight.
        return Decision::Skip(Reason::Read);
    }
    // Nothing of it is wanted on the phone.
    if told.on_phone(&facts.settings.ntfy).is_none() {
        return Decision::Skip(Reason::CategoryOff);
    }
    let zone = facts.settings.timezone.rules();
    match facts.settings.quiet_hours.and_then(|quiet| quiet.over_at(now, &zone)) {
        Some(over) if over > now => Decision::Wait(over, Reason::QuietHours),
        _ => Decision::Send(told),
    }
}

/// Finds what speaks against sending it at all.
fn skip_reason(claimed: &Claimed, facts: &Facts<'_>) -> Option<Reason> {
    if !facts.is_active {
        return Some(Reason::AccountOff);
    }
    let ntfy = &facts.settings.ntfy;
    if !ntfy.enabled || ntfy.topic.is_none() {
        return Some(Reason::NtfyOff);
    }
    let on_event = facts.on_event || claimed.notice == Notice::EventStarts;
    if !is_wanted(ntfy, claimed.notice.kind(), on_event) {
        return Some(Reason::CategoryOff);
    }
    // What became of the reminder says more than that it was read with that.
    let firing = match facts.firing {
        None | Some(FiringStatus::Due) => None,
        Some(FiringStatus::Dismissed) => Some(Reason::Dismissed),
        Some(FiringStatus::Snoozed) => Some(Reason::Snoozed),
        Some(FiringStatus::Replaced) => Some(Reason::Replaced),
        Some(FiringStatus::SwitchedOff) => Some(Reason::SwitchedOff),
        Some(FiringStatus::Deleted) => Some(Reason::Gone),
    };
    firing.or_else(|| claimed.ended.map(super::Ended::reason))
}

/// Tells whether something is sent at any time of day: what may need to be acted on before somebody else
/// goes on with it.
const fn is_urgent(notice: Notice) -> bool {
    matches!(notice.kind(), Kind::Security)
}
