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

/// Declares the kinds of ids that there are; `lib.rs` has them.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $crate::id::Id for $name {
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
pub(crate) use ids;
