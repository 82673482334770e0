//! Telling people what is due, by the clock.

mod events;
mod snooze;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use umbra_domain::{
    due::{BIRTHDAYS_MADE_UP_FOR, DueItem, MADE_UP_FOR, NotifyTime},
    person::Birthdays,
    settings::LeadDays,
    stored::{Identified, Stored},
    todo::Due,
};
use umbra_store::{
    StoreError, Tx,
    due::{self, NewNotification, NextScan, ScanRange, ScanTarget},
};

pub use snooze::SnoozeRefused;
pub use umbra_store::due::DueWork;

use crate::App;

/// How many things of each kind somebody is told in one look. Who has more is looked at again at once.
const MAX_THINGS_PER_SCAN: u64 = 500;

/// How soon somebody is looked at again who was just changing something.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// How long somebody is left alone whose things can't be read.
const POSTPONED: Duration = Duration::from_secs(60 * 60);

/// How far ahead something has to have been written down by a clock that was ahead: one that is slow for a moment, as
/// after a start, changes nothing.
pub(crate) const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// What a scan of due things did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScanResult {
    /// How many people it was about.
    pub people: usize,
    /// How many things they were told.
    pub told: usize,
}

/// What a scan of one person's things found.
struct TargetScan {
    told: Vec<NewNotification>,
    next: Timestamp,
}

impl App {
    /// Tells which work by the clock is due, in one statement.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn due_work(&self) -> Result<DueWork, StoreError> {
        due::due_work(self.store.reader(), self.clock.now()).await
    }

    /// Has everybody's things looked at now, because the clock was set back since it was said when that is next;
    /// returns how many people that are.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn scan_all_due(&self) -> Result<u64, StoreError> {
        due::scan_all(self.store.autocommit(), self.clock.now()).await
    }

    /// Tells whether something came so long ago that it is told together with other things.
    pub(crate) fn is_gathered(&self, due_at: Timestamp, now: Timestamp) -> bool {
        let late: Duration = now.duration_since(due_at).try_into().unwrap_or_default();
        late > self.settings.digest_after
    }

    /// Looks at the things of people whose turn it is, at most `limit`, and tells them of what is due: each
    /// thing once for each time at which it is due, whoever looks how often. All of it is one transaction:
    /// should the process end before its end, the same people's turn comes again.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; then nobody was told.
    pub async fn scan_due(&self, limit: u64) -> Result<ScanResult, StoreError> {
        let now = self.clock.now();
        let scanned = self.store.write(async |tx| {
            let people = due::claim(tx, now, limit).await?;
            let (mut told, mut next) = (Vec::new(), Vec::with_capacity(people.len()));
            for one in &people {
                let scan = self.scan_target(tx, one, now).await?;
                told.extend(scan.told);
                let from = Some(one.from.unwrap_or_else(|| one.clock.day(now)));
                next.push(NextScan { who: one.who, next: scan.next, from });
            }
            let active: Vec<_> =
                people.iter().filter(|one| one.is_active).map(|one| one.who).collect();
            let ended = self.ended_snoozes(tx, &active, now).await?;
            for one in &mut next {
                let theirs = ended.next.iter().filter(|(who, _)| *who == one.who);
                one.next = theirs.map(|&(_, at)| at).fold(one.next, Timestamp::min);
            }
            told.extend(&ended.told);
            let count = told.len();
            let busy = due::notify(tx, told, now).await?;
            due::end_snoozes(tx, &ended.over(&busy)).await?;
            for one in next.iter_mut().filter(|one| busy.contains(&one.who)) {
                one.next = one.next.min(now + RETRY_AFTER);
            }
            due::move_on(tx, &next).await?;
            Ok::<_, StoreError>(ScanResult { people: people.len(), told: count })
        });
        let scanned = scanned.await?;
        if scanned.told > 0 {
            self.ring_deliveries();
        }
        Ok(scanned)
    }

    /// Looks at one person's things.
    async fn scan_target(
        &self,
        tx: &Tx,
        one: &ScanTarget,
        now: Timestamp,
    ) -> Result<TargetScan, StoreError> {
        let next = one.clock.next_after(now);
        if !one.is_active {
            return Ok(TargetScan { told: Vec::new(), next });
        }
        let range = scan_range(one, now, next);
        let found = match due::find(tx, one.who, &range).await {
            Ok(found) => found,
            Err(StoreError::Corrupt(what)) => {
                // Nobody waits for somebody else's row.
                tracing::error!(user.id = %one.who, what, "what is due can't be read; postponed");
                return Ok(TargetScan { told: Vec::new(), next: next.min(now + POSTPONED) });
            }
            Err(error) => return Err(error),
        };
        let is_full = [found.todos.len(), found.tasks.len(), found.birthdays.len()]
            .into_iter()
            .any(|count| count as u64 >= MAX_THINGS_PER_SCAN);
        let todos = found.todos.iter().filter_map(|todo| {
            let due = todo.due?;
            Some((DueItem::Todo(todo.id, due), tells(one, due, one.todo_lead, todo, now)?))
        });
        let tasks = found.tasks.iter().filter_map(|task| {
            let due = task.due?;
            let item = DueItem::Task(task.project, task.id, due);
            Some((item, tells(one, due, one.project_lead, task, now)?))
        });
        let birthdays = found.birthdays.iter().filter_map(|birthday| {
            let (person, day) = (&birthday.person, birthday.date);
            let due = Due { date: day, time: None };
            let item = DueItem::Birthday(person.id, day);
            Some((item, tells(one, due, LeadDays::TODOS, person, now)?))
        });
        let mut scan = TargetScan { told: Vec::new(), next };
        for (item, NotifyTime { at, since }) in todos.chain(tasks).chain(birthdays) {
            if at > now {
                scan.next = scan.next.min(at);
                continue;
            }
            // Who is looked at for the first time wasn't to be told any earlier.
            let due_at = if one.from.is_some() { came(one, since, now) } else { now };
            let is_gathered = self.is_gathered(due_at, now);
            scan.told.push(NewNotification { to: one.who, item, snoozes: 0, due_at, is_gathered });
        }
        if let Some(lead) = one.event_lead {
            let events = self.events_to_tell(tx, one, lead, (now, next)).await?;
            scan.next = scan.next.min(events.next);
            scan.told.extend(events.told);
        }
        if is_full && !scan.told.is_empty() {
            scan.next = now;
        }
        Ok(scan)
    }
}

