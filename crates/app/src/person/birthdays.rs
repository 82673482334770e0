//! Listing birthdays.

use jiff::{ToSpan, civil::Date};
use umbra_domain::{
    UserId,
    civil::today,
    person::{BirthdayOf, Birthdays},
    settings::Zone,
};
use umbra_store::person;

use crate::{
    App,
    errors::{AgendaKind, DaysError},
};

/// The most birthdays of a list.
pub const MAX_BIRTHDAYS: u64 = 10_000;

/// Which days to list.
#[derive(Debug, Clone)]
pub struct ListBirthdays {
    /// The first day; without it, today.
    pub start: Option<Date>,
    /// The day after the last one; without it, a year on.
    pub end: Option<Date>,
    /// Where it is today.
    pub zone: Zone,
}

impl App {
    /// Lists the birthdays of the people whom the caller knows, by day.
    ///
    /// # Errors
    /// [`DaysError`].
    pub async fn birthdays(
        &self,
        who: UserId,
        list: ListBirthdays,
    ) -> Result<Vec<BirthdayOf>, DaysError> {
        let from_today = || today(self.clock.now(), &list.zone.rules());
        let start = list.start.unwrap_or_else(from_today);
        let end = list.end.unwrap_or_else(|| start.saturating_add(1.year()));
        let range = Birthdays::between(start, end)?;
        let found = person::birthdays(self.store.reader(), who, range, MAX_BIRTHDAYS + 1).await?;
        if found.len() as u64 > MAX_BIRTHDAYS {
            Err(DaysError::TooMany(AgendaKind::Birthdays))
        } else {
            Ok(found)
        }
    }
}
