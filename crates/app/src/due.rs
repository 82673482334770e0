//! Telling people what is due, by the clock.

mod events;
mod snooze;

use std::time::Duration;

use jiff::{Timestamp, ToSpan, civil::Date};
use umbra_domain::{
    due::{BIRTHDAYS_MADE_UP_FOR, DueItem, MADE_UP_FOR, Tell},
    person::Birthdays,
    settings::LeadDays,
    stored::{Identified, Stored},
    todo::Due,
};
use umbra_store::{
    StoreError, Tx,
    due::{self, Looked, Looking, Looks, NewNotice},
};

pub use snooze::SnoozeRefused;
pub use umbra_store::due::Came;

use crate::App;

/// How many things of each kind somebody is told in one look. Who has more is looked at again at once.
const MOST: u64 = 500;

/// How soon somebody is looked at again who was just changing something.
const SOON: Duration = Duration::from_secs(1);

/// How long somebody is left alone whose things can't be read.
const POSTPONED: Duration = Duration::from_secs(60 * 60);

/// What came of looking at people's things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LookedAt {
    /// How many people were looked at.
    pub people: usize,
    /// How many things they were told.
    pub told: usize,
}

/// What one look at somebody's things found.
struct Look {
    told: Vec<NewNotice>,
    next: Timestamp,
}

impl App {
    /// Tells what came, of what comes by the clock, in one statement.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn came(&self) -> Result<Came, StoreError> {
        due::came(self.store.reader(), self.clock.now()).await
    }

    /// Tells whether something came so long ago that it is told together with other things.
    pub(crate) fn is_gathered(&self, came: Timestamp, now: Timestamp) -> bool {
        let late: Duration = now.duration_since(came).try_into().unwrap_or_default();
        late > self.settings.digest_after
    }

    /// Looks at the things of people whose turn it is, at most `limit`, and tells them of what is due: each
    /// thing once for each time at which it is due, whoever looks how often. All of it is one transaction:
    /// should the process end before its end, the same people's turn comes again.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; then nobody was told.
    pub async fn look_at_what_is_due(&self, limit: u64) -> Result<LookedAt, StoreError> {
        let now = self.clock.now();
        let looked = self.store.write(async |tx| {
            let people = due::claim(tx, now, limit).await?;
            let (mut told, mut next) = (Vec::new(), Vec::with_capacity(people.len()));
            for one in &people {
                let look = self.look_at(tx, one, now).await?;
                told.extend(look.told);
                let from = Some(one.from.unwrap_or_else(|| one.clock.day(now)));
                next.push(Looked { who: one.who, next: look.next, from });
            }
            let active: Vec<_> =
                people.iter().filter(|one| one.is_active).map(|one| one.who).collect();
            let woken = self.wake(tx, &active, now).await?;
            for one in &mut next {
                let theirs = woken.next.iter().filter(|(who, _)| *who == one.who);
                one.next = theirs.map(|&(_, at)| at).fold(one.next, Timestamp::min);
            }
            told.extend(&woken.told);
            let count = told.len();
            let busy = due::tell(tx, told, now).await?;
            due::end_snoozes(tx, &woken.over(&busy)).await?;
            for one in next.iter_mut().filter(|one| busy.contains(&one.who)) {
                one.next = one.next.min(now + SOON);
            }
            due::move_on(tx, &next).await?;
            Ok::<_, StoreError>(LookedAt { people: people.len(), told: count })
        });
        let looked = looked.await?;
        if looked.told > 0 {
            self.ring_deliveries();
        }
        Ok(looked)
    }

    /// Looks at one person's things.
    async fn look_at(&self, tx: &Tx, one: &Looking, now: Timestamp) -> Result<Look, StoreError> {
        let next = one.clock.next_after(now);
        if !one.is_active {
            return Ok(Look { told: Vec::new(), next });
        }
        let looks = looks(one, now, next);
        let found = match due::find(tx, one.who, &looks).await {
            Ok(found) => found,
            Err(StoreError::Corrupt(what)) => {
                // Nobody waits for somebody else's row.
                tracing::error!(user.id = %one.who, what, "what is due can't be read; postponed");
                return Ok(Look { told: Vec::new(), next: next.min(now + POSTPONED) });
            }
            Err(error) => return Err(error),
        };
        let is_full = [found.todos.len(), found.tasks.len(), found.birthdays.len()]
            .into_iter()
            .any(|count| count as u64 >= MOST);
        let todos = found.todos.iter().filter_map(|todo| {
            let due = todo.due?;
            Some((DueItem::Todo(todo.id, due), tells(one, due, one.todo_lead, todo)?))
        });
        let tasks = found.tasks.iter().filter_map(|task| {
            let due = task.due?;
            let item = DueItem::Task(task.project, task.id, due);
            Some((item, tells(one, due, one.project_lead, task)?))
        });
        let birthdays = found.birthdays.iter().filter_map(|birthday| {
            let (person, day) = (&birthday.person, birthday.date);
            let due = Due { date: day, time: None };
            let item = DueItem::Birthday(person.id, day);
            Some((item, tells(one, due, LeadDays::TODOS, person)?))
        });
        let mut look = Look { told: Vec::new(), next };
        for (item, Tell { at, since }) in todos.chain(tasks).chain(birthdays) {
            if at > now {
                look.next = look.next.min(at);
                continue;
            }
            // Who is looked at for the first time wasn't to be told any earlier.
            let came = if one.from.is_some() { since.min(now) } else { now };
            let is_gathered = self.is_gathered(came, now);
            look.told.push(NewNotice { to: one.who, item, snoozes: 0, came, is_gathered });
        }
        if let Some(lead) = one.event_lead {
            let events = self.events_to_tell(tx, one, lead, (now, next)).await?;
            look.next = look.next.min(events.next);
            look.told.extend(events.told);
        }
        if is_full && !look.told.is_empty() {
            look.next = now;
        }
        Ok(look)
    }
}

/// Finds the days that may hold something to be told up to the next look.
fn looks(one: &Looking, now: Timestamp, next: Timestamp) -> Looks {
    let (today, last) = (one.clock.day(now), one.clock.day(next).max(one.clock.day(now)));
    let since = |days: i64| {
        let earliest = today.saturating_sub(days.days());
        earliest.max(one.from.unwrap_or(today))
    };
    let until = |lead: LeadDays| last.saturating_add(i64::from(lead.get()).days());
    let first: Date = since(MADE_UP_FOR);
    Looks {
        todos: (first, until(one.todo_lead)),
        tasks: (first, until(one.project_lead)),
        birthdays: Birthdays::of_days(since(BIRTHDAYS_MADE_UP_FOR), last),
        most: MOST,
    }
}

/// Tells when somebody is told of a thing of theirs.
fn tells<T: Identified>(
    one: &Looking,
    due: Due,
    lead: LeadDays,
    thing: &Stored<T>,
) -> Option<Tell> {
    one.clock.tell(due, lead, thing.created_at, thing.updated_at)
}
