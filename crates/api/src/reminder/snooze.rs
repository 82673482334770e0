//! What clients send to snooze something.

use serde::Deserialize;
use umbra_domain::{Invalid, civil::parse_instant, reminder::Snooze, settings::Zone};
use utoipa::ToSchema;

use crate::http::{Problem, fields::Fields};

/// For how long, or until when: send one of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Snooze, example = json!({"minutes": 10}))]
pub(crate) struct SnoozeBody {
    /// For this many minutes from now.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10080)]
    minutes: Option<i64>,
    /// Until this instant, at most 366 days ahead: RFC 3339. Without an offset it is read in the
    /// caller's `timezone`.
    #[serde(default)]
    #[schema(format = DateTime)]
    until: Option<String>,
}

impl SnoozeBody {
    pub(crate) fn parse(&self, zone: &Zone) -> Result<Snooze, Problem> {
        let mut fields = Fields::default();
        let snooze = match (self.minutes, &self.until) {
            (Some(minutes), None) => fields.take("/minutes", Snooze::minutes(minutes)),
            (None, Some(until)) => {
                fields.take("/until", parse_instant(until, &zone.rules()).map(Snooze::Until))
            }
            (Some(_), Some(_)) => {
                let both = Invalid::new("ambiguous", "send minutes or until, not both");
                fields.refuse("/until", both);
                None
            }
            (None, None) => {
                fields.refuse("/minutes", Invalid::new("required", "send minutes or until"));
                None
            }
        };
        fields.build(|| snooze)
    }
}
