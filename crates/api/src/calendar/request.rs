//! What clients send about calendars.

use serde::{Deserialize, Serialize};
use umbra_app::calendar::UpdateCalendar as Change;
use umbra_domain::{
    Patch,
    calendar::{
        Calendar, CalendarPatch, CalendarPreferences, CalendarPreferencesPatch, Description, Name,
        SortOrder, default_color,
    },
    settings::Color,
};
use utoipa::ToSchema;

use crate::http::{Problem, fields::Fields, patch};

/// A new calendar.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateCalendar {
    /// Its name.
    #[schema(min_length = 1, max_length = 100, example = "Work")]
    name: String,
    /// The default colour; each member can override it. Default: `#3366cc`.
    #[serde(default)]
    #[schema(pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", example = "#1a2b3c")]
    color: Option<String>,
    /// A description.
    #[serde(default)]
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// Whether it replaces the present default calendar. Default: `false`.
    #[serde(default)]
    is_default: Option<bool>,
    /// Whether clients show its events to the caller. Default: `true`.
    #[serde(default)]
    is_visible: Option<bool>,
    /// Its position in the caller's list: lower numbers come first. Default: 0.
    #[serde(default)]
    #[schema(value_type = Option<i32>)]
    sort_order: Option<i64>,
}

impl CreateCalendar {
    pub(super) fn parse(&self) -> Result<(Calendar, CalendarPreferences), Problem> {
        let mut fields = Fields::default();
        let name = fields.take("/name", Name::parse(&self.name));
        let color = self.color.as_deref().map_or_else(|| Ok(default_color()), Color::parse);
        let color = fields.take("/color", color);
        let description = self.description.as_deref().map(Description::parse).transpose();
        let description = fields.take("/description", description);
        let sort_order = self.sort_order.map_or(Ok(SortOrder::default()), SortOrder::parse);
        let sort_order = fields.take("/sort_order", sort_order);
        fields.build(|| {
            let is_default = self.is_default.unwrap_or(false);
            let is_visible = self.is_visible.unwrap_or(true);
            Some((
                Calendar { name: name?, color: color?, description: description?, is_default },
                CalendarPreferences { color: None, is_visible, sort_order: sort_order? },
            ))
        })
    }
}

/// A change of a calendar: an omitted field stays, `null` clears it or sets its default.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateCalendar {
    /// Its name; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    name: Patch<String>,
    /// The default colour; each member can override it. `null` sets `#3366cc`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    color: Patch<String>,
    /// A description.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 10000)]
    description: Patch<String>,
    /// `true` makes it the default calendar. `false` (or `null`) is refused for the default
    /// calendar with 409 `default_calendar`: make another calendar the default instead.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    is_default: Patch<bool>,
    /// Whether clients show its events to the caller; `null` sets `true`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    is_visible: Patch<bool>,
    /// Its position in the caller's list: lower numbers come first; `null` sets 0.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i32>)]
    sort_order: Patch<i64>,
}

impl UpdateCalendar {
    pub(super) fn parse(self) -> Result<Change, Problem> {
        let mut fields = Fields::default();
        let color = fields.patch("/color", self.color, |text| Color::parse(&text));
        let sort_order = fields.patch("/sort_order", self.sort_order, SortOrder::parse);
        let patch = CalendarPatch {
            name: fields.replace("/name", self.name, |text| Name::parse(&text)),
            color: color.or(default_color()),
            description: fields
                .patch("/description", self.description, |text| Description::parse(&text)),
            is_default: self.is_default.or(false),
        };
        let preferences = CalendarPreferencesPatch {
            color: Patch::Keep,
            is_visible: self.is_visible.or(true),
            sort_order: sort_order.or(SortOrder::default()),
        };
        fields.finish()?;
        Ok(Change { patch, preferences })
    }
}
