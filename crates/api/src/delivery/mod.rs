//! Deliveries: messages to people's phones. Everybody's own are below `/api/notifications`, those of all accounts
//! below `/api/admin`.

pub(crate) mod admin;
pub(crate) mod own;
