//! What clients get to see of calendars.

use serde::Serialize;
use umbra_domain::{
    Stored,
    calendar::{Calendar, Description},
};
use utoipa::ToSchema;

use crate::http::resource::Exposed;

/// A calendar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Calendar)]
pub(crate) struct CalendarBody {
    /// The id of the calendar.
    #[schema(minimum = 1)]
    id: i64,
    /// Its name.
    #[schema(example = "Work")]
    name: String,
    /// The colour it is shown in.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    color: String,
    /// What it is for.
    description: Option<String>,
    /// Whether it is the default calendar. Exactly one of a person's calendars is.
    is_default: bool,
    /// Whether clients show its events.
    is_visible: bool,
    /// Its position in the list: lower numbers come first.
    sort_order: i32,
    /// When it was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Stored<Calendar>> for CalendarBody {
    fn from(calendar: Stored<Calendar>) -> Self {
        let Stored { id, body, created_at, updated_at, .. } = calendar;
        Self {
            id: id.0,
            name: body.name.into_string(),
            color: body.color.as_str().to_owned(),
            description: body.description.map(Description::into_string),
            is_default: body.is_default,
            is_visible: body.is_visible,
            sort_order: body.sort_order.get(),
            created_at: created_at.to_string(),
            updated_at: updated_at.to_string(),
        }
    }
}

impl Exposed for Calendar {
    const PATH: &'static str = "/api/calendars";
    type Body = CalendarBody;
}
