//! Who is asking, and from where.

use std::net::IpAddr;

use jiff::Timestamp;

use crate::{SessionId, UserId, user::Role, zone::Zone};

/// A signed-in person behind a request: what one session look-up tells.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The session that the request carries.
    pub session: SessionId,
    /// The person.
    pub user: UserId,
    /// The name as its owner wrote it.
    pub username: String,
    /// What the account may do.
    pub role: Role,
    /// The person's time zone.
    pub timezone: Zone,
    /// Whether the person locked this session.
    pub is_locked: bool,
    /// Whether the password was set by somebody else and has to be changed first.
    pub must_change_password: bool,
    /// When the person last proved who they are in this session.
    pub authenticated_at: Timestamp,
    /// When the session was last seen; written at most once a minute.
    pub last_seen_at: Timestamp,
}

/// Where a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The client's address, from a trusted proxy or the peer.
    pub address: IpAddr,
    /// The client's own description, neutralised, at most 256 characters.
    pub user_agent: Option<String>,
}

/// A session as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Names the session.
    pub id: SessionId,
    /// The address it was created from.
    pub address: String,
    /// What the client called itself.
    pub user_agent: Option<String>,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When the session was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
}
