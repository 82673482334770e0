//! What clients get to see of calendars.

use serde::Serialize;
use umbra_domain::calendar::{Calendar, Description};
use utoipa::ToSchema;

use crate::http::resource::Resource;

/// A calendar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Calendar)]
pub(crate) struct CalendarBody {
    /// Names the calendar.
    #[schema(minimum = 1)]
    id: i64,
    /// What it is called.
    #[schema(example = "Work")]
    name: String,
    /// The colour it is shown in.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    color: String,
    /// What it is for.
    description: Option<String>,
    /// Whether it is the default calendar. Exactly one of a person's calendars is.
    is_default: bool,
    /// Whether frontends show it.
    is_visible: bool,
    /// Where it stands: lower numbers come first.
    sort_order: i32,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Calendar> for CalendarBody {
    fn from(calendar: Calendar) -> Self {
        Self {
            id: calendar.id.0,
            name: calendar.name.into_string(),
            color: calendar.color.as_str().to_owned(),
            description: calendar.description.map(Description::into_string),
            is_default: calendar.is_default,
            is_visible: calendar.is_visible,
            sort_order: calendar.sort_order.get(),
            created_at: calendar.created_at.to_string(),
            updated_at: calendar.updated_at.to_string(),
        }
    }
}

impl Resource for Calendar {
    type Body = CalendarBody;

    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/calendars/{}", self.id)
    }

    fn body(&self) -> CalendarBody {
        self.clone().into()
    }
}
