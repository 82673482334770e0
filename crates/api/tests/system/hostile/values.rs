//! Values, fitting and not.

use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
    string::string_regex,
};
use serde_json::{Number, Value};
use umbra_testkit::PASSWORD;

/// Follows a reference, if a schema is one.
pub(super) fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let reference = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    reference.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

/// Makes values up that a schema allows.
pub(super) fn fitting(document: &Value, name: &str, schema: &Value) -> Vec<Value> {
    let choices = ["oneOf", "anyOf"].iter().filter_map(|kind| schema[*kind].as_array()).flatten();
    let mut values: Vec<_> =
        choices.flat_map(|choice| fitting(document, name, resolved(document, choice))).collect();
    let schema = resolved(document, schema);
    values.extend(schema["enum"].as_array().into_iter().flatten().cloned());
    values.extend(schema["examples"].as_array().into_iter().flatten().cloned());
    values.extend(schema.get("example").cloned());
    let kinds = schema["type"].as_array().cloned().unwrap_or_else(|| vec![schema["type"].clone()]);
    for kind in kinds.iter().filter_map(Value::as_str) {
        match kind {
            "boolean" => values.extend([true.into(), false.into()]),
            "integer" => {
                values.push(1.into());
                values.extend(
                    ["minimum", "maximum"].iter().filter_map(|end| schema.get(end)).cloned(),
                );
            }
            "string" if name.contains("password") => values.push(PASSWORD.into()),
            "string" if schema["format"] == "date" => values.push("2026-03-05".into()),
            "string" if schema.get("enum").is_none() && schema.get("pattern").is_none() => {
                values.extend(["Buy milk", "ana", "🥛"].map(Value::from));
            }
            "null" => values.push(Value::Null),
            _ => {}
        }
    }
    values
}

/// JSON of any shape.
pub(super) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => text().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => integer().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(|n| Number::from_f64(n).map_or(Value::Null, Value::Number)),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((text(), inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// Whole numbers, the awkward ones more often.
pub(super) fn integer() -> impl Strategy<Value = i64> {
    prop_oneof![
        select(vec![0, 1, -1, 7, 90, 1440, 65_536, 4_294_967_296, i64::MAX, i64::MIN]),
        any::<i64>(),
    ]
}

/// Text, of which some means something to somebody.
pub(super) fn text() -> impl Strategy<Value = String> {
    let known = vec![
        "",
        " ",
        "ana",
        "admin",
        "Buy milk",
        "high",
        "none",
        "standard",
        "2026-03-05",
        "9999-12-31",
        "0001-01-01",
        "09:30",
        "24:00",
        "2026-03-05T09:30:00Z",
        "-9999-01-01T00:00:00Z",
        "Europe/Berlin",
        "#1a2b3c",
        "123456",
        "ABCD-EFGH",
        "ana@example.org",
        "seven green herons at dusk",
        "%",
        "_",
        "\\",
        "'",
        "\"",
        "'; DROP TABLE todos; --",
        "\u{0}",
        "a\u{0}b",
        "\r\nSet-Cookie: a=b",
        "../../etc/passwd",
        "${jndi:ldap://x}",
        "{{7*7}}",
        "\u{202e}",
        "\u{feff}",
        "\u{fffd}",
        "🥛",
        "ﬁ",
        "İ",
        "ς",
        "e\u{301}",
        "null",
        "true",
        "NaN",
        "1e999",
        "-0",
        "e30",
        "eyJvIjoiLWNyZWF0ZWRfYXQiLCJrIjoiMCIsImkiOjF9",
    ];
    prop_oneof![
        3 => select(known).prop_map(str::to_owned),
        2 => string_regex("[ -~]{0,30}").unwrap(),
        1 => string_regex("\\PC{0,30}").unwrap(),
        1 => any::<String>(),
        1 => (select(vec!["a", "ß", "🥛", "%", "["]), 100..2000_usize)
            .prop_map(|(part, times)| part.repeat(times)),
    ]
}

/// Escapes a text for a URL, byte by byte.
pub(super) fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let escape = |byte: u8| match byte {
        byte if plain(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}
