//! Listing birthdays.

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use umbra_app::{App, person::ListBirthdays};
use umbra_domain::person::BirthdayOf;
use utoipa::{IntoParams, ToSchema};

use super::errors::of_birthdays;
use crate::{
    extract::Caller,
    http::{
        Problem,
        fields::Fields,
        query::Query,
        range::{Ends, Range},
    },
};

/// Which days to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct BirthdayParameters {
    /// The start of the range: a date, or an instant or local time in the caller's `timezone`, whose
    /// day it is then. Default: today.
    #[param(example = "2026-12-01")]
    start: Option<String>,
    /// The end of the range (exclusive), in the same forms; at most a year after `start`. Default: a
    /// year after `start`.
    #[param(example = "2027-01-01")]
    end: Option<String>,
}

/// Somebody's birthday on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BirthdayOfPerson)]
pub(crate) struct BirthdayBody {
    /// The id of the person.
    #[schema(minimum = 1)]
    person_id: i64,
    /// What to call the person.
    #[schema(example = "Anna Müller")]
    display_name: String,
    /// The day on which the birthday is celebrated. 29 February is 28 February in a year without it.
    #[schema(format = Date, example = "2026-12-31")]
    date: String,
    /// When the person was born, without the year if that isn't known.
    #[schema(pattern = "^([0-9]{4}|-)-[0-9]{2}-[0-9]{2}$", example = "1990-12-31")]
    birthday: String,
    /// How old the person is on that day, if the year of birth is known.
    #[schema(minimum = 0, example = 36)]
    age: Option<i16>,
    /// Whether the person is one of the caller's favorites.
    is_favorite: bool,
}

impl From<BirthdayOf> for BirthdayBody {
    fn from(birthday: BirthdayOf) -> Self {
        let BirthdayOf { person, birthday, date, age } = birthday;
        Self {
            person_id: person.id.0,
            display_name: person.display_name(),
            date: date.to_string(),
            birthday: birthday.to_string(),
            age,
            is_favorite: person.is_favorite,
        }
    }
}

/// List birthdays
///
/// The birthdays from `start` to `end` (exclusive) of the people whom the caller knows, by date; on
/// one date those of 29 February come last, and then it goes by name and id. Not paged; more than
/// 10,000 are 422 `too_many_birthdays`.
#[utoipa::path(
    tag = "people",
    params(BirthdayParameters),
    responses((status = 200, description = "The birthdays.", body = [BirthdayBody])),
)]
#[get("/birthdays")]
pub(super) async fn list_birthdays(
    app: web::Data<App>,
    caller: Caller,
    Query(parameters): Query<BirthdayParameters>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let mut fields = Fields::default();
    let ends = Ends::new(parameters.start.as_ref(), parameters.end.as_ref());
    let days = ends.days(&mut fields, &zone.rules());
    let Range { start, end } = fields.build(|| days)?;
    let list = ListBirthdays { start, end, zone };
    let birthdays = app.birthdays(who, list).await.map_err(of_birthdays)?.into_iter();
    Ok(HttpResponse::Ok().json(birthdays.map(BirthdayBody::from).collect::<Vec<_>>()))
}
