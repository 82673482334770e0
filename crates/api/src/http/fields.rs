//! Collects what is wrong with the values of one request, so that one answer reports all of it.

use umbra_domain::{Invalid, Patch};

use super::{Problem, problem::FieldError};

/// The refused fields of one request.
///
/// A handler takes each value with [`Fields::take`], [`Fields::patch`] or [`Fields::replace`], and
/// puts them together with [`Fields::build`], which is where it stops if one was refused.
#[derive(Debug, Default)]
pub struct Fields(Vec<FieldError>);

impl Fields {
    /// Takes a parsed value, or notes why the field at `pointer` was refused.
    pub fn take<T>(&mut self, pointer: &str, parsed: Result<T, Invalid>) -> Option<T> {
        parsed.map_err(|invalid| self.0.push(FieldError::from_invalid(pointer, invalid))).ok()
    }

    /// Parses the new value of a field that can be cleared.
    pub fn patch<T, U>(
        &mut self,
        pointer: &str,
        patch: Patch<T>,
        parse: impl FnOnce(T) -> Result<U, Invalid>,
    ) -> Patch<U> {
        self.take(pointer, patch.try_map(parse)).unwrap_or_default()
    }

    /// Parses the new value of a field that can't be cleared: `null` is refused with `required`.
    pub fn replace<T, U>(
        &mut self,
        pointer: &str,
        patch: Patch<T>,
        parse: impl FnOnce(T) -> Result<U, Invalid>,
    ) -> Option<U> {
        match patch {
            Patch::Keep => None,
            Patch::Clear => {
                self.refuse(pointer, Invalid::new("required", "this field can't be empty"));
                None
            }
            Patch::Set(value) => self.take(pointer, parse(value)),
        }
    }

    /// Notes that the field at `pointer` was refused.
    pub fn refuse(&mut self, pointer: &str, invalid: Invalid) {
        self.0.push(FieldError::from_invalid(pointer, invalid));
    }

    /// Ends the collection.
    ///
    /// # Errors
    /// 422 with every refused field.
    pub fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::invalid(self.0)) }
    }

    /// Ends the collection and puts the parsed values together. A value that [`Fields::take`] didn't
    /// return makes `value` return `None`, and then there is an error to report.
    ///
    /// # Errors
    /// 422 with every refused field.
    pub fn build<T>(self, value: impl FnOnce() -> Option<T>) -> Result<T, Problem> {
        let built = value().filter(|_| self.0.is_empty());
        built.ok_or_else(|| Problem::invalid(self.0))
    }
}

/// Parses a text that may be left out.
pub(crate) fn optional<T>(
    text: Option<&String>,
    parse: impl FnOnce(&str) -> Result<T, Invalid>,
) -> Result<Option<T>, Invalid> {
    text.map(|text| parse(text)).transpose()
}

#[cfg(test)]
mod tests {
    use umbra_domain::{Invalid, Patch};

    use super::Fields;

    fn short(text: &str) -> Result<&str, Invalid> {
        if text.len() < 4 { Ok(text) } else { Err(Invalid::new("too_long", "this is too long")) }
    }

    #[test]
    fn all_refused_fields_are_reported_at_once() {
        let mut fields = Fields::default();
        let a = fields.take("/a", short("fine"));
        let b = fields.take("/b", short("ok"));
        let c = fields.replace("/c", Patch::<&str>::Clear, short);
        let problem = fields.build(|| Some((a?, b?, c))).unwrap_err();
        let reported: Vec<_> =
            problem.errors().iter().map(|e| (e.pointer.as_str(), e.code)).collect();
        assert_eq!(reported, [("/a", "too_long"), ("/c", "required")]);
    }

    #[test]
    fn values_without_an_error_are_put_together() {
        let mut fields = Fields::default();
        let a = fields.take("/a", short("ok"));
        let b = fields.patch("/b", Patch::Set("ok"), short);
        let c = fields.patch("/c", Patch::Clear, short);
        assert_eq!(
            fields.build(|| Some((a?, b, c))).unwrap(),
            ("ok", Patch::Set("ok"), Patch::Clear)
        );
    }

    #[test]
    fn one_refused_patch_refuses_the_request() {
        let mut fields = Fields::default();
        assert_eq!(fields.patch("/a", Patch::Set("much too long"), short), Patch::Keep);
        assert_eq!(fields.finish().unwrap_err().errors().len(), 1);
    }
}
