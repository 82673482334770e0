//! Completing tasks, by the code of todos.

use std::ops::RangeInclusive;

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use super::{Status, Task};
use crate::{
    TaskId,
    recurrence::DueDates,
    todo::{Completion, Course, planned},
};

/// What is remembered of a completed due date of a task: all that taking it back needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// What a todo remembers, too.
    pub completion: Completion,
    /// How far the task had come.
    pub status: Status,
}

/// A part of a task that was open again when the task moved on, and when it had been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reopened {
    /// Which part.
    pub task: TaskId,
    /// When it had been done.
    pub completed_at: Timestamp,
}

impl Task {
    const fn course(&mut self) -> Course<'_> {
        Course {
            due: &mut self.due,
            recurrence: &mut self.recurrence,
            last_completed_at: &mut self.last_completed_at,
            completed_at: &mut self.completed_at,
        }
    }

    /// Completes an open task. One that recurs moves to its next due date and is to be done again; its
    /// first day moves as far. It returns what to remember; after the last due date it is done for
    /// good.
    pub fn complete(&mut self, now: Timestamp, zone: &TimeZone) -> Option<Done> {
        let (status, was_due) = (self.status, self.due);
        let completion = self.course().complete(now, zone);
        self.status = if self.completed_at.is_some() { Status::Done } else { Status::Todo };
        self.move_start(was_due.map(|due| due.date));
        completion.map(|completion| Done { completion, status })
    }

    /// Lists its first `most` due dates on some days that follow the present one; see
    /// [`Recurrence::planned`](crate::todo::Recurrence::planned).
    #[must_use]
    pub fn planned(&self, today: Date, days: &RangeInclusive<Date>, most: usize) -> DueDates {
        planned((self.due, self.recurrence.as_ref()), self.completed_at, today, days, most)
    }

    /// Tells whether the series has a completion to take back.
    #[must_use]
    pub fn has_completions(&self) -> bool {
        self.recurrence.as_ref().is_some_and(|series| series.done() > 0)
    }

    /// Reopens a task that is done for good, without taking a completion back.
    pub const fn reopen(&mut self) {
        self.completed_at = None;
        self.status = Status::Todo;
    }

    /// Takes the latest completion of the series back. What has been edited since stays: also the
    /// status, of a task that somebody has begun again.
    pub fn take_back(&mut self, latest: Done) {
        let was_due = self.due;
        self.course().take_back(latest.completion);
        self.move_start(was_due.map(|due| due.date));
        if matches!(self.status, Status::Todo | Status::Done) {
            self.status = latest.status;
        }
    }

    /// Moves the first day as far as the due date was moved.
    fn move_start(&mut self, from: Option<Date>) {
        let (Some(start), Some(from), Some(due)) = (self.start, from, self.due) else { return };
        let days = from.until(due.date).map_or(0, |span| i64::from(span.get_days()));
        let moved = start.saturating_add(SignedDuration::from_hours(24 * days));
        self.start = Some(moved.max(Date::constant(1, 1, 1)));
    }
}
