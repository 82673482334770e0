//! What clients send about connections.

use serde::{Deserialize, Serialize};
use umbra_domain::{Invalid, UserId, id::Id as _, user::Username};
use utoipa::ToSchema;

use crate::http::{Problem, fields::Fields};

/// The person to request a connection with.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestConnection {
    /// The username of the person.
    #[schema(min_length = 1, max_length = 64, example = "ben")]
    username: String,
}

impl RequestConnection {
    pub(super) fn parse(&self) -> Result<Username, Problem> {
        let mut fields = Fields::default();
        let username = fields.take("/username", Username::parse(&self.username));
        fields.build(|| username)
    }
}

/// The person to block.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockPerson {
    /// The id of the account of a connection, or of somebody who sent the caller a request, open or
    /// rejected.
    #[schema(value_type = i64, minimum = 1)]
    user_id: i64,
}

impl BlockPerson {
    pub(super) fn parse(&self) -> Result<UserId, Problem> {
        let mut fields = Fields::default();
        let id = fields.take("/user_id", UserId::from_positive(self.user_id).ok_or_else(unknown));
        fields.build(|| id)
    }
}

/// Refuses an account that the caller doesn't know of.
pub(super) fn unknown() -> Invalid {
    Invalid::new("unknown_user", "you know of no such person")
}
