//! Why a value doesn't have the shape that a request type wants.

use std::{borrow::Cow, fmt};

use serde::de;
use umbra_domain::audit::neutralise;

use crate::http::problem::{FieldError, Problem};

/// A refused value with the way to it.
///
/// serde's derived code builds it through [`de::Error`], so the reason arrives as data and no error
/// message has to be read back. It never holds the value itself.
#[derive(Debug)]
pub(crate) struct Refusal {
    code: &'static str,
    detail: Cow<'static, str>,
    /// From the refused value outwards.
    path: Vec<String>,
}

impl Refusal {
    /// Builds a refusal of the value at hand.
    pub(crate) fn new(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into(), path: Vec::new() }
    }

    /// Tells where the value is, one step further out: a key or an index.
    pub(crate) fn under(mut self, step: impl Into<String>) -> Self {
        self.path.push(step.into());
        self
    }

    /// Writes the way as a JSON pointer (RFC 6901).
    fn into_field_error(self) -> FieldError {
        let pointer = self.path.iter().rev().fold(String::new(), |mut pointer, step| {
            pointer.push('/');
            // A key may be the client's own: control characters and overlong keys are cut.
            pointer.push_str(&neutralise(step).replace('~', "~0").replace('/', "~1"));
            pointer
        });
        FieldError::new(pointer, self.code, self.detail)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::invalid(vec![refusal.into_field_error()])
    }
}

impl de::Error for Refusal {
    /// Refuses without the message, which may repeat the value.
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self::new("invalid_value", "this value isn't valid")
    }

    fn invalid_type(_found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new("invalid_type", format!("expected {}", in_json_terms(expected)))
    }

    fn invalid_value(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        match found {
            de::Unexpected::Unsigned(_) | de::Unexpected::Signed(_) => {
                Self::new("out_of_range", "this number is out of range")
            }
            _ => Self::new("invalid_value", format!("expected {}", in_json_terms(expected))),
        }
    }

    fn invalid_length(_length: usize, expected: &dyn de::Expected) -> Self {
        Self::new("invalid_length", format!("expected {}", in_json_terms(expected)))
    }

    fn unknown_variant(_variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new("invalid_value", format!("expected one of: {}", expected.join(", ")))
    }

    fn unknown_field(field: &str, _expected: &'static [&'static str]) -> Self {
        Self::new("unknown_field", "this field isn't known").under(field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("missing_field", format!("{field} is required")).under(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("duplicate_field", format!("{field} is given more than once")).under(field)
    }
}

/// Names what serde expects without Rust's words for it.
fn in_json_terms(expected: &dyn de::Expected) -> String {
    let rust = expected.to_string();
    match rust.as_str() {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => {
            "an integer".into()
        }
        "f32" | "f64" => "a number".into(),
        "a boolean" => "true or false".into(),
        "a sequence" => "an array".into(),
        "a map" => "an object".into(),
        name if name.starts_with("struct ") => "an object".into(),
        name if name.starts_with("enum ") => "a string".into(),
        _ => rust,
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Refusal {}
