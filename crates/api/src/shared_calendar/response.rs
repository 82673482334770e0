//! What clients get to see of sharing.

use serde::Serialize;
use umbra_domain::{
    CalendarId,
    calendar::{
        CalendarPreferences, Description, Member, MembershipStatus, Shared, SharedCalendar,
    },
    connection::Peer,
    user::PreferredName,
};
use utoipa::ToSchema;

use crate::calendar::{CalendarOwnerBody, PermissionName};

/// Whether a shared calendar was accepted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CalendarSharingStatus)]
pub(crate) enum StatusName {
    /// It was offered, and waits for an answer. The permission isn't held yet.
    Pending,
    /// It was accepted.
    Accepted,
}

/// A calendar of somebody else's that is shared with the caller or offered to them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SharedCalendar)]
pub(super) struct SharedCalendarBody {
    /// The id of the calendar.
    #[schema(minimum = 1)]
    calendar_id: i64,
    /// Its name.
    #[schema(example = "Family")]
    name: String,
    /// A description; `null` until the caller may see the calendar's events.
    description: Option<String>,
    /// Its owner.
    owner: CalendarOwnerBody,
    /// The caller's permission, or the one that they are offered.
    permission: PermissionName,
    /// Whether the caller has accepted it.
    status: StatusName,
    /// The colour of the calendar.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#3366cc")]
    default_color: String,
    /// The caller's own colour; `null` for that of the calendar.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    color: Option<String>,
    /// Whether clients show what is in it to the caller.
    is_visible: bool,
    /// Its position in the caller's list: lower numbers come first.
    sort_order: i32,
    /// When it was offered or, after that, accepted; `null` for a calendar that the caller made and
    /// handed over.
    #[schema(format = DateTime)]
    since: Option<String>,
}

impl From<SharedCalendar> for SharedCalendarBody {
    fn from(shared: SharedCalendar) -> Self {
        let preferences = shared.preferences();
        let (status, since) = match shared.shared {
            Shared::Offered(at) => (StatusName::Pending, Some(at)),
            Shared::Accepted { since, .. } => (StatusName::Accepted, since),
        };
        Self {
            calendar_id: shared.id.0,
            name: shared.name.into_string(),
            description: shared.description.map(Description::into_string),
            owner: shared.owner.into(),
            permission: shared.right.into(),
            status,
            default_color: shared.color.as_str().to_owned(),
            color: preferences.color.map(|color| color.as_str().to_owned()),
            is_visible: preferences.is_visible,
            sort_order: preferences.sort_order.get(),
            since: since.map(|at| at.to_string()),
        }
    }
}

/// Somebody with whom a calendar is shared, or its owner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarMember)]
pub(crate) struct MemberBody {
    /// The account.
    #[schema(minimum = 1)]
    user_id: i64,
    /// Their username.
    #[schema(example = "ben")]
    username: String,
    /// The name to address them by; `null` for none.
    #[schema(example = "Ben")]
    preferred_name: Option<String>,
    /// Their permission, or the one that they are offered.
    permission: PermissionName,
    /// Whether they have accepted it.
    status: StatusName,
    /// When it was offered or, after that, accepted; `null` for whoever made the calendar.
    #[schema(format = DateTime)]
    since: Option<String>,
}

impl From<Member> for MemberBody {
    fn from(member: Member) -> Self {
        let Peer { id, username, preferred_name } = member.peer;
        Self {
            user_id: id.0,
            username,
            preferred_name: preferred_name.map(PreferredName::into_string),
            permission: member.right.into(),
            status: match member.status {
                MembershipStatus::Offered => StatusName::Pending,
                MembershipStatus::Accepted => StatusName::Accepted,
            },
            since: member.since.map(|at| at.to_string()),
        }
    }
}

/// The caller's own preferences for a calendar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarPreferences)]
pub(super) struct PreferencesBody {
    /// The id of the calendar.
    #[schema(minimum = 1)]
    calendar_id: i64,
    /// The caller's own colour; `null` for that of the calendar.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    color: Option<String>,
    /// Whether clients show what is in it.
    is_visible: bool,
    /// Its position in the list: lower numbers come first.
    sort_order: i32,
}

impl PreferencesBody {
    pub(super) fn of(id: CalendarId, preferences: &CalendarPreferences) -> Self {
        Self {
            calendar_id: id.0,
            color: preferences.color.as_ref().map(|color| color.as_str().to_owned()),
            is_visible: preferences.is_visible,
            sort_order: preferences.sort_order.get(),
        }
    }
}
