//! Keeping the reminders on an event right, in the transaction that changes the event.

use std::sync::Arc;

use jiff::{Timestamp, civil::DateTime};
use umbra_domain::{
    Stored, UserId,
    event::{Event, NewEvent, Override},
    recurrence::Occurrence,
    reminder::{OnEvent, Reminder, State, Subject},
    settings::Zone,
};
use umbra_store::{StoreError, Tx, reminder, resource, settings};

/// An event before or after a change, with all of its overrides.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    event: Arc<Event>,
    overrides: Arc<[Override]>,
}

impl Stage {
    pub(super) fn new(event: &Event, overrides: &[Override]) -> Self {
        Self { event: Arc::new(event.clone()), overrides: overrides.into() }
    }

    /// Gives how many minutes before some occurrence somebody wants to be reminded.
    fn minutes(&self) -> Vec<u16> {
        let NewEvent { content, .. } = &self.event.body;
        let own = self.overrides.iter().filter_map(|changed| changed.content.reminders.as_ref());
        let all = own.chain([&content.reminders]).flat_map(|alarms| alarms.minutes());
        let mut all: Vec<_> = all.copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn reminder(&self, minutes_before: u16, zone: &Zone) -> OnEvent {
        let (event, overrides) = (Arc::clone(&self.event), Arc::clone(&self.overrides));
        OnEvent { event, overrides, minutes_before, zone: zone.clone() }
    }
}

/// Makes, changes and forgets reminders so that they are those of the changed event.
///
/// A reminder that came for an occurrence which is still at its time stays as it is: due, snoozed
/// or dismissed. One whose occurrence moved or went is settled: it rings for what comes next.
/// Nothing that was to ring before now rings late.
pub(super) async fn settle(
    tx: &Tx,
    owner: UserId,
    before: Option<&Stage>,
    after: &Stage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let wanted = after.minutes();
    let had = before.is_some_and(|before| !before.minutes().is_empty());
    if wanted.is_empty() && !had {
        return Ok(());
    }
    let zone = zone_of(tx, owner).await?;
    let rows = match before {
        Some(_) if had => reminder::of_event(tx, after.event.id).await?,
        _ => Vec::new(),
    };
    let mut gone = Vec::new();
    let mut changed: Vec<Stored<Reminder>> = Vec::new();
    let mut kept = Vec::new();
    for mut row in rows.into_iter().map(|claimed| claimed.reminder) {
        let Subject::Event(on) = &row.subject else { continue };
        let minutes = on.minutes_before;
        if !wanted.contains(&minutes) {
            gone.push(row.id);
            continue;
        }
        kept.push(minutes);
        let new = after.reminder(minutes, &zone);
        let old = before.map(|before| before.reminder(minutes, &zone));
        if let Some(state) = settled(&row.state, old.as_ref(), &new, now) {
            row.body.state = state;
            changed.push(row);
        }
    }
    if !gone.is_empty() {
        reminder::forget(tx, &gone).await?;
    }
    reminder::write_states(tx, &changed.iter().collect::<Vec<_>>()).await?;
    for minutes in wanted.into_iter().filter(|minutes| !kept.contains(minutes)) {
        let on = after.reminder(minutes, &zone);
        let state = State::begin(on.next_after(now), true);
        let body = Reminder { subject: Subject::Event(on), state };
        resource::create(tx, &owner, body, now).await?;
    }
    Ok(())
}

/// Reads where days begin for a person. The row is locked, so that a change of the zone comes before
/// or after this, and finds all reminders.
async fn zone_of(tx: &Tx, owner: UserId) -> Result<Zone, StoreError> {
    let row = settings::for_edit(tx, owner).await?;
    Ok(row.map(|row| row.into_row().timezone).unwrap_or_default())
}

/// Reads where the reminders on an event stand before it is divided.
pub(super) async fn standing(tx: &Tx, before: &Stage) -> Result<Vec<Stored<Reminder>>, StoreError> {
    if before.minutes().is_empty() {
        return Ok(Vec::new());
    }
    let rows = reminder::of_event(tx, before.event.id).await?;
    Ok(rows.into_iter().map(|claimed| claimed.reminder).collect())
}

/// Makes the reminders on the second part of a divided event. What is due, snoozed or dismissed of
/// an occurrence that is still at its time goes on there.
pub(super) async fn settle_part(
    tx: &Tx,
    owner: UserId,
    (before, standing): (&Stage, &[Stored<Reminder>]),
    part: &Stage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let wanted = part.minutes();
    if wanted.is_empty() {
        return Ok(());
    }
    let zone = zone_of(tx, owner).await?;
    for minutes in wanted {
        let on = part.reminder(minutes, &zone);
        let of_minutes = |row: &&Stored<Reminder>| match &row.subject {
            Subject::Event(on) => on.minutes_before == minutes,
            Subject::Own(_) => false,
        };
        let state = match standing.iter().find(of_minutes) {
            Some(row) => {
                let old = before.reminder(minutes, &zone);
                settled(&row.state, Some(&old), &on, now).unwrap_or_else(|| row.state.clone())
            }
            None => State::begin(on.next_after(now), true),
        };
        let body = Reminder { subject: Subject::Event(on), state };
        resource::create(tx, &owner, body, now).await?;
    }
    Ok(())
}

/// Finds where a reminder stands after the change; `None` when it stands where it stood.
fn settled(state: &State, old: Option<&OnEvent>, new: &OnEvent, now: Timestamp) -> Option<State> {
    let came = state.next.filter(|next| next.at <= now);
    if came.is_some_and(|next| new.moment(next.local) == Some(next.at)) {
        // It is due, and a worker is about to fire it.
        return None;
    }
    let stays = |name| {
        let moment = new.moment(name);
        moment.is_some() && moment == old.and_then(|old| old.moment(name))
    };
    let mut settled = match state.occurrence {
        Some(name) if !stays(name) => State::begin(None, true),
        _ => state.clone(),
    };
    // What was dismissed or snoozed before it rang isn't to ring after all.
    settled.next = next_but(new, settled.occurrence, now);
    (settled != *state).then_some(settled)
}

/// Finds the next moment, but not of an occurrence that has been dealt with.
fn next_but(on: &OnEvent, done: Option<DateTime>, now: Timestamp) -> Option<Occurrence> {
    let next = on.next_after(now)?;
    if Some(next.local) == done { on.next_after(next.at) } else { Some(next) }
}

/// Moves a person's reminders on events of whole days with their zone: days begin elsewhere now.
pub(crate) async fn settle_days(
    tx: &Tx,
    owner: UserId,
    zone: &Zone,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut changed = Vec::new();
    for mut row in reminder::move_days(tx, owner, zone).await? {
        let Subject::Event(on) = &row.subject else { continue };
        if row.state.next.is_some_and(|next| next.at <= now) {
            // It came, and a worker is about to fire it.
            continue;
        }
        let next = next_but(on, row.state.occurrence, now);
        if next != row.state.next {
            row.body.state.next = next;
            changed.push(row);
        }
    }
    for chunk in changed.chunks(200) {
        reminder::write_states(tx, &chunk.iter().collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Tells whether an event has reminders, so that making it takes more than one statement.
pub(super) fn reminds(body: &NewEvent) -> bool {
    !body.content.reminders.minutes().is_empty()
}
