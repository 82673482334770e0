//! Which occurrences of a series a request is for.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::Deserialize;
use umbra_app::event::Scope;
use umbra_domain::{Invalid, event::Moment};
use utoipa::{IntoParams, ToSchema};

use crate::http::{Problem, fields::Fields};

/// Which occurrences of a series to change or delete.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Scope)]
pub(super) enum ScopeName {
    /// One occurrence.
    This,
    /// One occurrence and all that follow.
    Following,
    /// All occurrences.
    All,
}

/// The occurrences that a change or a deletion is for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ScopeParameters {
    /// The occurrences of a series to change or delete. Required for an event that recurs.
    #[param(inline, example = "this")]
    scope: Option<ScopeName>,
    /// The occurrence, for `this` and `following`: its `recurrence_id`, or the instant at which it
    /// begins by the rule.
    #[param(example = "2026-12-31T09:00:00")]
    recurrence_id: Option<String>,
}

/// The occurrence to read.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct OccurrenceParameters {
    /// The occurrence of a series: its `recurrence_id`, or the instant at which it begins by the
    /// rule. Default: the series as a whole.
    #[param(example = "2026-12-31T09:00:00")]
    recurrence_id: Option<String>,
}

/// What to read of an event.
pub(super) enum Which {
    /// All of it.
    Whole,
    /// One occurrence.
    Occurrence(Moment),
}

impl OccurrenceParameters {
    pub(super) fn parse(&self) -> Result<Which, Problem> {
        let mut fields = Fields::default();
        let at = self.recurrence_id.as_deref().map(Moment::parse).transpose();
        let at = fields.take("/recurrence_id", at);
        fields.build(|| Some(at?.map_or(Which::Whole, Which::Occurrence)))
    }
}

/// The occurrence that a path names. Anything that can't name one names nothing and answers 404.
pub(super) struct Named(pub(super) Moment);

impl FromRequest for Named {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let segment = request.match_info().get("recurrence_id");
        // The only escape that is left in a path and that a moment may have.
        let moment = segment.map(|text| text.replace("%2B", "+").replace("%2b", "+"));
        let moment = moment.and_then(|text| Moment::parse(&text).ok());
        ready(moment.map(Self).ok_or_else(Problem::not_found))
    }
}

impl ScopeParameters {
    pub(super) fn parse(&self) -> Result<Scope, Problem> {
        let mut fields = Fields::default();
        let at = self.recurrence_id.as_deref().map(Moment::parse).transpose();
        let at = fields.take("/recurrence_id", at);
        let missing = || Invalid::new("missing_field", "recurrence_id says which occurrence");
        if matches!((self.scope, at), (Some(ScopeName::This | ScopeName::Following), Some(None))) {
            fields.refuse("/recurrence_id", missing());
        }
        fields.build(|| match (self.scope, at?) {
            (None, _) => Some(Scope::Unspecified),
            (Some(ScopeName::All), _) => Some(Scope::All),
            (Some(ScopeName::This), at) => at.map(Scope::This),
            (Some(ScopeName::Following), at) => at.map(Scope::Following),
        })
    }
}
