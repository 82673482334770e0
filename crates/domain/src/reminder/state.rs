//! What becomes of a reminder: it waits, fires, is dismissed or snoozed, and fires again.
//!
//! Everything follows from what is stored and from the clock, so it makes no difference whether a
//! worker fired a reminder in time, late, or not yet: firing at two instants one after the other
//! leaves what firing at the second alone leaves.

use jiff::{Timestamp, civil::DateTime};

use crate::recurrence::Occurrence;

/// Where a reminder stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Whether it rings at all.
    pub is_active: bool,
    /// The first moment that hasn't fired.
    pub next: Option<Occurrence>,
    /// The occurrence that fired last, or that was dismissed or snoozed before it fired: what
    /// dismissing and snoozing are about.
    pub occurrence: Option<DateTime>,
    /// When that occurrence became due last, by itself or at the end of a snooze; `None` before.
    pub fired_at: Option<Timestamp>,
    /// Whether that occurrence was dismissed.
    pub is_dismissed: bool,
    /// Until when that occurrence is snoozed.
    pub snoozed_until: Option<Timestamp>,
    /// How often that occurrence was snoozed.
    pub snooze_generation: u32,
}

/// What there is on both sides of an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AdjacentMoments {
    /// The last moment up to the instant; `None` when that is the one which is known to have come.
    pub latest: Option<Occurrence>,
    /// The first moment after the instant.
    pub next: Option<Occurrence>,
}

/// What fired: worth telling the person of, once for each occurrence and generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fired {
    /// The occurrence, by its local time.
    pub occurrence: DateTime,
    /// How often the occurrence had been snoozed; 0 when it came by itself.
    pub generation: u32,
    /// When it became due.
    pub at: Timestamp,
}

/// There is nothing to dismiss or to snooze.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nothing of this reminder is due")]
pub struct NothingDue;

impl State {
    /// Begins with a first moment, which a reminder that is switched off doesn't have.
    #[must_use]
    pub fn begin(first: Option<Occurrence>, is_active: bool) -> Self {
        Self { is_active, next: first.filter(|_| is_active), ..Self::default() }
    }

    /// Returns when to look at it again: at its next moment or at the end of its snooze.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        let moments = [self.next.map(|next| next.at), self.snoozed_until];
        moments.into_iter().flatten().min().filter(|_| self.is_active)
    }

    /// Returns since when something is due, as far as it was fired.
    #[must_use]
    pub fn due_since(&self) -> Option<Timestamp> {
        let waits = self.is_active && !self.is_dismissed && self.snoozed_until.is_none();
        self.fired_at.filter(|_| waits)
    }

    /// Fires what came up to `now`, and returns it.
    ///
    /// A moment that came takes the place of the occurrence before, whose snooze ends with it. Of
    /// several only the latest fires. A snooze that ran out fires its occurrence again. `around`
    /// is asked, with the next moment, only when that one came.
    pub fn fire(
        &mut self,
        now: Timestamp,
        around: impl FnOnce(Timestamp) -> AdjacentMoments,
    ) -> Option<Fired> {
        if !self.is_active {
            return None;
        }
        if let Some(came) = self.next.filter(|next| next.at <= now) {
            let AdjacentMoments { latest, next } = around(came.at);
            let latest = latest.unwrap_or(came);
            *self = Self {
                is_active: true,
                next,
                occurrence: Some(latest.local),
                fired_at: Some(latest.at),
                ..Self::default()
            };
            return Some(Fired { occurrence: latest.local, generation: 0, at: latest.at });
        }
        let at = self.snoozed_until.filter(|&until| until <= now)?;
        self.snoozed_until = None;
        self.fired_at = Some(at);
        let occurrence = self.occurrence?;
        Some(Fired { occurrence, generation: self.snooze_generation, at })
    }

    /// Dismisses the occurrence that fired last, also while it is snoozed. What rings once can be
    /// dismissed before, and then never fires. Tells whether that changed anything.
    ///
    /// What came up to now has to be [fired](State::fire) first.
    ///
    /// # Errors
    /// [`NothingDue`], but not when something that rings once was dismissed already.
    pub fn dismiss(&mut self, recurs: bool) -> Result<bool, NothingDue> {
        if self.is_dismissed {
            return if recurs { Err(NothingDue) } else { Ok(false) };
        }
        self.take_up(recurs)?;
        self.is_dismissed = true;
        self.snoozed_until = None;
        Ok(true)
    }

    /// Lets the occurrence that fired last fire again at an instant, also when it was dismissed.
    /// What rings once can be snoozed before, and then fires only then.
    ///
    /// What came up to now has to be [fired](State::fire) first.
    ///
    /// # Errors
    /// [`NothingDue`].
    pub fn snooze(&mut self, until: Timestamp, recurs: bool) -> Result<(), NothingDue> {
        self.take_up(recurs)?;
        self.is_dismissed = false;
        self.snoozed_until = Some(until);
        self.snooze_generation = self.snooze_generation.saturating_add(1);
        Ok(())
    }

    /// Finds the occurrence that dismissing and snoozing are about.
    fn take_up(&mut self, recurs: bool) -> Result<(), NothingDue> {
        if !self.is_active {
            return Err(NothingDue);
        }
        if self.occurrence.is_none() {
            let early = self.next.filter(|_| !recurs).ok_or(NothingDue)?;
            self.next = None;
            self.occurrence = Some(early.local);
        }
        Ok(())
    }

    /// Switches it on or off. Switched on it goes on with `next`, the first moment after `now`;
    /// what came meanwhile never fires, and what rings once rings only if nothing became of it
    /// before. What came before has to be [fired](State::fire) first.
    pub fn switch(
        &mut self,
        on: bool,
        now: Timestamp,
        recurs: bool,
        next: impl FnOnce() -> Option<Occurrence>,
    ) {
        if self.is_active == on {
            return;
        }
        self.is_active = on;
        self.next = None;
        if on {
            self.snoozed_until = self.snoozed_until.filter(|&until| now < until);
            if recurs || self.occurrence.is_none() {
                self.next = next();
            }
        }
    }
}
