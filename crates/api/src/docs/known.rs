//! Schemas of values of which all are known, though the code has them as text.

use utoipa::openapi::{Object, ObjectBuilder, schema::Type};

/// Describes text that is one of these.
pub(crate) fn text<'t>(values: impl IntoIterator<Item = &'t str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(values)).build()
}

/// Describes a yes or no that is always the same: programs tell answers apart by it.
pub(crate) fn truth(value: bool) -> Object {
    ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([value])).build()
}

/// Declares a type that stands for such text in the document.
macro_rules! known_text {
    ($(#[doc = $doc:literal])+ $visible:vis $name:ident as $schema:literal: $values:expr) => {
        $(#[doc = $doc])+
        $visible enum $name {}

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let mut schema = $crate::docs::known::text($values);
                schema.description = Some(concat!($($doc),+).trim().to_owned());
                schema.into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                $schema.into()
            }
        }
    };
}

pub(crate) use known_text;
