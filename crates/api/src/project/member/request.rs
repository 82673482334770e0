//! What clients send about members.

use serde::{Deserialize, Serialize};
use umbra_domain::{Invalid, UserId, id::Id as _, project::Role};
use utoipa::ToSchema;

use crate::http::{Problem, fields::Fields};

/// A role in a project.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProjectRole)]
pub(crate) enum RoleName {
    Viewer,
    Commenter,
    Editor,
    Owner,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Viewer => Self::Viewer,
            RoleName::Commenter => Self::Commenter,
            RoleName::Editor => Self::Editor,
            RoleName::Owner => Self::Owner,
        }
    }
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::Viewer => Self::Viewer,
            Role::Commenter => Self::Commenter,
            Role::Editor => Self::Editor,
            Role::Owner => Self::Owner,
        }
    }
}

/// A role that a new member can have.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NewProjectRole)]
pub(super) enum NewRoleName {
    Viewer,
    Commenter,
    Editor,
}

impl From<NewRoleName> for Role {
    fn from(name: NewRoleName) -> Self {
        match name {
            NewRoleName::Viewer => Self::Viewer,
            NewRoleName::Commenter => Self::Commenter,
            NewRoleName::Editor => Self::Editor,
        }
    }
}

/// A new member of a project.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddProjectMember {
    /// The id of the account of one of the caller's connections.
    #[schema(value_type = i64, minimum = 1)]
    user_id: i64,
    /// Their role.
    role: NewRoleName,
}

impl AddProjectMember {
    pub(super) fn parse(&self) -> Result<(UserId, Role), Problem> {
        let mut fields = Fields::default();
        let id = fields.take("/user_id", UserId::from_positive(self.user_id).ok_or_else(unknown));
        fields.build(|| Some((id?, self.role.into())))
    }
}

/// A member's new role.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetProjectRole {
    /// The new role. `owner` transfers the project, and the caller becomes an editor.
    role: RoleName,
}

impl SetProjectRole {
    pub(super) fn parse(&self) -> Role {
        self.role.into()
    }
}

/// Refuses an account that the caller isn't connected with.
pub(super) fn unknown() -> Invalid {
    Invalid::new("unknown_user", "you are connected with no such person")
}
