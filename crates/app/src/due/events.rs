//! Events that begin soon, on which somebody has set no reminder.

use jiff::{Timestamp, ToSpan};
use umbra_domain::{
    due::{DueItem, LATE_AFTER},
    event::{Answer, Shown, Status, Window, shown},
    settings::LeadMinutes,
};
use umbra_store::{
    StoreError, Tx,
    due::{NewNotification, ScanTarget, known, owned_calendars},
    event::{self, WindowQuery},
};

use super::{TargetScan, came, written};
use crate::App;

/// An event that is told, and when.
struct Told {
    item: DueItem,
    at: Timestamp,
    /// The instant by which it shows how late it is told.
    since: Timestamp,
}

impl App {
    /// Finds what begins soon of a person's own: what is in their calendars, and what they said they come to.
    /// What is over isn't told, but for what takes no time and has only just been, and neither is what they have
    /// made themselves when it was to be told already.
    pub(super) async fn events_to_tell(
        &self,
        tx: &Tx,
        one: &ScanTarget,
        lead: LeadMinutes,
        (now, next): (Timestamp, Timestamp),
    ) -> Result<TargetScan, StoreError> {
        let nothing = TargetScan { told: Vec::new(), next };
        // Whole days may begin up to a day after the time at which they are told.
        let ahead = i64::from(lead.get()).minutes().hours(26);
        let to = next.checked_add(ahead).unwrap_or(Timestamp::MAX);
        // Somebody looks a moment after what takes no time.
        let from = now.checked_sub(LATE_AFTER).unwrap_or(now);
        let Ok(window) = Window::new(from, to, one.clock.zone().clone()) else {
            return Ok(nothing);
        };
        let query = WindowQuery { bounds: window.bounds(), calendar: None, search: None };
        let found = event::in_window(tx, one.who, &query).await?;
        let Some(found) = found.filter(|found| !found.events.is_empty()) else {
            return Ok(nothing);
        };
        let mut list = Vec::new();
        for one in &found.events {
            if shown(&one.event, &one.personal_state, &one.overrides, &window, &mut list).is_err() {
                return Ok(nothing);
            }
        }
        let own = owned_calendars(tx, one.who).await?;
        let is_theirs = |shown: &Shown| {
            let comes = shown.invitation().is_some_and(|own| own.answer == Answer::Accepted);
            own.contains(&shown.event.body.calendar) || comes
        };
        let of_theirs = list.iter().filter(|shown| is_theirs(shown));
        let mut all: Vec<_> =
            of_theirs.filter_map(|shown| self.told_of(shown, one, lead, now)).collect();
        if all.is_empty() {
            return Ok(nothing);
        }
        let known = known(tx, one.who, all.iter().map(|told| told.item.once())).await?;
        all.retain(|told| !known.contains(&told.item.once()));
        let mut scan = nothing;
        for Told { item, at, since } in all {
            if at > now {
                scan.next = scan.next.min(at);
            } else {
                let (to, snoozes, is_gathered) = (one.who, 0, false);
                scan.told.push(NewNotification { to, item, snoozes, due_at: since, is_gathered });
            }
        }
        Ok(scan)
    }

    /// Tells when somebody is told of an occurrence, if they are to be at all.
    fn told_of(
        &self,
        shown: &Shown,
        one: &ScanTarget,
        lead: LeadMinutes,
        now: Timestamp,
    ) -> Option<Told> {
        let reminds_itself = !shown.personal().reminders.minutes().is_empty();
        if reminds_itself || shown.content().status == Status::Cancelled {
            return None;
        }
        let begins = shown.when.begins(one.clock.zone());
        let ends = shown.when.ends(one.clock.zone());
        if begins < ends && ends <= now {
            return None;
        }
        let at = one.clock.before_event(begins, shown.when.all_day(), lead);
        // What is still to begin isn't lost to who wants to be told of it earlier now.
        let since = if (at..begins).contains(&now) { came(one, at, now) } else { at };
        let made = written(shown.event.created_at, now);
        let is_made_late = shown.event.body.created_by == Some(one.who) && since < made;
        if is_made_late || self.is_gathered(since, now) {
            return None;
        }
        // Whole days are the same ones wherever the person is.
        let named = if shown.when.all_day() { shown.when.bounds().0 } else { begins };
        let item = DueItem::Event(shown.event.id, shown.recurrence_id, named);
        Some(Told { item, at, since })
    }
}
