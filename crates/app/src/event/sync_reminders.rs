//! Keeps the reminders on an event in step with it, in the transaction that changes the event or what
//! somebody has on it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;
use umbra_domain::{
    Stored, UserId,
    event::Mine,
    reminder::{EventSnapshot, OnEvent, Reminder, State, Subject},
    settings::Zone,
};
use umbra_store::{
    StoreError, Tx,
    event::People,
    reminder::{self, Claimed},
    settings,
};

/// How many states are written at a time.
const CHUNK: usize = 200;

/// An event at one time, with what people have on it.
pub(super) struct Moment {
    event: EventSnapshot,
    people: BTreeMap<UserId, Arc<Mine>>,
}

impl Moment {
    pub(super) fn new(event: EventSnapshot, people: &People) -> Self {
        let people = people.iter().map(|(&who, mine)| (who, Arc::new(mine.clone())));
        Self { event, people: people.collect() }
    }

    /// Lists who wants to be reminded.
    fn reminded(&self) -> impl Iterator<Item = UserId> {
        let wants = |(_, mine): &(&UserId, &Arc<Mine>)| !mine.minutes().is_empty();
        self.people.iter().filter(wants).map(|(&who, _)| who)
    }

    /// Lists the reminders that there have to be.
    fn wanted(&self) -> Vec<(UserId, u16)> {
        let of = |(&who, mine): (&UserId, &Arc<Mine>)| {
            mine.minutes().into_iter().map(move |minutes| (who, minutes)).collect::<Vec<_>>()
        };
        self.people.iter().flat_map(of).collect()
    }

    fn reminder(&self, who: UserId, minutes: u16, zones: &Zones) -> Option<OnEvent> {
        Some(self.event.reminder(self.people.get(&who)?, minutes, &zones.of(who)))
    }
}

/// Where days begin for people.
struct Zones(HashMap<UserId, Zone>);

impl Zones {
    async fn lock(tx: &Tx, people: &[UserId]) -> Result<Self, StoreError> {
        Ok(Self(settings::lock_zones(tx, people).await?))
    }

    fn of(&self, who: UserId) -> Zone {
        self.0.get(&who).cloned().unwrap_or_default()
    }
}

/// Creates, updates and deletes the reminders of the people who are in either, so that they are those
/// of the changed event; see [`State::after_change`]. However many people there are, it takes as many
/// statements.
pub(super) async fn sync_reminders(
    tx: &Tx,
    before: Option<&Moment>,
    after: &Moment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let had: Vec<_> = before.into_iter().flat_map(Moment::reminded).collect();
    let people: BTreeSet<_> = had.iter().copied().chain(after.reminded()).collect();
    if people.is_empty() {
        return Ok(());
    }
    let people: Vec<_> = people.into_iter().collect();
    let zones = Zones::lock(tx, &people).await?;
    let rows = if had.is_empty() {
        Vec::new()
    } else {
        reminder::of_event(tx, after.event.id(), &people).await?
    };
    let wanted = after.wanted();
    let mut gone = Vec::new();
    let mut changed: Vec<Stored<Reminder>> = Vec::new();
    let mut kept = HashSet::new();
    for Claimed { owner, reminder: mut row } in rows {
        let Subject::Event(on) = &row.subject else { continue };
        let minutes = on.minutes_before;
        let new = after.reminder(owner, minutes, &zones);
        let Some(new) = new.filter(|_| wanted.contains(&(owner, minutes))) else {
            gone.push(row.id);
            continue;
        };
        kept.insert((owner, minutes));
        let old = before.and_then(|before| before.reminder(owner, minutes, &zones));
        if let Some(state) = row.state.after_change(old.as_ref(), &new, now) {
            row.body.state = state;
            changed.push(row);
        }
    }
    if !gone.is_empty() {
        reminder::forget(tx, &gone).await?;
    }
    write_states(tx, &changed).await?;
    let missing = wanted.into_iter().filter(|wanted| !kept.contains(wanted));
    let new = missing.filter_map(|(who, minutes)| {
        let on = after.reminder(who, minutes, &zones)?;
        let state = State::begin_on(&on, now);
        Some((who, Reminder { subject: Subject::Event(on), state }))
    });
    reminder::create_on_event(tx, &new.collect::<Vec<_>>(), now).await
}

/// Reads the reminders on an event before it is split in two; `later` is what people have on the
/// second part.
pub(super) async fn reminders_before_split(
    tx: &Tx,
    before: &Moment,
    later: &People,
) -> Result<Vec<Claimed>, StoreError> {
    let wants = |(&who, mine): (&UserId, &Mine)| (!mine.minutes().is_empty()).then_some(who);
    let people: BTreeSet<_> = before.reminded().chain(later.iter().filter_map(wants)).collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    // The settings of all come before the reminders of any.
    let people: Vec<_> = people.into_iter().collect();
    Zones::lock(tx, &people).await?;
    reminder::of_event(tx, before.event.id(), &people).await
}

/// Creates the reminders on the second part of an event that was split. What is due, snoozed or
/// dismissed of an occurrence that is still at its time stays so there.
pub(super) async fn sync_second_part(
    tx: &Tx,
    (before, reminders): (&Moment, &[Claimed]),
    part: &Moment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let people: Vec<_> = part.reminded().collect();
    if people.is_empty() {
        return Ok(());
    }
    let zones = Zones::lock(tx, &people).await?;
    let new = part.wanted().into_iter().filter_map(|(who, minutes)| {
        let on = part.reminder(who, minutes, &zones)?;
        let is_it = |row: &&Claimed| match &row.reminder.subject {
            Subject::Event(on) => (row.owner, on.minutes_before) == (who, minutes),
            Subject::Own(_) => false,
        };
        let state = match reminders.iter().find(is_it) {
            Some(Claimed { reminder: row, .. }) => {
                let old = before.reminder(who, minutes, &zones);
                let changed = row.state.after_change(old.as_ref(), &on, now);
                changed.unwrap_or_else(|| row.state.clone())
            }
            None => State::begin_on(&on, now),
        };
        Some((who, Reminder { subject: Subject::Event(on), state }))
    });
    reminder::create_on_event(tx, &new.collect::<Vec<_>>(), now).await
}

/// Moves a person's reminders on events of whole days with their zone: days begin elsewhere now.
pub(crate) async fn sync_all_day_reminders(
    tx: &Tx,
    owner: UserId,
    zone: &Zone,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut changed = Vec::new();
    for mut row in reminder::move_days(tx, owner, zone).await? {
        let Subject::Event(on) = &row.subject else { continue };
        if let Some(state) = row.state.after_zone_change(on, now) {
            row.body.state = state;
            changed.push(row);
        }
    }
    write_states(tx, &changed).await
}

async fn write_states(tx: &Tx, changed: &[Stored<Reminder>]) -> Result<(), StoreError> {
    for chunk in changed.chunks(CHUNK) {
        reminder::write_states(tx, &chunk.iter().collect::<Vec<_>>()).await?;
    }
    Ok(())
}
