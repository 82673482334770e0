//! What every answer has in common, whatever route made it.

mod errors;
mod headers;
mod hostile;
mod logs;

use std::{net::SocketAddr, sync::Arc};

use actix_web::{
    HttpResponse,
    body::{BoxBody, to_bytes},
    dev::{Service, ServiceResponse},
    get,
    http::header::HeaderMap,
    middleware::from_fn,
    post, put, test,
};
use serde::Deserialize;
use serde_json::Value;
use umbra_domain::TodoId;

use super::Api;
use crate::{
    ApiConfig,
    http::{
        Problem,
        client::{Client, TrustedProxies},
        json::Body,
        origin::WebOrigin,
        path::Id,
        query::Query,
        rate::{Rate, Rates, Ticks, limit_auth},
        registry::Routes,
    },
    testing::{CountingEntropy, MovedClock},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Echo {
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flags {
    loud: Option<bool>,
}

#[utoipa::path]
#[post("/things")]
async fn create_thing(Body(echo): Body<Echo>) -> HttpResponse {
    HttpResponse::Created().json(echo.text.len())
}

#[utoipa::path]
#[get("/things")]
async fn list_things(Query(flags): Query<Flags>) -> HttpResponse {
    HttpResponse::Ok().json(flags.loud)
}

#[utoipa::path]
#[get("/things/{id}")]
async fn read_thing(Id(id): Id<TodoId>) -> Result<HttpResponse, Problem> {
    if id == TodoId(404) { Err(Problem::not_found()) } else { Ok(HttpResponse::Ok().json(id)) }
}

#[utoipa::path]
#[put("/things/{id}")]
async fn update_thing(_id: Id<TodoId>) -> Result<HttpResponse, Problem> {
    Err(Problem::database_unavailable())
}

#[utoipa::path]
#[get("/panic")]
async fn panicking() -> HttpResponse {
    std::panic::panic_any("canary in a panic")
}

#[utoipa::path]
#[get("/bytes/{count}")]
async fn bytes(count: actix_web::web::Path<usize>) -> HttpResponse {
    HttpResponse::Ok().json("x".repeat(count.saturating_sub(2)))
}

#[utoipa::path]
#[get("/whoami")]
async fn whoami(Client(origin): Client) -> HttpResponse {
    HttpResponse::Ok().json(origin.address)
}

#[utoipa::path]
#[post("/sign-in")]
async fn sign_in() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[utoipa::path]
#[get("/plain-error")]
async fn plain_error() -> HttpResponse {
    HttpResponse::BadGateway().body("canary in a library's error")
}

fn routes(routes: &mut Routes<'_>) {
    let signing_in = routes.scope("/auth").wrap(from_fn(limit_auth)).service(sign_in);
    routes
        .service(create_thing)
        .service(list_things)
        .service(read_thing)
        .service(update_thing)
        .service(panicking)
        .service(bytes)
        .service(whoami)
        .service(plain_error)
        .service(signing_in);
    crate::docs::routes(routes);
}

fn config() -> ApiConfig {
    ApiConfig {
        public_url: WebOrigin::parse("https://umbra.example").unwrap(),
        aliases: Vec::new(),
        cors_origins: vec![WebOrigin::parse("https://app.example").unwrap()],
        webauthn_origin: None,
        trusted_proxies: TrustedProxies::parse("10.0.0.0/8").unwrap(),
        rates: Rates { auth: Rate::per_minute(2), ..Rates::default() },
        web: true,
    }
}

/// The answer to one request, read to its end.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Checks everything that holds for every error answer.
    fn assert_problem(&self, status: u16, code: &str) {
        let body = self.json();
        assert_eq!((self.status, body["code"].as_str()), (status, Some(code)), "{body}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(body["status"], status);
        assert_eq!(body["type"], "about:blank");
        assert!(body["title"].is_string() && body["detail"].is_string());
        assert_eq!(body["request_id"].as_str(), self.header("x-request-id"));
        assert_eq!(self.header("cache-control"), Some("no-store"));
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"));
        assert!(!body.to_string().contains("canary"), "{body}");
    }
}

/// The app on a clock that the test moves.
struct TestedApi<S> {
    service: S,
    clock: Arc<MovedClock>,
}

async fn tested(
    config: ApiConfig,
) -> TestedApi<
    impl Service<actix_http::Request, Response = ServiceResponse<BoxBody>, Error = actix_web::Error>,
> {
    logs::listen();
    let clock = Arc::new(MovedClock::default());
    let ticks = Ticks::of(clock.clone());
    let api = Api::without_use_cases(routes, config, Arc::new(CountingEntropy::default()), &ticks);
    TestedApi { service: test::init_service(api.app()).await, clock }
}

impl<S> TestedApi<S>
where
    S: Service<actix_http::Request, Response = ServiceResponse<BoxBody>, Error = actix_web::Error>,
{
    async fn send(&self, request: test::TestRequest) -> Answer {
        let request = request.to_request();
        let response = match test::try_call_service(&self.service, request).await {
            Ok(answer) => answer.into_parts().1,
            // As the connection does it.
            Err(error) => error.error_response(),
        };
        let (head, body) = response.into_parts();
        Answer {
            status: head.status().as_u16(),
            headers: head.headers().clone(),
            body: to_bytes(body).await.unwrap_or_default().to_vec(),
        }
    }

    async fn get(&self, uri: &str) -> Answer {
        self.send(test::TestRequest::get().uri(uri)).await
    }
}

fn post(uri: &str) -> test::TestRequest {
    test::TestRequest::post().uri(uri).insert_header(("x-requested-with", "XMLHttpRequest"))
}

fn peer(address: &str) -> SocketAddr {
    SocketAddr::new(address.parse().unwrap(), 4711)
}
