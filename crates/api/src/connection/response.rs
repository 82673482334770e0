//! What clients get to see of connections.

use serde::Serialize;
use umbra_app::connection::Requested;
use umbra_domain::{
    connection::{BlockedPerson, Connection, IncomingRequest, OutgoingRequest, Peer},
    user::PreferredName,
};
use utoipa::ToSchema;

/// A connection with another person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Connection)]
pub(crate) struct ConnectionBody {
    /// The id of the connection, the same for both.
    #[schema(minimum = 1)]
    id: i64,
    /// The other person's account.
    #[schema(minimum = 1)]
    user_id: i64,
    /// Their username.
    #[schema(example = "ben")]
    username: String,
    /// The name to address them by; `null` for none.
    #[schema(example = "Ben")]
    preferred_name: Option<String>,
    /// When the two were connected.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<Connection> for ConnectionBody {
    fn from(connection: Connection) -> Self {
        let Peer { id, username, preferred_name } = connection.with;
        Self {
            id: connection.id.0,
            user_id: id.0,
            username,
            preferred_name: preferred_name.map(PreferredName::into_string),
            created_at: connection.created_at.to_string(),
        }
    }
}

/// A connection request to the caller.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IncomingConnectionRequest)]
pub(crate) struct IncomingBody {
    /// The id of the request.
    #[schema(minimum = 1)]
    id: i64,
    /// The id of the account that asks.
    #[schema(minimum = 1)]
    user_id: i64,
    /// Their username.
    #[schema(example = "ben")]
    username: String,
    /// The name to address them by; `null` for none.
    #[schema(example = "Ben")]
    preferred_name: Option<String>,
    /// When it was sent.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<IncomingRequest> for IncomingBody {
    fn from(request: IncomingRequest) -> Self {
        let Peer { id, username, preferred_name } = request.from;
        Self {
            id: request.id.0,
            user_id: id.0,
            username,
            preferred_name: preferred_name.map(PreferredName::into_string),
            created_at: request.created_at.to_string(),
        }
    }
}

/// A request of the caller's. It doesn't tell whether an account with that name exists.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OutgoingConnectionRequest)]
pub(crate) struct OutgoingBody {
    /// The id of the request.
    #[schema(minimum = 1)]
    id: i64,
    /// The name as the caller typed it.
    #[schema(example = "ben")]
    username: String,
    /// When it was sent.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<OutgoingRequest> for OutgoingBody {
    fn from(request: OutgoingRequest) -> Self {
        let OutgoingRequest { id, username, created_at } = request;
        Self { id: id.0, username, created_at: created_at.to_string() }
    }
}

/// The status of a request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConnectionRequestStatus)]
pub(super) enum StatusName {
    /// It is open.
    Pending,
    /// The other person had asked, too, so the two are connected.
    Connected,
}

/// A request that was sent, and its status: it has either `request` or `connection`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConnectionRequested)]
pub(super) struct RequestedBody {
    /// Its status.
    status: StatusName,
    /// The request, if it is open.
    request: Option<OutgoingBody>,
    /// The connection, if the two are connected.
    connection: Option<ConnectionBody>,
}

impl From<Requested> for RequestedBody {
    fn from(requested: Requested) -> Self {
        match requested {
            Requested::Pending(request) => Self {
                status: StatusName::Pending,
                request: Some(request.into()),
                connection: None,
            },
            Requested::Connected(connection) => Self {
                status: StatusName::Connected,
                request: None,
                connection: Some(connection.into()),
            },
        }
    }
}

/// Somebody whom the caller blocks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BlockedPerson)]
pub(crate) struct BlockedBody {
    /// The account.
    #[schema(minimum = 1)]
    user_id: i64,
    /// Their username.
    #[schema(example = "ben")]
    username: String,
    /// When the caller blocked them.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<BlockedPerson> for BlockedBody {
    fn from(blocked: BlockedPerson) -> Self {
        let BlockedPerson { id, username, created_at } = blocked;
        Self { user_id: id.0, username, created_at: created_at.to_string() }
    }
}
