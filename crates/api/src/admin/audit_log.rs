//! The audit log.

use actix_web::{HttpResponse, get, web};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use umbra_app::{
    App,
    admin::{AuditFilter, AuditRecord},
};
use umbra_domain::{
    Invalid, UserId,
    audit::{Action, Outcome},
    id::Id as _,
};
use utoipa::{IntoParams, ToSchema};

use crate::{
    docs::known::known_text,
    extract::{Admin, Caller},
    http::{
        Problem,
        fields::Fields,
        page::{List, Paging},
        range::{Ends, Range, instants},
    },
};

/// The order of the list, which its cursors belong to.
const ORDER: &str = "audit";

/// Which entries a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditParameters {
    /// Only what the account with this id did.
    #[param(minimum = 1)]
    actor: Option<i64>,
    /// Only this action.
    #[param(max_length = 64, example = "auth.login")]
    action: Option<String>,
    /// Only what was done to the account with this id.
    #[param(minimum = 1)]
    target: Option<i64>,
    /// Only entries from this time on: an instant, or a local time or date in the caller's `timezone`.
    #[param(example = "2026-12-01")]
    start: Option<String>,
    /// Only entries before this time, in the same forms.
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
}

impl AuditParameters {
    /// Reads the filter; an instant without an offset is one in `zone`.
    #[expect(deprecated, reason = "the former names are still read")]
    fn parse(&self, zone: &TimeZone) -> Result<AuditFilter, Problem> {
        let mut fields = Fields::default();
        let id = |raw: Option<i64>| {
            let bad = || Invalid::new("out_of_range", "an id is a positive number");
            raw.map(|raw| UserId::from_positive(raw).ok_or_else(bad)).transpose()
        };
        let actor = fields.take("/actor", id(self.actor));
        let target = fields.take("/target", id(self.target));
        let ends = Ends::new(self.start.as_ref(), self.end.as_ref());
        let range = instants(&mut fields, ends, [&self.from, &self.to], zone);
        let action = self.action.clone();
        fields.build(|| {
            let Range { start: from, end: to } = range?;
            Some(AuditFilter { actor: actor?, action, target: target?, from, to })
        })
    }
}

known_text! {
    /// What was done or tried.
    pub(super) ActionName as "AuditAction": Action::ALL.map(Action::as_str)
}

known_text! {
    /// Whether it succeeded.
    pub(super) OutcomeName as "AuditOutcome": [Outcome::Success, Outcome::Failure].map(Outcome::as_str)
}

/// An entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub(super) struct AuditBody {
    /// The id of the entry, which is also its place in the chain: 1, 2, 3 and so on without a gap.
    #[schema(minimum = 1)]
    id: i64,
    /// When it happened.
    #[schema(format = DateTime)]
    at: String,
    /// The account that did it; `null` if nobody was signed in, and for the operator at the command
    /// line.
    actor_id: Option<i64>,
    /// That account's username now; `null` if the account was deleted.
    actor: Option<String>,
    /// What was done or tried.
    #[schema(value_type = ActionName)]
    action: String,
    /// The account it was done to.
    target_id: Option<i64>,
    /// That account's username now; `null` if the account was deleted.
    target: Option<String>,
    /// Whether it succeeded.
    #[schema(value_type = OutcomeName)]
    outcome: String,
    /// The client's address; `null` at the command line.
    #[schema(example = "203.0.113.7")]
    address: Option<String>,
    /// Details, in a few words.
    detail: Option<String>,
}

impl From<AuditRecord> for AuditBody {
    fn from(record: AuditRecord) -> Self {
        Self {
            id: record.id.0,
            at: record.at.to_string(),
            actor_id: record.actor.map(|user| user.0),
            actor: record.actor_name,
            action: record.action,
            target_id: record.target.map(|user| user.0),
            target: record.target_name,
            outcome: record.outcome,
            address: record.address,
            detail: record.detail,
        }
    }
}

/// List the audit log
///
/// What happened on the server, newest first.
#[utoipa::path(
    tag = "admin",
    params(AuditParameters, Paging),
    responses((status = 200, description = "A page of entries.", body = [AuditBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("/audit-log")]
pub(super) async fn list_audit_log(
    app: web::Data<App>,
    admin: Caller<Admin>,
    list: List<AuditParameters>,
) -> Result<HttpResponse, Problem> {
    let zone = admin.identity.timezone.rules();
    let filter = list.filter.parse(&zone)?;
    let after = list.after(ORDER)?;
    let page = app.audit_log(&filter, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, AuditBody::from))
}
