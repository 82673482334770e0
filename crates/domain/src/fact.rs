//! What the outbox carries: facts that were committed and still have to be acted on.

use crate::AuditId;

/// A committed fact. It holds ids only; whoever acts on it reloads the rows and checks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The audit log has grown, by this entry first, and has to reach the log stream.
    AuditRecorded(AuditId),
}

impl Fact {
    /// Returns the kind as stored.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::AuditRecorded(_) => "audit_recorded",
        }
    }

    /// Returns the id of the row that the fact is about.
    #[must_use]
    pub const fn subject(self) -> i64 {
        match self {
            Self::AuditRecorded(id) => id.0,
        }
    }

    /// Reads a stored fact; `None` for a kind that this version doesn't know.
    #[must_use]
    pub fn from_stored(kind: &str, subject: i64) -> Option<Self> {
        match kind {
            "audit_recorded" => Some(Self::AuditRecorded(AuditId(subject))),
            _ => None,
        }
    }
}
