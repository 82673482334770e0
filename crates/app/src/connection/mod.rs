//! Connections: asking, answering, ending, blocking.
//!
//! What changes between two people changes under the lock of both accounts' rows, so of two who act at
//! once one comes first and the other one finds what that left.

mod answer;
mod block;
mod end;
mod list;
mod request;

pub use self::{
    block::BlockError,
    request::{RequestError, Requested},
};
