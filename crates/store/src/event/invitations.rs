//! Invitations to events.
//!
//! They change under the lock of the event's row, so whoever changes the event sees all of them.

mod list;
mod write;

pub use self::{
    list::{Invited, InvitedTo, find_invitation, invited, invited_to, listed},
    write::{
        NewInvitations, divide_invitations, end_invitation, invitations, invite, organiser, owner,
        respond, set_invitations,
    },
};
use crate::{StoreError, instant};

/// Reads an instant that may be empty.
fn at(
    column: Option<chrono::DateTime<chrono::Utc>>,
) -> Result<Option<jiff::Timestamp>, StoreError> {
    instant::from_nullable(column)
}
