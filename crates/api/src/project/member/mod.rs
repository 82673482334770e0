//! `/api/projects/{id}/members`.

mod change;
mod errors;
mod read;
mod request;
mod response;

pub(crate) use request::RoleName;
pub(crate) use response::MemberBody;

use crate::http::registry::{Inner, Scope};

/// Adds the routes to the scope `/api/projects`.
pub(super) fn routes<T: Inner>(scope: Scope<T>) -> Scope<T> {
    scope
        .service(read::list_project_members)
        .service(change::add_project_member)
        .service(change::set_project_role)
        .service(change::remove_project_member)
}
