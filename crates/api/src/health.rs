//! `/health`: for whoever watches the process.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use umbra_app::{App, Readiness};
use utoipa::ToSchema;

use crate::http::{Problem, registry::Routes};

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
struct HealthBody {
    /// `ok`, or `ready` where readiness was asked for.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(health).service(ready);
}

/// Tell that the process lives
///
/// Touches nothing but the process itself.
#[utoipa::path(
    tag = "health",
    security(()),
    responses((status = 200, description = "It lives.", body = HealthBody)),
)]
#[get("/health")]
async fn health() -> HttpResponse {
    HttpResponse::Ok().json(HealthBody { status: "ok" })
}

/// Tell whether the server can work
///
/// Asks the database for a sign of life and for its schema; 503 when it doesn't answer or when
/// migrations are pending.
#[utoipa::path(
    tag = "health",
    security(()),
    responses((status = 200, description = "It can.", body = HealthBody)),
)]
#[get("/health/ready")]
async fn ready(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    match app.readiness().await? {
        Readiness::Ready => Ok(HttpResponse::Ok().json(HealthBody { status: "ready" })),
        Readiness::MigrationsPending => Err(Problem::not_ready()),
    }
}
