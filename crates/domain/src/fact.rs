//! What the outbox carries: facts that were committed and still have to be acted on.

use jiff::civil::DateTime;
use serde_json::{Value, json};

use crate::{AuditId, ReminderId, UserId};

/// A committed fact. It says which rows it is about and nothing of what is in them: whoever acts
/// on it reloads them and checks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The audit log has grown, by this entry first, and has to reach the log stream.
    AuditRecorded(AuditId),
    /// A reminder fired, and its owner has to be told.
    ReminderFired(ReminderFired),
}

/// One firing of a reminder. Its owner is told of it once on each channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReminderFired {
    /// The reminder.
    pub reminder: ReminderId,
    /// Whose it is.
    pub owner: UserId,
    /// The occurrence that it fired for, by its local time.
    pub occurrence: DateTime,
    /// How often that occurrence had been snoozed; 0 when it came by itself.
    pub generation: u32,
}

impl Fact {
    /// Returns the kind as stored.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::AuditRecorded(_) => "audit_recorded",
            Self::ReminderFired(_) => "reminder_fired",
        }
    }

    /// Returns the id of the row that the fact is about.
    #[must_use]
    pub const fn subject(self) -> i64 {
        match self {
            Self::AuditRecorded(id) => id.0,
            Self::ReminderFired(fired) => fired.reminder.0,
        }
    }

    /// Returns what is stored beside kind and subject, a JSON object; `None` for kinds that need
    /// nothing else.
    #[must_use]
    pub fn payload(self) -> Option<String> {
        match self {
            Self::AuditRecorded(_) => None,
            Self::ReminderFired(ReminderFired { owner, occurrence, generation, .. }) => {
                let occurrence = occurrence.to_string();
                let payload =
                    json!({"owner": owner, "occurrence": occurrence, "generation": generation});
                Some(payload.to_string())
            }
        }
    }

    /// Reads a stored fact; `None` when this version doesn't know the kind or can't read the
    /// payload. Members that it doesn't know are passed over, so a later version may add some.
    #[must_use]
    pub fn from_stored(kind: &str, subject: i64, payload: Option<&str>) -> Option<Self> {
        match kind {
            "audit_recorded" => Some(Self::AuditRecorded(AuditId(subject))),
            "reminder_fired" => {
                let payload: Value = payload?.parse().ok()?;
                Some(Self::ReminderFired(ReminderFired {
                    reminder: ReminderId(subject),
                    owner: UserId(payload.get("owner")?.as_i64()?),
                    occurrence: payload.get("occurrence")?.as_str()?.parse().ok()?,
                    generation: payload.get("generation")?.as_u64()?.try_into().ok()?,
                }))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fired() -> Fact {
        Fact::ReminderFired(ReminderFired {
            reminder: ReminderId(7),
            owner: UserId(3),
            occurrence: "2026-03-29T02:30:00".parse().unwrap(),
            generation: 2,
        })
    }

    #[test]
    fn every_kind_comes_back_as_it_was_stored() {
        for fact in [Fact::AuditRecorded(AuditId(5)), fired()] {
            let payload = fact.payload();
            let read = Fact::from_stored(fact.kind(), fact.subject(), payload.as_deref());
            assert_eq!(read, Some(fact), "{payload:?}");
        }
    }

    #[test]
    fn what_later_versions_add_is_passed_over() {
        let payload =
            r#"{"owner":3,"occurrence":"2026-03-29T02:30:00","generation":2,"mood":"good"}"#;
        assert_eq!(Fact::from_stored("reminder_fired", 7, Some(payload)), Some(fired()));
        assert!(Fact::from_stored("audit_recorded", 5, Some(payload)).is_some());
    }

    #[test]
    fn what_cannot_be_read_is_no_fact() {
        for payload in [
            r#"{"owner":3,"occurrence":"2026-03-29T02:30:00"}"#,
            r#"{"owner":3,"occurrence":"2026-03-29T02:30:00","generation":-1}"#,
            r#"{"owner":3,"occurrence":"tomorrow","generation":2}"#,
            r#"{"owner":"ana","occurrence":"2026-03-29T02:30:00","generation":2}"#,
            "[]",
            "{",
            "",
        ] {
            assert_eq!(Fact::from_stored("reminder_fired", 7, Some(payload)), None, "{payload}");
        }
        assert_eq!(Fact::from_stored("reminder_fired", 7, None), None);
        assert_eq!(Fact::from_stored("moon_landed", 7, None), None);
    }
}
