//! Why a text is no value of a setting.

/// Why a text is not of its form.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is something else altogether; what is expected says enough.
    Unexpected,
    /// It nearly is; this says what is wrong. Must not quote a secret.
    Because(String),
}
