//! Keeps the reminders on an event in step with it, in the transaction that changes the event.

use jiff::Timestamp;
use umbra_domain::{
    Stored, UserId,
    reminder::{EventSnapshot, Reminder, State, Subject},
    settings::Zone,
};
use umbra_store::{StoreError, Tx, reminder, resource, settings};

/// Creates, updates and deletes reminders so that they are those of the changed event; see
/// [`State::after_change`].
pub(super) async fn sync_reminders(
    tx: &Tx,
    owner: UserId,
    before: Option<&EventSnapshot>,
    after: &EventSnapshot,
    now: Timestamp,
) -> Result<(), StoreError> {
    let wanted = after.minutes();
    let had = before.is_some_and(|before| !before.minutes().is_empty());
    if wanted.is_empty() && !had {
        return Ok(());
    }
    let zone = zone_of(tx, owner).await?;
    let rows = match before {
        Some(_) if had => reminder::of_event(tx, after.id()).await?,
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
        if let Some(state) = row.state.after_change(old.as_ref(), &new, now) {
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
        let state = State::begin_on(&on, now);
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

/// Reads the reminders on an event before it is split in two.
pub(super) async fn reminders_before_split(
    tx: &Tx,
    before: &EventSnapshot,
) -> Result<Vec<Stored<Reminder>>, StoreError> {
    if before.minutes().is_empty() {
        return Ok(Vec::new());
    }
    let rows = reminder::of_event(tx, before.id()).await?;
    Ok(rows.into_iter().map(|claimed| claimed.reminder).collect())
}

/// Creates the reminders on the second part of an event that was split. What is due, snoozed or
/// dismissed of an occurrence that is still at its time stays so there.
pub(super) async fn sync_second_part(
    tx: &Tx,
    owner: UserId,
    (before, reminders): (&EventSnapshot, &[Stored<Reminder>]),
    part: &EventSnapshot,
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
        let state = match reminders.iter().find(of_minutes) {
            Some(row) => {
                let old = before.reminder(minutes, &zone);
                let changed = row.state.after_change(Some(&old), &on, now);
                changed.unwrap_or_else(|| row.state.clone())
            }
            None => State::begin_on(&on, now),
        };
        let body = Reminder { subject: Subject::Event(on), state };
        resource::create(tx, &owner, body, now).await?;
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
    for chunk in changed.chunks(200) {
        reminder::write_states(tx, &chunk.iter().collect::<Vec<_>>()).await?;
    }
    Ok(())
}
