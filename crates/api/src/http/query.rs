//! Query strings: [`Query`].

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::{
    Deserializer,
    de::{DeserializeOwned, IntoDeserializer as _, Visitor, value::MapAccessDeserializer},
    forward_to_deserialize_any,
};
use umbra_domain::Invalid;
use url::form_urlencoded;

use super::{
    Problem,
    json::{Entries, Refusal},
};

/// The query string, read strictly.
///
/// Answers 422 with the parameter's name as pointer (`/completed`) when a parameter has the wrong
/// form or is repeated, and when it isn't known to a type that says
/// `#[serde(deny_unknown_fields)]`. Lists with paging take [`super::page::List`] instead.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(parameters(request.query_string())).map(Self))
    }
}

/// Splits a query string; what isn't UTF-8 becomes U+FFFD.
pub(crate) fn parameters(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Reads parameters into a type.
pub(crate) fn read<T: DeserializeOwned>(parameters: Vec<(String, String)>) -> Result<T, Problem> {
    let parameters = parameters.into_iter().map(|(name, text)| (name, Parameter(text))).collect();
    Ok(T::deserialize(MapAccessDeserializer::new(Entries::new(parameters)))?)
}

/// Checks a text to search for: at most 200 characters, far below the pattern that SQLite takes. An
/// empty one finds everything.
pub(crate) fn search(raw: &str) -> Result<String, Invalid> {
    if raw.chars().count() > 200 {
        return Err(Invalid::new("too_long", "search must have at most 200 characters"));
    }
    Ok(raw.to_owned())
}

/// The text of one parameter, which becomes whatever the type wants.
struct Parameter(String);

impl Parameter {
    /// Neither database compares text with NUL reliably: PostgreSQL refuses it, SQLite cuts it.
    fn text(self) -> Result<String, Refusal> {
        if self.0.contains('\0') {
            return Err(Refusal::new("invalid_value", "NUL isn't allowed here"));
        }
        Ok(self.0)
    }
}

macro_rules! numbers {
    ($($method:ident => $visit:ident),+ $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            match self.0.parse() {
                Ok(number) => visitor.$visit(number),
                Err(_) => Err(Refusal::new("invalid_type", "expected an integer")),
            }
        }
    )+};
}

impl<'de> Deserializer<'de> for Parameter {
    type Error = Refusal;

    numbers! {
        deserialize_i8 => visit_i8, deserialize_i16 => visit_i16, deserialize_i32 => visit_i32,
        deserialize_i64 => visit_i64, deserialize_u8 => visit_u8, deserialize_u16 => visit_u16,
        deserialize_u32 => visit_u32, deserialize_u64 => visit_u64,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.0.as_str() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Refusal::new("invalid_type", "expected true or false")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_enum(self.text()?.into_deserializer())
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{parameters, read};
    use crate::http::Problem;

    #[derive(Debug, Deserialize, PartialEq, Default)]
    #[serde(deny_unknown_fields, default)]
    struct Filter {
        completed: Option<bool>,
        priority: Option<Priority>,
        days: Option<i64>,
        search: Option<String>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Priority {
        High,
    }

    fn query(text: &str) -> Result<Filter, Problem> {
        read(parameters(text))
    }

    #[test]
    fn parameters_become_what_the_type_wants() {
        assert_eq!(query("").unwrap(), Filter::default());
        assert_eq!(
            query("completed=true&priority=high&days=-3&search=a%20b%2B+c%25").unwrap(),
            Filter {
                completed: Some(true),
                priority: Some(Priority::High),
                days: Some(-3),
                search: Some("a b+ c%".into()),
            }
        );
    }

    #[test]
    fn a_bad_parameter_is_refused_by_name() {
        for (text, code, pointer) in [
            ("completed=yes", "invalid_type", "/completed"),
            ("completed=", "invalid_type", "/completed"),
            ("priority=urgent", "invalid_value", "/priority"),
            ("days=1.0", "invalid_type", "/days"),
            ("days=9223372036854775808", "invalid_type", "/days"),
            ("days=1&days=2", "duplicate_field", "/days"),
            ("search=a%00b", "invalid_value", "/search"),
            ("is_admin=true", "unknown_field", "/is_admin"),
        ] {
            let problem = query(text).unwrap_err();
            let [error] = problem.errors() else { unreachable!("{text}: {problem:?}") };
            assert_eq!((error.code, error.pointer.as_str()), (code, pointer), "{text}");
        }
    }
}
