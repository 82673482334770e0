//! The JSON of a problem.

use std::borrow::Cow;

use serde::Serialize;
use umbra_domain::Invalid;
use utoipa::{
    ToSchema,
    openapi::{Object, ObjectBuilder, schema::Type},
};

use super::Problem;

/// An error answer (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// Always `about:blank`: tell problems apart by `code`.
    #[serde(rename = "type")]
    #[schema(schema_with = about_blank)]
    kind: &'static str,
    /// The standard phrase of the status.
    #[schema(example = "Unprocessable Entity")]
    title: &'a str,
    /// The HTTP status.
    #[schema(example = 422, minimum = 400, maximum = 599)]
    status: u16,
    /// A sentence for a person to read.
    #[schema(example = "title is required")]
    detail: &'a str,
    /// Identifies the problem for programs. Codes are stable.
    #[schema(example = "invalid", pattern = "^[a-z][a-z0-9_]*$")]
    code: &'a str,
    /// Identifies the request in the server's log; also sent as `X-Request-Id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true, example = "5f0c9a1be2d34f67")]
    request_id: Option<&'a str>,
    /// The refused fields of a 422.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(required = false)]
    errors: &'a [FieldError],
    /// How many more wrong passwords or codes lock sign-in, where it is three or fewer; 0 once it is
    /// locked. `detail` says the same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 3)]
    attempts_left: Option<u32>,
}

fn about_blank() -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["about:blank"])).build()
}

/// Why one field was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Points at the field: a JSON pointer (RFC 6901) into the body, or `/` and the name of a query
    /// parameter.
    #[schema(example = "/title")]
    pub pointer: String,
    /// Identifies the reason for programs. Codes are stable.
    #[schema(value_type = String, example = "missing_field")]
    pub code: &'static str,
    /// Explains the reason to a person.
    #[schema(value_type = String, example = "title is required")]
    pub detail: Cow<'static, str>,
}

impl FieldError {
    /// Builds the reason for the field at `pointer`.
    #[must_use]
    pub fn new(
        pointer: impl Into<String>,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into() }
    }

    /// Builds the reason from what the domain says about the value.
    #[must_use]
    pub fn from_invalid(pointer: impl Into<String>, invalid: Invalid) -> Self {
        Self::new(pointer, invalid.code, invalid.detail)
    }
}

impl Problem {
    /// Writes the body. A problem holds nothing that JSON can't, so an empty body never happens.
    pub(super) fn to_json(&self, request_id: Option<&str>) -> Vec<u8> {
        serde_json::to_vec(&ProblemBody {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            request_id,
            errors: &self.errors,
            attempts_left: self.attempts_left,
        })
        .unwrap_or_default()
    }
}
