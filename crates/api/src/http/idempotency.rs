//! `Idempotency-Key`: a repeated request gets the first answer.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use umbra_app::idempotency::{Answer, IdempotencyKey, Once, OnceError, Outcome};
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterBuilder, ParameterIn},
};

use super::Problem;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The request's `Idempotency-Key`, if it has one.
#[derive(Debug)]
pub struct Idempotency {
    key: Option<IdempotencyKey>,
    target: String,
}

impl FromRequest for Idempotency {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let raw = request.headers().get(IDEMPOTENCY_KEY);
        let key = raw.map(|raw| IdempotencyKey::parse(raw.to_str().unwrap_or_default()));
        let target = format!("{} {}", request.method(), request.path());
        let key =
            key.transpose().map_err(|invalid| Problem::bad_request(invalid.code, invalid.detail));
        ready(key.map(|key| Self { key, target }))
    }
}

impl Idempotency {
    /// Describes the request as one that must have its effect only once, and is answered by what
    /// `render` writes down; `None` without a key.
    ///
    /// Two bodies that mean the same have the same fingerprint, whatever their spelling.
    ///
    /// # Errors
    /// 500 when the body can't be written as JSON.
    pub fn once<T>(
        self,
        body: &impl Serialize,
        render: impl Fn(&T) -> Answer + Send + Sync + 'static,
    ) -> Result<Option<Once<T>>, Problem> {
        let Some(key) = self.key else { return Ok(None) };
        let body = serde_json::to_vec(body).map_err(|error| Problem::internal(&error))?;
        let mut hash = Sha256::new();
        hash.update(self.target.as_bytes());
        hash.update([0]);
        hash.update(&body);
        Ok(Some(Once { key, fingerprint: hash.finalize().into(), render: Box::new(render) }))
    }
}

impl IntoParams for Idempotency {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "Makes it safe to repeat the request: for 24 hours, the same key with the same \
                    body gets the first answer again, and with another body 422. 409 while the \
                    first request is still being processed.";
        let schema = utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .min_length(Some(1))
            .max_length(Some(255))
            .pattern(Some("^[!-~]+$"));
        vec![
            ParameterBuilder::new()
                .name("Idempotency-Key")
                .parameter_in(ParameterIn::Header)
                .description(Some(text))
                .schema(Some(schema))
                .build(),
        ]
    }
}

/// Writes an answer down so that it can be given again.
pub fn rendered<const N: usize>(
    status: StatusCode,
    headers: &[(HeaderName, String); N],
    body: &impl Serialize,
) -> Answer {
    let headers: serde_json::Map<String, serde_json::Value> =
        headers.iter().map(|(name, value)| (name.to_string(), value.clone().into())).collect();
    Answer {
        status: status.as_u16(),
        headers: serde_json::Value::Object(headers).to_string(),
        // Response types hold nothing that JSON can't.
        body: serde_json::to_string(body).unwrap_or_default(),
    }
}

/// Answers with what was done now, or once more with the first answer.
///
/// # Errors
/// 500 when a kept answer can't be read.
pub fn answered<T>(
    outcome: Outcome<T>,
    fresh: impl FnOnce(T) -> HttpResponse,
) -> Result<HttpResponse, Problem> {
    let answer = match outcome {
        Outcome::Done(value) => return Ok(fresh(value)),
        Outcome::Replayed(answer) => answer,
    };
    let status = StatusCode::from_u16(answer.status).map_err(|error| Problem::internal(&error))?;
    let headers: std::collections::BTreeMap<String, String> =
        serde_json::from_str(&answer.headers).map_err(|error| Problem::internal(&error))?;
    let mut response = HttpResponse::build(status);
    response.content_type("application/json");
    for (name, value) in headers {
        let name = HeaderName::try_from(name).map_err(|error| Problem::internal(&error))?;
        let value = HeaderValue::try_from(value).map_err(|error| Problem::internal(&error))?;
        response.insert_header((name, value));
    }
    response.insert_header(("idempotent-replayed", "true"));
    Ok(response.body(answer.body))
}

impl<E: Into<Self>> From<OnceError<E>> for Problem {
    fn from(error: OnceError<E>) -> Self {
        match error {
            OnceError::Reused => Self::unprocessable(
                "idempotency_key_reused",
                "This Idempotency-Key was used for a different request.",
            ),
            OnceError::InFlight => Self::conflict(
                "idempotency_key_in_flight",
                "A request with this Idempotency-Key is still being worked on.",
            ),
            OnceError::Work(error) => error.into(),
        }
    }
}
