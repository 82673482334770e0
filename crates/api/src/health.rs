//! `/health`: for whoever watches the process.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use umbra_app::{App, Readiness};
use utoipa::ToSchema;

use crate::http::{Problem, registry::Routes};

/// The server's health.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
struct HealthBody {
    /// `ok`; `ready` from `/health/ready`.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(health).service(ready);
}

/// Check that the process is running
///
/// Checks nothing but the process itself.
#[utoipa::path(
    tag = "health",
    security(()),
    responses((status = 200, description = "The process is running.", body = HealthBody)),
)]
#[get("/health")]
async fn health() -> HttpResponse {
    HttpResponse::Ok().json(HealthBody { status: "ok" })
}

/// Check whether the server is ready
///
/// Checks the database connection and its schema; 503 if the database doesn't answer or if
/// migrations are pending.
#[utoipa::path(
    tag = "health",
    security(()),
    responses((status = 200, description = "The server is ready.", body = HealthBody)),
)]
#[get("/health/ready")]
async fn ready(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    match app.readiness().await? {
        Readiness::Ready => Ok(HttpResponse::Ok().json(HealthBody { status: "ready" })),
        Readiness::MigrationsPending => Err(Problem::not_ready()),
    }
}
