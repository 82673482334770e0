//! Reading the weather, and finding places.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;
use umbra_app::App;
use umbra_domain::{settings::Locale, weather::PlaceName};
use utoipa::IntoParams;

use super::response::{FoundPlaceBody, WeatherBody};
use crate::{
    extract::Caller,
    http::{Problem, fields::Fields, query::Query},
};

/// Get the weather at my place
///
/// For `weather_place` in the caller's settings: now, the coming hours and seven days, by Open-Meteo. An
/// answer is at most half an hour old; while the source doesn't answer, the last one is shown for a day,
/// with `is_stale`. The source is asked about a point within a kilometer, never about a person.
///
/// 409 `weather_place_missing` without a place in the settings, 409 `weather_off` where the operator
/// has switched the weather off, 503 `weather_unavailable` when there is none.
#[utoipa::path(
    tag = "weather",
    responses((status = 200, description = "The weather.", body = WeatherBody)),
)]
#[get("")]
pub(super) async fn weather(app: web::Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    let (place, kept) = app.weather(caller.identity.user).await?;
    Ok(HttpResponse::Ok().json(WeatherBody::new(place, kept)))
}

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceParameters {
    /// The beginning of a place's name, or a postal code.
    #[param(min_length = 2, max_length = 100, example = "Vienna")]
    q: String,
    /// The language of the names: a language tag (BCP 47). Default: `en`.
    #[param(max_length = 35, example = "de")]
    language: Option<String>,
}

/// Find places by name
///
/// At most ten, the most likely first: what to set as `weather_place` in the settings. By
/// Open-Meteo, from the data of GeoNames.
///
/// 409 `weather_off` where the operator has switched the weather off, 503 `weather_unavailable` when
/// the source doesn't answer.
#[utoipa::path(
    tag = "weather",
    params(PlaceParameters),
    responses((status = 200, description = "The places.", body = Vec<FoundPlaceBody>)),
)]
#[get("/search")]
pub(super) async fn find_places(
    app: web::Data<App>,
    _caller: Caller,
    Query(parameters): Query<PlaceParameters>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let name = fields.take("/q", PlaceName::parse_query(&parameters.q));
    let locale = parameters.language.as_deref().map(Locale::parse).transpose();
    let locale = fields.take("/language", locale);
    let (name, locale) = fields.build(|| Some((name?, locale?.unwrap_or_default())))?;
    let found = app.find_places(&name, &locale).await?;
    Ok(HttpResponse::Ok().json(found.into_iter().map(FoundPlaceBody::from).collect::<Vec<_>>()))
}
