//! What an operation takes, as the document says.

use serde_json::{Map, Value};

/// An operation of the document.
pub(super) struct Operation<'d> {
    pub(super) method: &'d str,
    pub(super) path: &'d str,
    described: &'d Map<String, Value>,
}

impl<'d> Operation<'d> {
    pub(super) fn new(method: &'d str, path: &'d str, described: &'d Map<String, Value>) -> Self {
        Self { method, path, described }
    }

    /// Returns its name.
    pub(super) fn id(&self) -> &'d str {
        self.text(self.described.get("operationId"))
    }

    /// Returns the group that it belongs to.
    pub(super) fn tag(&self) -> &'d str {
        self.text(self.described.get("tags").and_then(|tags| tags.get(0)))
    }

    /// Tells whether it changes nothing.
    pub(super) fn is_safe(&self) -> bool {
        self.method == "get"
    }

    /// Tells whether nobody without a session is let in.
    pub(super) fn needs_session(&self) -> bool {
        self.ways().is_none_or(|ways| ways.iter().all(|way| way.get("session").is_some()))
    }

    /// Tells whether it needs the header of changing requests.
    pub(super) fn needs_header(&self) -> bool {
        self.ways().is_some_and(|ways| ways.iter().any(|way| way.get("csrf").is_some()))
    }

    pub(super) fn has_body(&self) -> bool {
        self.described.contains_key("requestBody")
    }

    /// Tells whether it has a parameter there, by this name if one is given.
    pub(super) fn takes(&self, place: &str, name: Option<&str>) -> bool {
        let all = self.described.get("parameters").and_then(Value::as_array);
        all.into_iter()
            .flatten()
            .any(|one| one["in"] == place && name.is_none_or(|name| one["name"] == name))
    }

    fn ways(&self) -> Option<&'d Vec<Value>> {
        self.described.get("security").and_then(Value::as_array)
    }

    fn text(&self, value: Option<&'d Value>) -> &'d str {
        value.and_then(Value::as_str).unwrap_or_default()
    }
}
