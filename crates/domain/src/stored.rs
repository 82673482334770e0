//! What all stored things have in common.

use std::ops::Deref;

use jiff::Timestamp;

use crate::id::Id;

/// A thing that has an id of its own kind once it is stored.
pub trait Identified {
    /// The kind of its ids.
    type Id: Id;
}

/// A stored thing: what it says, and what the database knows of it besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<Body: Identified> {
    /// Names the thing.
    pub id: Body::Id,
    /// Grows by one with every change. It is the `ETag` of the wire.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody last changed it.
    pub updated_at: Timestamp,
    /// What it says: all that an edit may change.
    pub body: Body,
}

impl<Body: Identified> Deref for Stored<Body> {
    type Target = Body;

    fn deref(&self) -> &Body {
        &self.body
    }
}
