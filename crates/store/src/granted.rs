//! Rows together with the right that was found for them.

use std::marker::PhantomData;

use umbra_domain::rights::{Denied, Forbidden, Right};

/// A right as a type, for signatures to say what they need.
pub trait Needed {
    /// The right.
    const RIGHT: Right;
}

/// A right with which a row may be changed.
pub trait MayChange: Needed {}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident $(: $change:ident)?),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Needed for $name {
            const RIGHT: Right = Right::$name;
        }

        $(impl $change for $name {})?
    )+};
}

rights! {
    /// The right to see when somebody is busy, and nothing else.
    Busy,
    /// The right to see a row.
    View,
    /// The right to comment, and to change what one has said.
    Comment: MayChange,
    /// The right to change a row.
    Edit: MayChange,
    /// The right to delete what others made.
    Manage: MayChange,
    /// The right to do everything with it.
    Own: MayChange,
}

/// What a look-up found.
#[derive(Debug)]
pub enum Access<Row, R> {
    /// Nothing, or what the caller may not even see.
    Missing,
    /// A row that the caller sees, and may not do this with.
    Forbidden(Forbidden),
    /// The row.
    Granted(Granted<Row, R>),
}

impl<Row, R: Needed> Access<Row, R> {
    /// Decides what somebody who holds `held` gets to do with a row.
    pub(crate) fn decide(row: Row, held: Right) -> Self {
        match held.allows(R::RIGHT) {
            Ok(()) => Self::Granted(Granted { row, held, right: PhantomData }),
            Err(Denied::Missing) => Self::Missing,
            Err(Denied::Forbidden(why)) => Self::Forbidden(why),
        }
    }
}

impl<Row, R> Access<Row, R> {
    /// Returns the row.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn granted(self) -> Result<Granted<Row, R>, Denied> {
        match self {
            Self::Missing => Err(Denied::Missing),
            Self::Forbidden(why) => Err(why.into()),
            Self::Granted(granted) => Ok(granted),
        }
    }
}

/// A row that the caller may do `R` with. Only a look-up of this crate makes one, and that look-up
/// finds the right in the same statement as the row.
#[derive(Debug)]
pub struct Granted<Row, R> {
    row: Row,
    held: Right,
    right: PhantomData<R>,
}

impl<Row, R> Granted<Row, R> {
    /// Grants a row that nobody but its owner can look up.
    pub(crate) const fn own(row: Row) -> Self {
        Self { row, held: Right::Own, right: PhantomData }
    }

    /// Returns the row.
    pub const fn row(&self) -> &Row {
        &self.row
    }

    /// Gives the right up and keeps the row.
    pub fn into_row(self) -> Row {
        self.row
    }

    /// Returns what the caller holds on it: at least `R`.
    #[must_use]
    pub const fn held(&self) -> Right {
        self.held
    }

    /// Asks whether the caller holds another right on the same row, too.
    ///
    /// # Errors
    /// [`Denied`] when they hold less.
    pub fn also<Other: Needed>(&self) -> Result<(), Denied> {
        self.held.allows(Other::RIGHT)
    }
}

impl<Row, R> Granted<Row, R> {
    /// Gives the row with another right that the caller holds on it, too.
    ///
    /// # Errors
    /// [`Denied`] when they hold less.
    pub fn with<Other: Needed>(self) -> Result<Granted<Row, Other>, Denied> {
        self.also::<Other>()?;
        Ok(Granted { row: self.row, held: self.held, right: PhantomData })
    }
}

impl<Row, R: MayChange> Granted<Row, R> {
    /// Returns the row to change it in memory; nothing is written yet.
    pub const fn row_mut(&mut self) -> &mut Row {
        &mut self.row
    }
}
