//! `/health`: for whoever watches the process.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use umbra_app::{App, Readiness};
use utoipa::{ToSchema, openapi::Object};

use crate::{
    docs::known,
    http::{Problem, registry::Routes},
};

/// The server's health.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
struct HealthBody {
    /// `ok`.
    #[schema(schema_with = ok)]
    status: &'static str,
}

/// The server is ready.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ready)]
struct ReadyBody {
    /// `ready`.
    #[schema(schema_with = is_ready)]
    status: &'static str,
    /// The release of the time zone database in use.
    #[schema(example = "2026f")]
    tzdata: String,
}

fn ok() -> Object {
    known::text(["ok"])
}

fn is_ready() -> Object {
    known::text(["ready"])
}

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(health).service(ready);
}

/// Check that the process is running
///
/// Checks nothing but the process itself.
#[utoipa::path(
    tag = "server",
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
    tag = "server",
    security(()),
    responses((status = 200, description = "The server is ready.", body = ReadyBody)),
)]
#[get("/health/ready")]
async fn ready(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    match app.readiness().await? {
        Readiness::Ready => {
            let tzdata = app.zones().release().to_string();
            Ok(HttpResponse::Ok().json(ReadyBody { status: "ready", tzdata }))
        }
        Readiness::MigrationsPending => Err(Problem::not_ready()),
    }
}
