//! Places in lists that are ordered by an instant.

use jiff::Timestamp;
use sea_orm::{
    Condition,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use umbra_domain::page::Keyset;

use crate::{StoreError, entity::reminder::Column, instant};

/// What a keyset says for a row without an instant, which comes after all others.
const NEVER: &str = "never";

/// A place in a list by an instant, those without one last, and then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The instant.
    pub at: Option<Timestamp>,
    /// The id.
    pub id: i64,
}

impl Place {
    /// Reads a cursor's keyset.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`] when it is none of such a list.
    pub fn read(keyset: &Keyset) -> Result<Self, StoreError> {
        if keyset.key == NEVER {
            return Ok(Self { at: None, id: keyset.id });
        }
        Ok(Self { at: Some(instant::from_cursor(&keyset.key)?), id: keyset.id })
    }

    /// Writes the keyset that reads back to this place.
    #[must_use]
    pub fn keyset(self) -> Keyset {
        let key = self.at.map_or_else(|| NEVER.to_owned(), |at| at.as_microsecond().to_string());
        Keyset { key, id: self.id }
    }
}

/// Keeps what comes after an instant and an id.
pub(super) fn beyond(column: Column, at: Timestamp, id: i64) -> Condition {
    let here: [SimpleExpr; 2] = [Expr::col(column), Expr::col(Column::Id)];
    let there = [Expr::value(instant::to_column(at)), Expr::value(id)];
    Condition::all().add(Expr::tuple(here).gt(Expr::tuple(there)))
}
