//! Invitations as who is invited sees them.

use jiff::tz::TimeZone;
use serde::Serialize;
use umbra_app::event::EventInvitation;
use utoipa::ToSchema;

use super::{invitation::InvitationBody, response::EventBody};

/// An invitation of the caller's, with the event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReceivedInvitation)]
pub(super) struct ReceivedBody {
    #[serde(flatten)]
    invitation: InvitationBody,
    /// What the caller is invited to, as they see it: the event, or the occurrence.
    event: Option<EventBody>,
}

impl ReceivedBody {
    pub(super) fn of(invitation: &EventInvitation, clock: &TimeZone) -> Self {
        let event = invitation.shown.as_ref().map(|shown| EventBody::of(shown, clock));
        Self { invitation: invitation.into(), event }
    }
}
