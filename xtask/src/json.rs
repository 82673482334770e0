//! JSON text that is the same for the same value.

use serde_json::{Map, Value};

use crate::failure::{Failure, Outcome};

/// Names that stand first in the outermost object, in this order, as a reader of an OpenAPI
/// document expects them; the others follow by the alphabet.
const FIRST: &[&str] = &["openapi", "info", "servers", "security", "tags", "paths"];

/// Writes JSON with an order of names that depends on nothing but the names, indented by two
/// spaces, with a line break at the end.
pub(crate) fn canonical(text: &str) -> Outcome<String> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Failure::new(format!("what should be JSON isn't: {error}")))?;
    let mut out = String::new();
    write(&mut out, &value, 0);
    out.push('\n');
    Ok(out)
}

fn write(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            enclose(out, '[', ']', depth, items, |out, item| write(out, item, depth + 1));
        }
        Value::Object(members) if !members.is_empty() => {
            enclose(out, '{', '}', depth, sorted(members, depth), |out, (name, value)| {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push_str(": ");
                write(out, value, depth + 1);
            });
        }
        scalar_or_empty => out.push_str(&scalar_or_empty.to_string()),
    }
}

fn enclose<T>(
    out: &mut String,
    open: char,
    close: char,
    depth: usize,
    parts: impl IntoIterator<Item = T>,
    mut part: impl FnMut(&mut String, T),
) {
    let mut before = open;
    for item in parts {
        out.push(before);
        out.push('\n');
        indent(out, depth + 1);
        part(out, item);
        before = ',';
    }
    out.push('\n');
    indent(out, depth);
    out.push(close);
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn sorted(members: &Map<String, Value>, depth: usize) -> Vec<(&String, &Value)> {
    let first = if depth == 0 { FIRST } else { &[] };
    let rank = |name: &str| first.iter().position(|first| *first == name).unwrap_or(first.len());
    let mut members: Vec<_> = members.iter().collect();
    members.sort_by(|(a, _), (b, _)| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_values_are_untouched() {
        let text = r#"{"components":{},"paths":{"/b":[1,{"y":null,"x":"ü\n"}],"/a":{"tags":[],"info":0}},"info":[],"openapi":"3.1.0"}"#;
        let expected = r#"{
  "openapi": "3.1.0",
  "info": [],
  "paths": {
    "/a": {
      "info": 0,
      "tags": []
    },
    "/b": [
      1,
      {
        "x": "ü\n",
        "y": null
      }
    ]
  },
  "components": {}
}
"#;
        assert_eq!(canonical(text).unwrap(), expected);
    }

    #[test]
    fn writing_it_again_changes_nothing() {
        let once = canonical(r#"{"b":[9223372036854775807,-1.5,true],"a":{"c":[[]]}}"#).unwrap();
        assert_eq!(canonical(&once).unwrap(), once);
    }

    #[test]
    fn other_text_is_refused() {
        assert!(canonical("panicked at").is_err());
    }
}
