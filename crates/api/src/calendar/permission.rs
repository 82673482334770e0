//! Permissions on calendars, as clients name them.

use serde::{Deserialize, Serialize};
use umbra_domain::rights::Right;
use utoipa::ToSchema;

/// A permission on a calendar and its events; each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CalendarPermission)]
pub(crate) enum PermissionName {
    /// See when somebody is busy, and nothing else.
    FreeBusy,
    /// See everything, and set what is personal.
    ReadOnly,
    /// Create and change events; delete those they made.
    CreateModify,
    /// Delete everything, invite people, and change what the calendar is called.
    FullAccess,
    /// Share, hand over and delete the calendar.
    Owner,
}

impl From<Right> for PermissionName {
    fn from(right: Right) -> Self {
        match right {
            Right::Busy => Self::FreeBusy,
            // Nothing in a calendar is commented on.
            Right::View | Right::Comment => Self::ReadOnly,
            Right::Edit => Self::CreateModify,
            Right::Manage => Self::FullAccess,
            Right::Own => Self::Owner,
        }
    }
}

impl From<PermissionName> for Right {
    fn from(name: PermissionName) -> Self {
        match name {
            PermissionName::FreeBusy => Self::Busy,
            PermissionName::ReadOnly => Self::View,
            PermissionName::CreateModify => Self::Edit,
            PermissionName::FullAccess => Self::Manage,
            PermissionName::Owner => Self::Own,
        }
    }
}
