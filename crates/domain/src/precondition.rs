//! What a client expects of a row before it changes it.

/// The versions of a row that a change accepts (RFC 9110 section 13.1.1).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum IfMatch {
    /// Any version: the client said nothing, or `*`.
    #[default]
    Any,
    /// One of these versions.
    Versions(Vec<i64>),
}

impl IfMatch {
    /// Tells whether a row at this version may be changed.
    #[must_use]
    pub fn allows(&self, version: i64) -> bool {
        match self {
            Self::Any => true,
            Self::Versions(versions) => versions.contains(&version),
        }
    }
}
