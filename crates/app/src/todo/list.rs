//! Listing todos.

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use umbra_domain::{
    Stored, UserId,
    page::{Keyset, Limit, Page},
    settings::Zone,
    todo::{Todo, TodoFilter, TodoOrder},
};
use umbra_store::todo::{self, TodoQuery};

use crate::{App, errors::ListError};

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct ListTodos {
    /// Which todos.
    pub filter: TodoFilter,
    /// In which order.
    pub order: TodoOrder,
    /// After which one.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
}

impl App {
    /// Lists a page of the caller's todos. What is overdue is decided by the wall clock of `zone`.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn todos(
        &self,
        who: UserId,
        zone: &Zone,
        list: ListTodos,
    ) -> Result<Page<Stored<Todo>>, ListError> {
        let local_now = reached(self.clock.now(), &zone.rules());
        let ListTodos { filter, order, after, limit } = list;
        let query = TodoQuery { filter, order, after, limit, local_now };
        Ok(todo::list(self.store.reader(), who, &query).await?)
    }
}

/// Returns the latest wall-clock time of today that has been reached: later than the present one
/// while a clock that was set back repeats an hour, so that nothing stops being overdue.
pub(crate) fn reached(now: Timestamp, rules: &TimeZone) -> DateTime {
    const MOMENT: SignedDuration = SignedDuration::from_nanos(1);
    let present = rules.to_datetime(now);
    let Some(change) = rules.preceding(now.checked_add(MOMENT).unwrap_or(now)).next() else {
        return present;
    };
    let at = change.timestamp();
    let left = rules.to_offset(at.checked_sub(MOMENT).unwrap_or(at)).to_datetime(at);
    // A day whose last hour is repeated isn't over before its end.
    present.max(left.min(present.date().at(23, 59, 59, 0)))
}
