//! What clients get to see of calendars.

use serde::Serialize;
use umbra_domain::{
    calendar::{Description, SeenCalendar},
    connection::Peer,
    user::PreferredName,
};
use utoipa::ToSchema;

use super::PermissionName;
use crate::http::resource::Resource;

/// A calendar, as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Calendar)]
pub(crate) struct CalendarBody {
    /// The id of the calendar.
    #[schema(minimum = 1)]
    id: i64,
    /// Its name.
    #[schema(example = "Work")]
    name: String,
    /// The default colour; each member can override it.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    color: String,
    /// The caller's own colour for it; `null` for that of the calendar.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    own_color: Option<String>,
    /// The colour to draw it in for the caller: their own, or else the calendar's.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    display_color: String,
    /// A description.
    description: Option<String>,
    /// Whether it is the caller's default calendar. Exactly one of a person's calendars is.
    is_default: bool,
    /// Whether clients show its events to the caller.
    is_visible: bool,
    /// Its position in the caller's list: lower numbers come first.
    sort_order: i32,
    /// The caller's permission.
    permission: PermissionName,
    /// Its owner.
    owner: CalendarOwnerBody,
    /// Its version. In quotes (`"17"`) it is what `If-Match` takes, so a client can change an item of a
    /// list without reading it again.
    #[schema(minimum = 1, example = 17)]
    version: i64,
    /// When it was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed, for everybody or by the caller for themselves.
    #[schema(format = DateTime)]
    updated_at: String,
}

/// The owner of a calendar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarOwner)]
pub(crate) struct CalendarOwnerBody {
    /// The account.
    #[schema(minimum = 1)]
    user_id: i64,
    /// Their username.
    #[schema(example = "ana")]
    username: String,
    /// The name to address them by; `null` for none.
    #[schema(example = "Ana")]
    preferred_name: Option<String>,
}

impl From<Peer> for CalendarOwnerBody {
    fn from(owner: Peer) -> Self {
        Self {
            user_id: owner.id.0,
            username: owner.username,
            preferred_name: owner.preferred_name.map(PreferredName::into_string),
        }
    }
}

impl From<SeenCalendar> for CalendarBody {
    fn from(seen: SeenCalendar) -> Self {
        let (display_color, is_default) =
            (seen.shown_color().as_str().to_owned(), seen.is_own_default());
        let (version, updated_at) = (seen.version(), seen.updated_at().to_string());
        let SeenCalendar { calendar, right, owner, preferences, .. } = seen;
        Self {
            id: calendar.id.0,
            created_at: calendar.created_at.to_string(),
            name: calendar.body.name.into_string(),
            color: calendar.body.color.as_str().to_owned(),
            own_color: preferences.color.map(|color| color.as_str().to_owned()),
            display_color,
            description: calendar.body.description.map(Description::into_string),
            is_default,
            is_visible: preferences.is_visible,
            sort_order: preferences.sort_order.get(),
            permission: right.into(),
            owner: owner.into(),
            version,
            updated_at,
        }
    }
}

impl Resource for SeenCalendar {
    type Body = CalendarBody;

    fn version(&self) -> i64 {
        self.version()
    }

    fn location(&self) -> String {
        format!("/api/calendars/{}", self.id)
    }

    fn body(&self) -> CalendarBody {
        self.clone().into()
    }
}
