//! Reminders: a person's own ones, and those on events.
//!
//! What a reminder is about is its [`Subject`]; when it rings, whether it rang and what became of
//! that is its [`State`], which is the same for both.

mod firing;
mod kept;
mod on_event;
mod patch;
mod schedule;
mod snooze;
mod state;
mod sync;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::{ReminderId, stored::Identified, text::text};

pub use firing::FiringStatus;
pub use on_event::OnEvent;
pub use patch::ReminderPatch;
pub use schedule::{RemindAt, Schedule, Unsound};
pub use snooze::Snooze;
pub use state::{AdjacentMoments, Fired, NothingDue, State};
pub use sync::EventSnapshot;

text! {
    /// What to be reminded of, 1 to 500 characters on one line.
    Title, "title", max 500, multiline false
}
text! {
    /// More about it, at most 10,000 characters.
    Description, "description", max 10_000, multiline true
}

/// What a reminder is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Itself.
    Own(Box<Own>),
    /// An event, which says when it rings.
    Event(OnEvent),
}

/// A reminder of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// What to be reminded of.
    pub title: Title,
    /// More about it.
    pub description: Option<Description>,
    /// When.
    pub schedule: Schedule,
}

/// A reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// What it is about.
    pub subject: Subject,
    /// When it rings, and what became of it.
    pub state: State,
}

impl Identified for Reminder {
    type Id = ReminderId;
}

impl Reminder {
    /// Makes a reminder of its own: it rings first as [`Schedule::begin`] says.
    #[must_use]
    pub fn own(own: Own, is_active: bool, now: Timestamp) -> Self {
        let first = own.schedule.begin(now);
        Self { state: State::begin(first, is_active), subject: Subject::Own(Box::new(own)) }
    }

    /// Tells whether it may ring for more than one occurrence.
    #[must_use]
    pub fn recurs(&self) -> bool {
        match &self.subject {
            Subject::Own(own) => own.schedule.recurs(),
            Subject::Event(on) => on.recurs(),
        }
    }

    /// Lists when it rings from an instant until before another one: by its schedule the first `most`
    /// times, whatever became of that, and at the end of its snooze. Of one on an event only the latter.
    #[must_use]
    pub fn rings(&self, from: Timestamp, to: Timestamp, most: usize) -> Vec<Timestamp> {
        let mut moments = match &self.subject {
            Subject::Own(own) => own.schedule.between(from, to, most),
            Subject::Event(_) => Vec::new(),
        };
        moments.extend(self.state.snoozed_until.filter(|until| (from..to).contains(until)));
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    /// Fires what came up to `now`; see [`State::fire`].
    pub fn fire(&mut self, now: Timestamp) -> Option<Fired> {
        let Self { subject, state } = self;
        match subject {
            Subject::Own(own) => state.fire(now, |from| own.schedule.around(from, now)),
            Subject::Event(on) => state.fire(now, |from| on.around(from, now)),
        }
    }

    /// Gives the reminder as it goes on where it rang by a clock that was ahead and was set back since: it rings next
    /// at its first moment after `now`, but not once more for what it rang for last. `None` if that changes nothing.
    #[must_use]
    pub fn after_clock_rollback(&self, now: Timestamp) -> Option<Self> {
        let state = &self.state;
        if !state.is_active || state.fired_at.is_none_or(|at| at <= now) {
            return None;
        }
        let next = match &self.subject {
            Subject::Own(own) => match own.schedule.next_after(now) {
                Some(next) if Some(next.local) == state.occurrence => {
                    own.schedule.next_after(next.at)
                }
                next => next,
            },
            Subject::Event(on) => sync::next_except(on, state.occurrence, now),
        };
        let state = State { next, ..state.clone() };
        (state != self.state).then(|| Self { state, ..self.clone() })
    }
}

/// Which reminders of their own a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReminderFilter {
    /// Only those that are switched on, or off.
    pub active: Option<bool>,
    /// Only those whose latest occurrence was dismissed, or wasn't.
    pub dismissed: Option<bool>,
    /// Only those that ring next at this instant or later.
    pub from: Option<Timestamp>,
    /// Only those that ring next before this instant.
    pub to: Option<Timestamp>,
    /// Only those whose title or description contains this, whatever its case.
    pub search: Option<String>,
}
