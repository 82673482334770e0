//! Keeps the reminders on an event in step with it, in the transaction that changes the event or what
//! somebody has on it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;
use umbra_domain::{
    Stored, UserId,
    event::PersonalEventState,
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
    people: BTreeMap<UserId, Arc<PersonalEventState>>,
}

impl Moment {
    pub(super) fn new(event: EventSnapshot, people: &People) -> Self {
        let people =
            people.iter().map(|(&who, personal_state)| (who, Arc::new(personal_state.clone())));
        Self { event, people: people.collect() }
    }

    /// Lists who wants to be reminded.
    fn reminded(&self) -> impl Iterator<Item = UserId> {
        let wants = |(_, personal_state): &(&UserId, &Arc<PersonalEventState>)| {
            !personal_state.minutes().is_empty()
        };
        self.people.iter().filter(wants).map(|(&who, _)| who)
    }

    /// Lists the reminders that there have to be.
    fn wanted(&self) -> Vec<(UserId, u16)> {
        let of = |(&who, personal_state): (&UserId, &Arc<PersonalEventState>)| {
            personal_state
                .minutes()
                .into_iter()
                .map(move |minutes| (who, minutes))
                .collect::<Vec<_>>()
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
    // There may be rows that nobody knows of, of a version that kept reminders by other rules: only an
    // event that is new has none.
    let rows = match before {
        Some(_) => reminder::of_event(tx, after.event.id(), &people).await?,
        None => Vec::new(),
    };
    let wanted = after.wanted();
    let is_wanted: HashSet<_> = wanted.iter().copied().collect();
    let mut gone = Vec::new();
    let mut changed: Vec<Stored<Reminder>> = Vec::new();
    let mut kept = HashSet::new();
    for Claimed { owner, reminder: mut row } in rows {
        let Subject::Event(on) = &row.subject else { continue };
        let minutes = on.minutes_before;
        let new = after.reminder(owner, minutes, &zones);
        let Some(new) = new.filter(|_| is_wanted.contains(&(owner, minutes))) else {
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
    for chunk in gone.chunks(CHUNK) {
        reminder::forget(tx, chunk).await?;
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
    let people = lock_settings(tx, before, later).await?;
    if people.is_empty() {
        return Ok(Vec::new());
    }
    reminder::of_event(tx, before.event.id(), &people).await
}

/// Locks the settings of all who are reminded of an event before or after a change, which come before
/// the reminders of any, and returns who that is.
pub(super) async fn lock_settings(
    tx: &Tx,
    before: &Moment,
    later: &People,
) -> Result<Vec<UserId>, StoreError> {
    let wants = |(&who, personal_state): (&UserId, &PersonalEventState)| {
        (!personal_state.minutes().is_empty()).then_some(who)
    };
    let people: BTreeSet<_> = before.reminded().chain(later.iter().filter_map(wants)).collect();
    let people: Vec<_> = people.into_iter().collect();
    if !people.is_empty() {
        Zones::lock(tx, &people).await?;
    }
    Ok(people)
}

/// Takes reminders along to the second part of an event that was split, of whose occurrences there something has
/// rung, or is about to, and is still at its time: so what was told of it stays, and what a worker is about to tell
/// is found. The parts are synced after that, and the first one gets reminders of its own.
pub(super) async fn take_along(
    tx: &Tx,
    (before, reminders): (&Moment, &[Claimed]),
    part: &Moment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let people: Vec<_> = reminders.iter().map(|row| row.owner).collect();
    if people.is_empty() {
        return Ok(());
    }
    let zones = Zones::lock(tx, &people).await?;
    let along = reminders.iter().filter(|Claimed { owner, reminder }| {
        let Subject::Event(on) = &reminder.subject else { return false };
        let of = |moment: &Moment| moment.reminder(*owner, on.minutes_before, &zones);
        of(part).is_some_and(|new| reminder.state.goes_along(of(before).as_ref(), &new, now))
    });
    let along: Vec<_> = along.map(|row| row.reminder.id).collect();
    for chunk in along.chunks(CHUNK) {
        reminder::take_along(tx, chunk, part.event.id()).await?;
    }
    Ok(())
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
