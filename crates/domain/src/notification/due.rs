//! What tells of what is due.

use super::{Notice, Subject};
use crate::due::{DueItem, written};

impl DueItem {
    /// Says what happens.
    #[must_use]
    pub const fn notice(self) -> Notice {
        match self {
            Self::Todo(..) => Notice::TodoDue,
            Self::Task(..) => Notice::TaskDue,
            Self::Birthday(..) => Notice::Birthday,
            Self::Event(..) => Notice::EventStarts,
        }
    }

    /// Says to what.
    #[must_use]
    pub const fn subject(self) -> Subject {
        match self {
            Self::Todo(id, _) => Subject::Todo(id),
            Self::Task(project, id, _) => Subject::Task(project, id),
            Self::Birthday(id, _) => Subject::Person(id),
            Self::Event(id, name, _) => Subject::Event(id, name),
        }
    }

    /// Names the thing, of which one notification tells until it is read.
    #[must_use]
    pub fn topic(self) -> String {
        let kind = self.notice().kind().as_str();
        match self {
            Self::Todo(id, _) => format!("{kind}:{id}"),
            Self::Task(_, id, _) => format!("{kind}:{id}"),
            Self::Birthday(id, _) => format!("{kind}:{id}"),
            Self::Event(id, name, _) => format!("event_starts:{id}:{}", written(name)),
        }
    }
}
