//! Typed ids: positive 64-bit integers that can't be mixed up.

/// An id that one kind of row carries.
pub trait Id: Copy + Eq + std::hash::Hash + std::fmt::Debug + std::fmt::Display {
    /// Takes a positive number; zero and below name nothing.
    fn from_positive(raw: i64) -> Option<Self>
    where
        Self: Sized;
    /// Returns the number as stored and sent.
    fn get(self) -> i64;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl Id for $name {
            fn from_positive(raw: i64) -> Option<Self> {
                (raw > 0).then_some(Self(raw))
            }

            fn get(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// Names a person's account.
    UserId,
    /// Names a signed-in browser or program.
    SessionId,
    /// Names a passkey.
    PasskeyId,
    /// Names a todo.
    TodoId,
    /// Names a calendar.
    CalendarId,
    /// Names an event: a single one, or a series.
    EventId,
    /// Names an event template.
    TemplateId,
    /// Names a reminder.
    ReminderId,
    /// Names an entry of the audit log; also its place in the chain.
    AuditId,
    /// Names a row of the outbox.
    OutboxId,
}
