//! `/api/projects/{id}/tasks/{task_id}/comments`.

mod change;
mod read;
mod request;
mod response;

use crate::http::registry::{Inner, Scope};

/// Adds the routes to the scope `/api/projects`.
pub(crate) fn routes<T: Inner>(scope: Scope<T>) -> Scope<T> {
    scope
        .service(read::list_comments)
        .service(change::create_comment)
        .service(read::read_comment)
        .service(change::update_comment)
        .service(change::patch_comment)
        .service(change::delete_comment)
}
