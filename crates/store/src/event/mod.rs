//! Events.
//!
//! Whoever changes an event holds the lock on its row, also when only an override changes: of two
//! edits of a series the second one sees what the first one did.

mod create;
mod invitations;
mod joined;
mod overrides;
mod personal;
mod row;
mod search;
mod viewer_access;
mod window;
mod zones;

use jiff::Timestamp;
use umbra_domain::{
    CalendarId, Stored,
    event::{Event, Override},
};

pub use create::create_alone;
pub use invitations::{
    Invited, InvitedTo, NewInvitations, divide_invitations, end_invitation, find_invitation,
    invitations, invite, invited, invited_to, listed, organiser, owner, respond, set_invitations,
};
pub use joined::Found;
pub use joined::whole;
pub(crate) use joined::{seen_by, with_overrides};
pub use overrides::{overrides, set_override, set_overrides};
pub use personal::{People, Seen, find_seen, people, personal_state, who_see, write_people};
pub(crate) use personal::{read as read_mine, text as personal_text};
pub use search::{Hits, SearchQuery, search};
pub use window::{InWindow, WindowQuery, in_window};
pub(crate) use zones::in_zones;
pub use zones::{lock_in_zones, write_kept};

use crate::{Edit, Granted, MayChange, StoreError, Tx, resource};

/// Makes the event that a part of another one becomes, with its overrides.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::Dangling`] when the calendar has gone.
pub async fn create_part(
    tx: &Tx,
    calendar: &Granted<CalendarId, Edit>,
    new: Event,
    overrides: &[Override],
    now: Timestamp,
) -> Result<Stored<Event>, StoreError> {
    let row = row::to_row(&new, overrides);
    let made = resource::create_as(tx, calendar, new, row, now).await?;
    overrides::write(tx, &made, overrides).await?;
    Ok(made)
}

/// Writes a changed event and returns it with its new version. `overrides` are all that it has
/// now; they are written by [`set_override`] or [`set_overrides`].
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::Dangling`] when its new calendar has
/// gone.
pub async fn update<R: MayChange>(
    tx: &Tx,
    granted: Granted<Stored<Event>, R>,
    overrides: &[Override],
    now: Timestamp,
) -> Result<Stored<Event>, StoreError> {
    let row = row::to_row(&granted.row().body, overrides);
    resource::update_as(tx, granted, row, now).await
}
