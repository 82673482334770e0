//! What clients get to see of members.

use serde::Serialize;
use umbra_domain::{connection::Peer, project::Member, user::PreferredName};
use utoipa::ToSchema;

use super::RoleName;

/// A member of a project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectMember)]
pub(crate) struct MemberBody {
    /// The account.
    #[schema(minimum = 1)]
    user_id: i64,
    /// Their username, by which comments mention them.
    #[schema(example = "ben")]
    username: String,
    /// The name to address them by; `null` for none.
    #[schema(example = "Ben")]
    preferred_name: Option<String>,
    /// Their role.
    role: RoleName,
    /// When they became a member.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<Member> for MemberBody {
    fn from(member: Member) -> Self {
        let Member { who: Peer { id, username, preferred_name }, role, created_at } = member;
        Self {
            user_id: id.0,
            username,
            preferred_name: preferred_name.map(PreferredName::into_string),
            role: role.into(),
            created_at: created_at.to_string(),
        }
    }
}