/// Finds the days that may hold something to be told up to the next look.
fn scan_range(one: &ScanTarget, now: Timestamp, next: Timestamp) -> ScanRange {
    let (today, last) = (one.clock.day(now), one.clock.day(next).max(one.clock.day(now)));
    let since = |days: i64| {
        let earliest = today.saturating_sub(days.days());
        // By a clock that was ahead the first look was on a day that is still to come.
        earliest.max(one.from.map_or(today, |from| from.min(today)))
    };
    let until = |lead: LeadDays| last.saturating_add(i64::from(lead.get()).days());
    let first: Date = since(MADE_UP_FOR);
    ScanRange {
        todos: (first, until(one.todo_lead)),
        tasks: (first, until(one.project_lead)),
        birthdays: Birthdays::of_days(since(BIRTHDAYS_MADE_UP_FOR), last),
        most: MAX_THINGS_PER_SCAN,
    }
}

/// Tells by when it shows how late something is told that was to be told at an instant by the settings of now.
fn came(one: &ScanTarget, at: Timestamp, now: Timestamp) -> Timestamp {
    // Where nobody was to look yet, something has changed: by the settings before it may have been to come later.
    let at = if now < one.planned { at.max(one.changed_at) } else { at };
    at.min(now)
}

/// Tells when somebody is told of a thing of theirs.
fn tells<T: Identified>(
    one: &ScanTarget,
    due: Due,
    lead: LeadDays,
    thing: &Stored<T>,
    now: Timestamp,
) -> Option<NotifyTime> {
    let (made, changed) = (written(thing.created_at, now), written(thing.updated_at, now));
    one.clock.tell(due, lead, made, changed)
}

/// Gives when something was written down; where the clock was ahead then nobody knows, and it is long ago.
fn written(at: Timestamp, now: Timestamp) -> Timestamp {
    let latest = now.checked_add(AHEAD).unwrap_or(now);
    if at > latest { Timestamp::UNIX_EPOCH } else { at }
}
