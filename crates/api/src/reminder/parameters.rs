//! Which reminders a list shows.

use serde::Deserialize;
use umbra_domain::{civil::parse_instant, reminder::ReminderFilter, settings::Zone};
use utoipa::IntoParams;

use crate::http::{Problem, fields::Fields, query::search};

/// Which reminders a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ReminderParameters {
    /// Only active (`true`) or inactive (`false`) reminders.
    active: Option<bool>,
    /// Only reminders with a dismissed latest occurrence (`true`), or only the others (`false`).
    dismissed: Option<bool>,
    /// Only reminders that ring next at this instant or later. Without an offset it is read in the
    /// caller's `timezone`.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Only reminders that ring next before this instant.
    #[param(format = DateTime)]
    to: Option<String>,
    /// Only reminders with this text in title or description, ignoring case.
    #[param(max_length = 200)]
    search: Option<String>,
}

impl ReminderParameters {
    pub(super) fn parse(&self, zone: &Zone) -> Result<ReminderFilter, Problem> {
        let mut fields = Fields::default();
        let zone = zone.rules();
        let instant =
            |text: &Option<String>| text.as_deref().map(|text| parse_instant(text, &zone));
        let from = fields.take("/from", instant(&self.from).transpose());
        let to = fields.take("/to", instant(&self.to).transpose());
        let search = fields.take("/search", self.search.as_deref().map(search).transpose());
        fields.build(|| {
            Some(ReminderFilter {
                active: self.active,
                dismissed: self.dismissed,
                from: from?,
                to: to?,
                search: search?,
            })
        })
    }
}
