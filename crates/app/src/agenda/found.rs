//! Finding the days of a range that things are on, within bounds.

use jiff::{Timestamp, civil::Date};
use umbra_domain::{Stored, recurrence::DueDates, reminder::Reminder, task::Task};
use umbra_store::agenda::{Dated, DatedTask, DatedTodo};

use crate::errors::AgendaKind;

/// The most of a kind, each day of what recurs counted.
pub(super) const MAX_PER_KIND: usize = 10_000;

/// The most work that doesn't keep other requests waiting, in steps of a fraction of a microsecond.
pub(super) const INLINE_STEPS: usize = 5_000;

/// The most work for one request: about a second. A todo with a `COUNT` takes up to 20,000 steps, since
/// only all its due dates from the first one on tell which is the last one.
pub(super) const MAX_STEPS: usize = 4_000_000;

/// What looking at one thing takes besides, in steps.
const STEPS_PER_THING: usize = 10;

/// Which days things may be on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    /// Today.
    pub(super) today: Date,
    /// The first day that the range touches.
    pub(super) first: Date,
    /// The last one.
    pub(super) last: Date,
    /// Where the range begins.
    pub(super) from: Timestamp,
    /// Where it ends; outside.
    pub(super) to: Timestamp,
}

/// On which days of the range things are, in their order; `None` for what isn't in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) todos: Vec<Option<Vec<Date>>>,
    pub(super) tasks: Vec<Option<Vec<Date>>>,
    pub(super) rings: Vec<Option<Vec<Timestamp>>>,
}

/// The days found of one thing, and what that took.
struct FoundDays<Day> {
    /// The days that it is on besides those that are known.
    days: Vec<Day>,
    /// How many times it is shown; none says that it isn't in the range.
    shown: usize,
    /// How many steps it took.
    steps: usize,
}

impl Found {
    /// Finds the days, in so many steps at most.
    ///
    /// # Errors
    /// That of which there is too much, as soon as there is.
    pub(super) fn of(days: &Days, dated: &Dated, mut steps: usize) -> Result<Self, AgendaKind> {
        let steps = &mut steps;
        let todos = each(&dated.todos, steps, |one, most| days.todo(one, most));
        let todos = todos.ok_or(AgendaKind::Todos)?;
        let tasks = each(&dated.tasks, steps, |one, most| days.task(one, most));
        let tasks = tasks.ok_or(AgendaKind::Tasks)?;
        let rings = each(&dated.reminders, steps, |one, most| days.reminder(one, most));
        Ok(Self { todos, tasks, rings: rings.ok_or(AgendaKind::Reminders)? })
    }
}

/// Looks at each thing of a kind, and gives up at the first that is too much.
fn each<One, Day>(
    all: &[One],
    steps: &mut usize,
    look: impl Fn(&One, usize) -> FoundDays<Day>,
) -> Option<Vec<Option<Vec<Day>>>> {
    let mut left = MAX_PER_KIND;
    let find = |one| {
        // One more tells that there are too many.
        let FoundDays { days, shown, steps: taken } = look(one, left + 1);
        *steps = steps.checked_sub(STEPS_PER_THING + taken)?;
        left = left.checked_sub(shown)?;
        Some((shown > 0).then_some(days))
    };
    all.iter().map(find).collect()
}

impl FoundDays<Date> {
    /// Adds up what was found of something with due dates; `is_in` says whether it is in the range
    /// anyway.
    fn of_due(planned: DueDates, is_in: bool, completed: usize) -> Self {
        let DueDates { dates: days, steps } = planned;
        let others = completed + days.len();
        Self { shown: if is_in || others > 0 { 1 + others } else { 0 }, days, steps }
    }
}

impl Days {
    fn todo(&self, found: &DatedTodo, most: usize) -> FoundDays<Date> {
        let DatedTodo { todo, completed } = found;
        let due = todo.due.is_some_and(|due| (self.first..=self.last).contains(&due.date));
        let planned = todo.planned(self.today, &(self.first..=self.last), most);
        FoundDays::of_due(planned, due, completed.len())
    }

    fn task(&self, found: &DatedTask, most: usize) -> FoundDays<Date> {
        let DatedTask { task, completed, .. } = found;
        let planned = task.planned(self.today, &(self.first..=self.last), most);
        FoundDays::of_due(planned, self.touches(task), completed.len())
    }

    fn reminder(&self, reminder: &Stored<Reminder>, most: usize) -> FoundDays<Timestamp> {
        let rings = reminder.rings(self.from, self.to, most);
        FoundDays { shown: rings.len(), steps: rings.len(), days: rings }
    }

    /// Tells whether a task begins in the range, is due in it, or lasts over it.
    fn touches(&self, task: &Task) -> bool {
        let due = task.due.map(|due| due.date);
        let (Some(begins), Some(ends)) = (task.start.or(due), due.or(task.start)) else {
            return false;
        };
        begins <= self.last && self.first <= ends
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{FoundDays, MAX_PER_KIND, STEPS_PER_THING, each};

    fn look(days: usize, steps: usize) -> FoundDays<()> {
        FoundDays { days: vec![(); days], shown: days, steps }
    }

    #[test]
    fn nothing_is_found_beyond_what_may_be_shown() {
        let all = [(); 10_000];
        let found = Cell::new(0);
        let year_of_hours = |(): &(), most: usize| {
            let days = most.min(24 * 366);
            found.set(found.get() + days);
            look(days, days)
        };
        assert_eq!(each(&all, &mut usize::MAX.clone(), year_of_hours), None);
        assert_eq!(found.get(), MAX_PER_KIND + 1);
        let one = |(): &(), most: usize| look(1.min(most), 1);
        assert_eq!(each(&all, &mut usize::MAX.clone(), one).unwrap().len(), MAX_PER_KIND);
    }

    #[test]
    fn looking_ends_with_the_steps_that_are_left() {
        let looked = Cell::new(0);
        let none = |(): &(), _: usize| {
            looked.set(looked.get() + 1);
            look(0, 100)
        };
        let mut steps = 3 * (STEPS_PER_THING + 100);
        assert_eq!(each(&[(); 3], &mut steps, none), Some(vec![None; 3]));
        assert_eq!(steps, 0);
        looked.set(0);
        let mut steps = 3 * (STEPS_PER_THING + 100) - 1;
        assert_eq!(each(&[(); 1_000], &mut steps, none), None);
        assert_eq!(looked.get(), 3);
    }
}
