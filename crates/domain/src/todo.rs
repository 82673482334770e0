//! Todos.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};

use crate::{Invalid, TodoId, stored::Identified, text::text};

mod patch;
mod recurring;

pub use patch::TodoPatch;
pub use recurring::{Basis, Completion, IN_SHORT_MONTHS, Recurrence, Unsound};
pub(crate) use recurring::{Course, planned};

text! {
    /// What is to be done, 1 to 500 characters on one line.
    Title, "title", max 500, multiline false
}
text! {
    /// More about it, at most 10,000 characters.
    Description, "description", max 10_000, multiline true
}
text! {
    /// A word to group todos by, at most 100 characters.
    Category, "category", max 100, composed
}

/// How much a todo matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Priority {
    /// Not said.
    #[default]
    None,
    /// Can wait.
    Low,
    /// Should be done.
    Medium,
    /// Comes first.
    High,
}

impl Priority {
    /// Returns the rank as stored: 0 for none to 3 for high.
    #[must_use]
    pub const fn rank(self) -> i16 {
        match self {
            Self::None => 0,
            Self::Low => 1,
            Self::Medium => 2,
            Self::High => 3,
        }
    }

    /// Reads a stored rank; anything unknown counts as none.
    #[must_use]
    pub const fn from_rank(rank: i16) -> Self {
        match rank {
            1 => Self::Low,
            2 => Self::Medium,
            3 => Self::High,
            _ => Self::None,
        }
    }
}

/// When a todo is due, in its owner's wall-clock time: a day, or a moment of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The day.
    pub date: Date,
    /// The time of day; without one the whole day counts.
    pub time: Option<Time>,
}

impl Due {
    /// Sorts after every due date: the rank of a todo without one.
    pub const NEVER_RANK: &'static str = "9999-12-31T25:00:00";

    /// Combines a day and a time of day.
    ///
    /// # Errors
    /// `due_time_without_date` when only a time is given; `out_of_range` for years outside 1–9999.
    pub fn parse(date: Option<Date>, time: Option<Time>) -> Result<Option<Self>, Invalid> {
        match (date, time) {
            (Some(date), _) if date.year() < 1 => {
                Err(Invalid::new("out_of_range", "due_date must be in the years 1 to 9999"))
            }
            (Some(date), time) => Ok(Some(Self { date, time })),
            (None, None) => Ok(None),
            (None, Some(_)) => {
                Err(Invalid::new("due_time_without_date", "due_time needs a due_date"))
            }
        }
    }

    /// Returns text that sorts as due moments do, whole days after the times of that day.
    ///
    /// One column with this text serves sorting, ranges and "overdue" with one index.
    #[must_use]
    pub fn rank(due: Option<Self>) -> String {
        match due {
            None => Self::NEVER_RANK.to_owned(),
            Some(Self { date, time: Some(time) }) => {
                format!("{date}T{}", time.strftime("%H:%M:%S"))
            }
            Some(Self { date, time: None }) => format!("{date}T24:00:00"),
        }
    }

    /// Returns the last rank of a day.
    #[must_use]
    pub fn last_rank_of(date: Date) -> String {
        Self::rank(Some(Self { date, time: None }))
    }

    /// Reads a rank back; `None` for text that is no rank.
    #[must_use]
    pub fn from_rank(rank: &str) -> Option<Option<Self>> {
        if rank == Self::NEVER_RANK {
            return Some(None);
        }
        let (date, time) = rank.split_once('T')?;
        let date = date.parse().ok()?;
        let time = if time == "24:00:00" { None } else { Some(time.parse().ok()?) };
        Some(Some(Self { date, time }))
    }

    /// Returns the least rank that isn't overdue at this wall-clock time.
    #[must_use]
    pub fn overdue_before(now: DateTime) -> String {
        format!("{}T{}", now.date(), now.time().strftime("%H:%M:%S"))
    }
}

/// Between which moments things are due, open where it has no end. Without any, also those that
/// never are.
///
/// What is due on a day without a time is due at its end, after all moments of that day: so the order
/// by due date is that of ranges, too, and of two ranges that follow each other one has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DueRange {
    from: Option<String>,
    before: Option<String>,
}

