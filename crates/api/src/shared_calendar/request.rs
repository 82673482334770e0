//! What clients send about sharing.

use serde::{Deserialize, Serialize};
use umbra_domain::{
    Invalid, Patch, UserId,
    calendar::{CalendarPreferencesPatch, SortOrder, may_be_given},
    id::Id as _,
    rights::Right,
    settings::Color,
};
use utoipa::ToSchema;

use crate::{
    calendar::PermissionName,
    http::{Problem, fields::Fields, patch},
};

/// An offer to share a calendar: the person and their permission.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OfferCalendar {
    /// The id of the account of one of the caller's connections.
    #[schema(value_type = i64, minimum = 1)]
    user_id: i64,
    /// The permission to offer; not `owner`: a calendar can be handed over once they have accepted it.
    permission: PermissionName,
}

impl OfferCalendar {
    pub(super) fn parse(&self) -> Result<(UserId, Right), Problem> {
        let mut fields = Fields::default();
        let whom = UserId::from_positive(self.user_id).ok_or_else(not_connected);
        let whom = fields.take("/user_id", whom);
        let right = Right::from(self.permission);
        let given = may_be_given(right).then_some(right).ok_or_else(|| {
            let detail = "a calendar is handed over to somebody who has accepted it";
            Invalid::new("not_offered", detail)
        });
        let right = fields.take("/permission", given);
        fields.build(|| Some((whom?, right?)))
    }
}

/// Refuses an account that the caller isn't connected with.
pub(super) fn not_connected() -> Invalid {
    Invalid::new("unknown_user", "you have no such connection")
}

/// A new permission of a member.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeMember {
    /// The new permission. `owner` transfers the calendar to them.
    permission: PermissionName,
}

impl ChangeMember {
    pub(super) fn parse(&self) -> Right {
        self.permission.into()
    }
}

/// New preferences for a calendar: an omitted field stays, `null` sets the default.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetPreferences {
    /// The caller's own colour; `null` for that of the calendar.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    color: Patch<String>,
    /// Whether clients show what is in it; `null` sets `true`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    is_visible: Patch<bool>,
    /// Its position in the list: lower numbers come first; `null` sets 0.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i32>)]
    sort_order: Patch<i64>,
}

impl SetPreferences {
    pub(super) fn parse(self) -> Result<CalendarPreferencesPatch, Problem> {
        let mut fields = Fields::default();
        let sort_order = fields.patch("/sort_order", self.sort_order, SortOrder::parse);
        let preferences = CalendarPreferencesPatch {
            color: fields.patch("/color", self.color, |text| Color::parse(&text)),
            is_visible: self.is_visible.or(true),
            sort_order: sort_order.or(SortOrder::default()),
        };
        fields.finish()?;
        Ok(preferences)
    }
}
