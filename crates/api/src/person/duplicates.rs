//! Listing people who are kept twice.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use umbra_app::{App, person::Duplicate};
use umbra_domain::{PersonId, person::Alike};
use utoipa::ToSchema;

use super::response::PersonBody;
use crate::{
    extract::Caller,
    http::{Problem, path::Id},
};

/// Why two people may be the same one.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DuplicateReason)]
pub(super) enum Reason {
    /// They have an e-mail address in common.
    SameEmail,
    /// They have a telephone number in common, with its country or without.
    SamePhone,
    /// They have the same name, whatever its order, case and accents.
    SameName,
    /// Their names differ as one name does that is misspelt, shortened or doubled.
    SimilarName,
}

impl From<Alike> for Reason {
    fn from(alike: Alike) -> Self {
        match alike {
            Alike::Email => Self::SameEmail,
            Alike::Phone => Self::SamePhone,
            Alike::Name => Self::SameName,
            Alike::SimilarName => Self::SimilarName,
        }
    }
}

/// Somebody who may be the same person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Duplicate)]
pub(super) struct DuplicateBody {
    /// The other one.
    person: PersonBody,
    /// Why, the strongest reason first.
    reasons: Vec<Reason>,
}

impl From<Duplicate> for DuplicateBody {
    fn from(duplicate: Duplicate) -> Self {
        let reasons = duplicate.reasons.into_iter().map(Reason::from).collect();
        Self { person: duplicate.person.into(), reasons }
    }
}

/// List likely duplicates of a person
///
/// Those of the caller's people who may be the same person, the likeliest first and at most 50. Merge
/// with them by `POST /api/people/{id}/merge`.
#[utoipa::path(
    tag = "people",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "Likely duplicates.", body = [DuplicateBody])),
)]
#[get("/{id}/duplicates")]
pub(super) async fn list_duplicates(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<PersonId>,
) -> Result<HttpResponse, Problem> {
    let duplicates = app.duplicates(caller.identity.user, id).await?.into_iter();
    Ok(HttpResponse::Ok().json(duplicates.map(DuplicateBody::from).collect::<Vec<_>>()))
}
