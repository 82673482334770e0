//! Connections: two people who have agreed to know each other here. Only they can share.
//!
//! Asking tells nothing. What somebody sees of a request of their own is the name as they typed it, for
//! as long as they leave it there: the same whether an account has that name, whether its owner blocks
//! them, has rejected them or hasn't looked yet.

mod allowance;

use jiff::{SignedDuration, Timestamp};

pub use allowance::spend;

use crate::{ConnectionId, ConnectionRequestId, UserId, user::PreferredName};

/// How many requests a person may have open.
pub const MAX_OPEN_REQUESTS: usize = 100;

/// How long somebody who was rejected can't reach that person again with a request.
pub const REST_AFTER_REJECTION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What people who have agreed to it see of each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The account.
    pub id: UserId,
    /// The name to sign in with, as its owner wrote it.
    pub username: String,
    /// What the person wants to be called.
    pub preferred_name: Option<PreferredName>,
}

/// A connection, as one of the two sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Names it, for both of them.
    pub id: ConnectionId,
    /// The other one.
    pub with: Peer,
    /// Since when they are connected.
    pub created_at: Timestamp,
}

/// A request of somebody else's that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingRequest {
    /// Names it.
    pub id: ConnectionRequestId,
    /// Who asks.
    pub from: Peer,
    /// When it was sent.
    pub created_at: Timestamp,
}

/// A request of one's own. It says nothing of whom it reaches, or whether it reaches anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingRequest {
    /// Names it.
    pub id: ConnectionRequestId,
    /// The name as it was typed.
    pub username: String,
    /// When it was sent.
    pub created_at: Timestamp,
}

/// Somebody whom a person blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockedPerson {
    /// The account.
    pub id: UserId,
    /// The name to sign in with, as its owner wrote it.
    pub username: String,
    /// Since when.
    pub created_at: Timestamp,
}
