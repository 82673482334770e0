//! What people want on their phones.

use super::Kind;
use crate::settings::NtfySettings;

/// Tells whether a person wants something of this kind on their phone. What has no switch of its own comes
/// to everybody who has switched ntfy on.
pub(crate) const fn is_wanted(ntfy: &NtfySettings, kind: Kind, on_event: bool) -> bool {
    match kind {
        Kind::Reminder if on_event => ntfy.events_enabled,
        Kind::Reminder => ntfy.reminders_enabled,
        Kind::EventInvitation | Kind::InvitationResponse => ntfy.events_enabled,
        Kind::TodoDue => ntfy.todos_enabled,
        Kind::TaskDue | Kind::TaskAssigned | Kind::Comment | Kind::Mention | Kind::ProjectShare => {
            ntfy.projects_enabled
        }
        Kind::ConnectionRequest
        | Kind::CalendarShare
        | Kind::Birthday
        | Kind::Digest
        | Kind::Security => true,
    }
}
