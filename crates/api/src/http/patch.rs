//! [`Patch`] in request types.
//!
//! A field that can be cleared is a `Patch`, with `#[serde(default, deserialize_with = "patch::given")]`
//! so that one left out is kept, and `#[schema(value_type = Option<…>)]` for the document.

use serde::{Deserialize, Deserializer};
use umbra_domain::Patch;

/// Reads a field that was given: `null` clears it, a value sets it.
///
/// Together with `#[serde(default)]`, an omitted field stays.
///
/// # Errors
/// When the value isn't a `T`.
pub fn given<'de, T, D>(deserializer: D) -> Result<Patch<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(|value| value.map_or(Patch::Clear, Patch::Set))
}

#[cfg(test)]
mod tests {
    #![expect(dead_code, reason = "only the schema of the type is looked at")]

    use serde::Deserialize;
    use serde_json::json;
    use umbra_domain::Patch;
    use utoipa::{PartialSchema as _, ToSchema};

    #[derive(Deserialize, ToSchema)]
    struct Update {
        title: String,
        #[serde(default, deserialize_with = "super::given")]
        #[schema(value_type = Option<String>, max_length = 100)]
        note: Patch<String>,
    }

    #[test]
    fn the_schema_of_a_patch_is_optional_and_nullable() {
        let schema = serde_json::to_value(Update::schema()).unwrap_or_default();
        assert_eq!(schema["properties"]["note"]["type"], json!(["string", "null"]));
        assert_eq!(schema["properties"]["note"]["maxLength"], json!(100));
        assert_eq!(schema["required"], json!(["title"]));
    }
}