impl DueRange {
    /// From one wall-clock time to another, which is outside.
    #[must_use]
    pub fn between(start: Option<DateTime>, end: Option<DateTime>) -> Self {
        // Nothing is due at a part of a second. The second 60 ranks before the next minute.
        let rank = |local: DateTime| {
            let second = local.second() + i8::from(local.subsec_nanosecond() > 0);
            format!("{}T{}:{second:02}", local.date(), local.strftime("%H:%M"))
        };
        Self { from: start.map(rank), before: end.map(rank) }
    }

    /// From one day to another, which is inside.
    #[must_use]
    pub fn days(first: Option<Date>, last: Option<Date>) -> Self {
        Self {
            from: first.map(|first| first.to_string()),
            before: last.map(|last| format!("{last}T24:00:01")),
        }
    }

    /// Returns the least rank inside.
    #[must_use]
    pub fn from(&self) -> Option<&str> {
        self.from.as_deref()
    }

    /// Returns the rank before which all are that are inside.
    #[must_use]
    pub fn before(&self) -> Option<&str> {
        self.before.as_deref()
    }
}

/// A todo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo {
    /// What is to be done.
    pub title: Title,
    /// More about it.
    pub description: Option<Description>,
    /// How much it matters.
    pub priority: Priority,
    /// A word to group by.
    pub category: Option<Category>,
    /// When it is due.
    pub due: Option<Due>,
    /// How it recurs; only a todo with a due date does.
    pub recurrence: Option<Recurrence>,
    /// When a due date of it was completed last, while it recurred.
    pub last_completed_at: Option<Timestamp>,
    /// When it was done for good; `None` while it is open.
    pub completed_at: Option<Timestamp>,
}

impl Identified for Todo {
    type Id = TodoId;
}

/// Which todos a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TodoFilter {
    /// Only done or only open ones.
    pub completed: Option<bool>,
    /// Only this priority.
    pub priority: Option<Priority>,
    /// Only this category, compared exactly.
    pub category: Option<Category>,
    /// Only those that are due then.
    pub due: DueRange,
    /// Only (or only not) those that are open and past their due moment.
    pub overdue: Option<bool>,
    /// Only those whose title, description or category contains this, whatever its case.
    pub search: Option<String>,
}

/// By what a list is ordered. Ties are broken by id in the same direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TodoSort {
    /// By the instant it was written down.
    #[default]
    Created,
    /// By the instant of the last change.
    Updated,
    /// By when it is due; todos without a due date come last in ascending order.
    Due,
    /// By how much it matters.
    Priority,
    /// By title, whatever its case.
    Title,
}

/// An order and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TodoOrder {
    /// By what.
    pub by: TodoSort,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl Default for TodoOrder {
    /// Newest first.
    fn default() -> Self {
        Self { by: TodoSort::Created, descending: true }
    }
}

impl TodoOrder {
    /// The names a client may ask for, each also with a leading `-` for descending.
    pub const NAMES: [&'static str; 5] =
        ["created_at", "updated_at", "due_date", "priority", "title"];

    /// Parses an order such as `due_date` or `-priority`.
    ///
    /// # Errors
    /// `invalid_value`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let (name, descending) = raw.strip_prefix('-').map_or((raw, false), |name| (name, true));
        let by = match name {
            "created_at" => TodoSort::Created,
            "updated_at" => TodoSort::Updated,
            "due_date" => TodoSort::Due,
            "priority" => TodoSort::Priority,
            "title" => TodoSort::Title,
            _ => {
                return Err(Invalid::new(
                    "invalid_value",
                    "sort must be one of created_at, updated_at, due_date, priority, title, \
                     optionally with a leading -",
                ));
            }
        };
        Ok(Self { by, descending })
    }

    /// Returns the name that parses to this order.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match (self.by, self.descending) {
            (TodoSort::Created, false) => "created_at",
            (TodoSort::Created, true) => "-created_at",
            (TodoSort::Updated, false) => "updated_at",
            (TodoSort::Updated, true) => "-updated_at",
            (TodoSort::Due, false) => "due_date",
            (TodoSort::Due, true) => "-due_date",
            (TodoSort::Priority, false) => "priority",
            (TodoSort::Priority, true) => "-priority",
            (TodoSort::Title, false) => "title",
            (TodoSort::Title, true) => "-title",
        }
    }
}

#[cfg(test)]
mod tests;
