//! Who is connected with whom, and on the way there.
//!
//! These are the only tables whose rows belong to two people, so they are read and written here alone,
//! and not in the form of `rights`. What changes between two people changes under the lock of both
//! their accounts' rows ([`lock`]), so that of two who act at once one comes first.

mod block;
mod connect;
mod list;
mod places;
mod relationship;
mod request;
mod shares;

pub(crate) use self::{
    block::either_way as blocked_either_way, places::leave as leave_places, shares::end_invitations,
};
pub use self::{
    block::{block, may_block, unblock},
    connect::{connect, disconnect, other_of},
    list::{blocked, connections, incoming, outgoing},
    relationship::{
        Locked, Pair, Relationship, are_connected, connected, lock, lock_connected, unblocked,
    },
    request::{
        Sending, Sent, accept, answerable, cancel, cross, reject, send, sent, spend, used_until,
    },
};
