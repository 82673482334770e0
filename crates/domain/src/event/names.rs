//! Where the occurrences of a series are after a change.

use jiff::civil::DateTime;

use super::remap::Remap;
use crate::recurrence::Series;

/// Finds the occurrences of a series by the names that they had before a change.
#[derive(Debug)]
pub struct Names(Found);

#[derive(Debug)]
enum Found {
    /// They have the names that they had.
    Same,
    /// There is no series any more, or there was none.
    Nowhere,
    /// They are where the new series has them.
    In { remap: Box<Remap>, series: Box<Series> },
}

impl Names {
    pub(super) const fn same() -> Self {
        Self(Found::Same)
    }

    pub(super) const fn nowhere() -> Self {
        Self(Found::Nowhere)
    }

    pub(super) fn of(remap: Remap, series: Series) -> Self {
        Self(Found::In { remap: Box::new(remap), series: Box::new(series) })
    }

    /// Gives the name that an occurrence has now; `None` when it has gone.
    #[must_use]
    pub fn find(&self, old: DateTime) -> Option<DateTime> {
        match &self.0 {
            Found::Same => Some(old),
            Found::Nowhere => None,
            Found::In { remap, series } => remap.find(old).filter(|&local| series.contains(local)),
        }
    }

    /// Gives where what began with an occurrence begins now, also when the occurrence has gone.
    pub(super) fn bound(&self, old: DateTime) -> Option<DateTime> {
        match &self.0 {
            Found::Same => Some(old),
            Found::Nowhere => None,
            Found::In { remap, .. } => Some(remap.find(old).unwrap_or_else(|| remap.place(old))),
        }
    }
}
