//! Rows together with the right that was found for them.

use std::marker::PhantomData;

/// The right to see a row.
#[derive(Debug)]
pub struct View;

/// The right to change a row.
#[derive(Debug)]
pub struct Edit;

/// A row that the caller may do `Right` with. Only a look-up of this crate makes one, and that
/// look-up joins ownership in SQL, so a row that the caller may not see is not found at all.
#[derive(Debug)]
pub struct Granted<Row, Right> {
    row: Row,
    right: PhantomData<Right>,
}

impl<Row, Right> Granted<Row, Right> {
    pub(crate) const fn new(row: Row) -> Self {
        Self { row, right: PhantomData }
    }

    /// Returns the row.
    pub const fn row(&self) -> &Row {
        &self.row
    }

    /// Gives the right up and keeps the row.
    pub fn into_row(self) -> Row {
        self.row
    }
}

impl<Row> Granted<Row, Edit> {
    /// Returns the row to change it in memory; nothing is written yet.
    pub const fn row_mut(&mut self) -> &mut Row {
        &mut self.row
    }
}
