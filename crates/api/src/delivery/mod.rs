//! Deliveries: messages to people's phones. Everybody's own are below `/api/notifications`, those of all accounts
//! below `/api/admin`.

pub(crate) mod admin;
pub(crate) mod own;

use crate::http::registry::{Inner, Scope};

/// Adds the route to the scope `/api/notifications`.
pub(crate) fn routes<T: Inner>(scope: Scope<T>) -> Scope<T> {
    scope.service(own::list_deliveries)
}
