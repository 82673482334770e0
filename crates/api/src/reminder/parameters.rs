//! Which reminders a list shows.

use serde::Deserialize;
use umbra_domain::{reminder::ReminderFilter, settings::Zone};
use utoipa::IntoParams;

use crate::http::{
    Problem,
    fields::Fields,
    query::search,
    range::{Ends, Range, instants},
};

/// Which reminders a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ReminderParameters {
    /// Only active (`true`) or inactive (`false`) reminders.
    active: Option<bool>,
    /// Only reminders with a dismissed latest occurrence (`true`), or only the others (`false`).
    dismissed: Option<bool>,
    /// Only reminders that ring next at this time or later: an instant, or a local time or date in the
    /// caller's `timezone`.
    #[param(example = "2026-12-01")]
    start: Option<String>,
    /// Only reminders that ring next before this time, in the same forms.
    #[param(example = "2027-01-01")]
    end: Option<String>,
    /// The same as `start`, but doesn't accept a date. Use `start`.
    #[deprecated]
    #[param(format = DateTime)]
    from: Option<String>,
    /// The same as `end`, but doesn't accept a date. Use `end`.
    #[deprecated]
    #[param(format = DateTime)]
    to: Option<String>,
    /// Only reminders with this text in title or description, ignoring case.
    #[param(max_length = 200)]
    search: Option<String>,
}

impl ReminderParameters {
    #[expect(deprecated, reason = "the former names are still read")]
    pub(super) fn parse(&self, zone: &Zone) -> Result<ReminderFilter, Problem> {
        let mut fields = Fields::default();
        let zone = zone.rules();
        let ends = Ends::new(self.start.as_ref(), self.end.as_ref());
        let range = instants(&mut fields, ends, [&self.from, &self.to], &zone);
        let search = fields.take("/search", self.search.as_deref().map(search).transpose());
        fields.build(|| {
            let Range { start: from, end: to } = range?;
            Some(ReminderFilter {
                active: self.active,
                dismissed: self.dismissed,
                from,
                to,
                search: search?,
            })
        })
    }
}
