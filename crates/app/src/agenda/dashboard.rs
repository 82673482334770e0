//! Today.

use jiff::civil::Date;
use umbra_domain::{
    UserId,
    event::Shown,
    settings::Zone,
    todo::{Due, Todo},
};

use super::{AgendaError, Upcoming};
use crate::{App, todo::reached};

/// What today brings.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// Today.
    pub date: Date,
    /// What happens today, by when it begins.
    pub events: Vec<Shown>,
    /// Open todos that are due today and not overdue yet.
    pub due: Vec<Todo>,
    /// Open todos that are overdue.
    pub overdue: Vec<Todo>,
}

impl App {
    /// Reads what today brings, by the clock in `zone`.
    ///
    /// # Errors
    /// [`AgendaError`].
    pub async fn dashboard(&self, who: UserId, zone: &Zone) -> Result<Dashboard, AgendaError> {
        let limit = Due::overdue_before(reached(self.clock.now(), &zone.rules()));
        let Upcoming { first, events, todos, .. } = self.days_ahead(who, zone, 1).await?;
        let (overdue, due) = todos.into_iter().partition(|todo| Due::rank(todo.due) < limit);
        Ok(Dashboard { date: first, events, due, overdue })
    }
}
