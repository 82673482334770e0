//! Merging people.

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use umbra_app::{App, person::MergePerson};
use umbra_domain::{PersonId, id::Id as _, person::MergeField};
use utoipa::ToSchema;

use super::{errors::unknown_person, response::PersonBody};
use crate::{
    extract::Caller,
    http::{
        Problem,
        etag::IfMatch,
        fields::Fields,
        idempotency::{Idempotency, answered},
        json::Body,
        path::Id,
        resource::{changed, render_changed},
    },
};

/// The person to merge into another one.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MergePerson)]
pub(super) struct MergeBody {
    /// The id of the other person, who is deleted.
    #[schema(minimum = 1)]
    person_id: i64,
    /// Fields that both have and of which the other person's value is taken. Default: none.
    #[serde(default)]
    take: Option<Vec<FieldName>>,
}

/// A field with a single value.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MergeField)]
enum FieldName {
    Prefix,
    FirstName,
    MiddleName,
    LastName,
    Suffix,
    Nickname,
    Company,
    JobTitle,
    Category,
    Birthday,
}

impl From<FieldName> for MergeField {
    fn from(name: FieldName) -> Self {
        match name {
            FieldName::Prefix => Self::Prefix,
            FieldName::FirstName => Self::FirstName,
            FieldName::MiddleName => Self::MiddleName,
            FieldName::LastName => Self::LastName,
            FieldName::Suffix => Self::Suffix,
            FieldName::Nickname => Self::Nickname,
            FieldName::Company => Self::Company,
            FieldName::JobTitle => Self::JobTitle,
            FieldName::Category => Self::Category,
            FieldName::Birthday => Self::Birthday,
        }
    }
}

impl MergeBody {
    fn parse(&self) -> Result<MergePerson, Problem> {
        let mut fields = Fields::default();
        let other = PersonId::from_positive(self.person_id).ok_or_else(unknown_person);
        let other = fields.take("/person_id", other);
        let take = self.take.iter().flatten().copied().map(MergeField::from).collect();
        fields.build(|| Some(MergePerson { other: other?, take }))
    }
}

/// Merge another person into a person
///
/// Gives the person all that the other one has, and deletes the other one. Lists are put together
/// without what is there already; notes are put one after the other. Of a field that both have, the
/// person's value stays, or the other's if `take` names it; the value that gives way is kept as a line
/// of the notes. `If-Match` is about the person that stays. With an `Idempotency-Key`, a repeated
/// request gets the first answer.
#[utoipa::path(
    tag = "people",
    params(("id" = i64, Path, minimum = 1), IfMatch, Idempotency),
    request_body = MergeBody,
    responses((status = 200, description = "The merged person.", body = PersonBody,
        headers(("ETag" = String)))),
)]
#[post("/{id}/merge")]
pub(super) async fn merge_person(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<PersonId>,
    IfMatch(if_match): IfMatch,
    idempotency: Idempotency,
    Body(body): Body<MergeBody>,
) -> Result<HttpResponse, Problem> {
    let (who, merge) = (caller.identity.user, body.parse()?);
    let once = idempotency.once(&body, render_changed)?;
    answered(app.merge_person(who, id, merge, &if_match, once).await?, |merged| changed(&merged))
}
