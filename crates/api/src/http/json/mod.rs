//! JSON request bodies: [`Body`].

mod refusal;
mod strict;
mod value;

use std::time::Duration;

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
    rt::time::timeout,
};
use futures_util::{StreamExt as _, future::LocalBoxFuture};
use serde::de::DeserializeOwned;

pub(crate) use refusal::Refusal;
pub(crate) use strict::Entries;
use value::Value;

use crate::http::Problem;

/// The largest request body in bytes: 256 KiB.
pub const BODY_LIMIT: usize = 256 * 1024;

/// How long a body may take to arrive.
const BODY_DEADLINE: Duration = Duration::from_secs(30);

/// A JSON request body, read strictly.
///
/// Answers 415 unless the body is `application/json` without a content coding, 413 above
/// [`BODY_LIMIT`], 408 when it takes over 30 seconds, 400 when it is empty or not JSON, and 422 with
/// a pointer for the first field of a wrong shape: unknown (request types say
/// `#[serde(deny_unknown_fields)]`), missing, repeated or of another type. JSON that nests deeper
/// than 128 levels and text with lone surrogates count as malformed.
#[derive(Debug, Clone, Copy)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let accepted = accept(request.headers());
        let payload = payload.take();
        Box::pin(async move {
            accepted?;
            let bytes = timeout(BODY_DEADLINE, read(payload)).await.map_err(|_| too_slow())??;
            parse(&bytes).map(Self)
        })
    }
}

/// Checks what can be checked before the body arrives.
fn accept(headers: &HeaderMap) -> Result<(), Problem> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let coding = headers.get(header::CONTENT_ENCODING).map(|value| value.as_bytes());
    if !content_type.is_some_and(is_json) || coding.is_some_and(|coding| coding != b"identity") {
        return Err(
            Problem::unsupported_media_type().with_header(header::ACCEPT, "application/json")
        );
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if length
        .and_then(|text| text.parse().ok())
        .is_some_and(|length: u64| length > BODY_LIMIT as u64)
    {
        return Err(Problem::payload_too_large());
    }
    Ok(())
}

/// Tells whether a media type is `application/json`, in UTF-8 if it names a charset.
fn is_json(content_type: &str) -> bool {
    content_type.parse::<actix_web::mime::Mime>().is_ok_and(|mime| {
        mime.essence_str() == "application/json"
            && mime.get_param("charset").is_none_or(|charset| charset == "utf-8")
    })
}

async fn read(mut payload: Payload) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| {
            Problem::bad_request("incomplete_body", "The request body broke off or was malformed.")
        })?;
        if bytes.len() + chunk.len() > BODY_LIMIT {
            return Err(Problem::payload_too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn too_slow() -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "request_timeout",
        "The request took too long to arrive.",
    )
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if bytes.is_empty() {
        return Err(Problem::bad_request("empty_body", "This request needs a JSON body."));
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
    T::deserialize(value).map_err(Problem::from)
}

fn malformed(error: &serde_json::Error) -> Problem {
    // Well-formed, but beyond a double: serde_json tells it from a syntax error in words only.
    if error.to_string().starts_with("number out of range") {
        return Problem::unprocessable(
            "out_of_range",
            "A number in the request body is too large.",
        );
    }
    Problem::bad_request("malformed_json", "The request body isn't well-formed JSON.")
}

#[cfg(test)]
mod tests;
