//! `/api/events` over HTTP, on both databases.

mod back;
mod clocks;
mod days;
mod divided;
mod lifecycle;
mod moved;
mod occurrences;
mod places;
mod refused;
mod search;
mod shifted;
mod short_months;
mod status;
mod traps;
mod vectors;

use serde_json::Value;

/// Returns one field of all events in a list.
#[track_caller]
pub fn all(list: &[Value], field: &str) -> Vec<String> {
    let text = |event: &Value| match &event[field] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    list.iter().map(text).collect()
}
